/** What a page tells the map: read from `<script type="application/json">`, checked here and nowhere else. */
import type { Language } from "./texts";

export type Kind = "point" | "line" | "area" | "station";
export type Box = [west: number, south: number, east: number, north: number];

/** A value of a column that has an own colour and an own tick in the legend. */
export interface Class {
  value: string | number | boolean;
  title: string;
  count?: number;
}

export interface Layer {
  id: string;
  slug: string;
  title: string;
  kind: Kind;
  /** Address of its vector tiles with {z}/{x}/{y}. */
  tiles: string;
  /** Name of the layer inside the tiles; the slug unless said. */
  source: string;
  /** One of the seven data colours, 1 to 7. */
  colour: number;
  /** Where the dataset is. */
  href: string;
  /** Where its table is, if there is an own page for it. */
  table?: string;
  count?: number;
  /** Shown at first? */
  on: boolean;
  minzoom: number;
  maxzoom: number;
  /** Titles and units of the properties, in the order in which a card shows them. */
  columns: { name: string; title: string; unit?: string }[];
  /** The property that names a feature, if there is one. */
  name?: string;
  classes?: { column: string; values: Class[] };
}

export interface Config {
  center: [number, number];
  zoom: number;
  bounds?: Box;
  base: string | null;
  layers: Layer[];
  language: Language;
  texts: Record<string, string>;
  /** Keep position and layers in the address? Only one map on a page may. */
  hash: boolean;
  attribution: string;
}

type Raw = Record<string, unknown>;

const GERMANY: [number, number] = [10.4, 51.2];
const KINDS: readonly string[] = ["point", "line", "area", "station"];

/** Reads a page's wishes. Anything left out has a default; a layer without tiles or id is left out. */
export function readConfig(raw: unknown): Config {
  const wish = isRaw(raw) ? raw : {};
  const layers = Array.isArray(wish.layers) ? wish.layers : [];
  const bounds = numbers(wish.bounds, 4) as Box | undefined;
  const config: Config = {
    center: (numbers(wish.center, 2) as [number, number] | undefined) ?? middle(bounds) ?? GERMANY,
    zoom: number(wish.zoom) ?? (bounds ? 12 : 5),
    base: typeof wish.base === "string" && wish.base ? wish.base : null,
    layers: layers.map(readLayer).filter((layer) => layer !== null),
    language: wish.language === "en" ? "en" : "de",
    texts: isRaw(wish.texts) ? (wish.texts as Record<string, string>) : {},
    hash: wish.hash === true,
    attribution: text(wish.attribution) ?? "",
  };
  if (bounds) config.bounds = bounds;
  return config;
}

function readLayer(raw: unknown, index: number): Layer | null {
  if (!isRaw(raw)) return null;
  const id = text(raw.id) ?? text(raw.slug);
  const tiles = text(raw.tiles);
  if (id === undefined || tiles === undefined) return null;
  const slug = text(raw.slug) ?? id;
  const layer: Layer = {
    id,
    slug,
    title: text(raw.title) ?? slug,
    kind: (KINDS.includes(String(raw.kind)) ? raw.kind : "point") as Kind,
    tiles,
    source: text(raw.source) ?? slug,
    colour: number(raw.colour) ?? index + 1,
    href: text(raw.href) ?? "",
    on: raw.on !== false,
    minzoom: number(raw.minzoom) ?? 0,
    maxzoom: number(raw.maxzoom) ?? 16,
    columns: Array.isArray(raw.columns) ? raw.columns.filter(isRaw).map(readColumn) : [],
  };
  return Object.assign(
    layer,
    given("count", number(raw.count)),
    given("table", text(raw.table)),
    given("name", text(raw.name)),
    given("classes", readClasses(raw.classes)),
  );
}

function given<T>(name: string, value: T | undefined): Record<string, T> {
  return value === undefined ? {} : { [name]: value };
}

function readColumn(raw: Raw): Layer["columns"][number] {
  const name = text(raw.name) ?? "";
  const column: Layer["columns"][number] = { name, title: text(raw.title) ?? name };
  const unit = text(raw.unit);
  if (unit) column.unit = unit;
  return column;
}

function readClasses(raw: unknown): Layer["classes"] | undefined {
  if (!isRaw(raw) || typeof raw.column !== "string" || !Array.isArray(raw.values)) return undefined;
  const values = raw.values.filter(isRaw).map((one) => {
    const value = one.value as Class["value"];
    const count = number(one.count);
    return { value, title: text(one.title) ?? String(value), ...(count === undefined ? {} : { count }) };
  });
  return values.length ? { column: raw.column, values } : undefined;
}

function isRaw(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function numbers(value: unknown, length: number): number[] | undefined {
  if (!Array.isArray(value) || value.length !== length) return undefined;
  return value.every((one) => number(one) !== undefined) ? (value as number[]) : undefined;
}

function middle(box: Box | undefined): [number, number] | undefined {
  return box && [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
}
