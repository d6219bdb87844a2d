/** What a page tells the map: read from `<script type="application/json">`, checked here and nowhere else. */
import type { Unit } from "../../shared/units";
import type { Language } from "./texts";
import { readSeries, type Series } from "./values";
import { readWay, readWays, type Way } from "./ways";

export type Kind = "point" | "line" | "area" | "station";
export type Box = [west: number, south: number, east: number, north: number];

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
  columns: Column[];
  /** The property that names a feature, if there is one. */
  name?: string;
  /** What the layer stands under in the legend; empty for no group. */
  theme: string;
  /** Ways to colour and filter it, and the one it begins with; -1 is its own colour alone. */
  ways: Way[];
  way: number;
  /** Where the ways are asked for, when they are not said. */
  ask?: string;
  /** Where its features are as GeoJSON (OGC API Features). */
  items?: string;
  /** A station layer's values. */
  series?: Series;
}

/** Shaded tiles, switched like a layer. */
export interface Relief extends Layer {
  /** Where there is ground. */
  bounds?: Box;
}

export interface Column extends Unit {
  name: string;
  title: string;
  /** Least, median and most of all values. */
  range?: [number, number, number];
}

/** Addresses that the map asks; one that is missing takes its function away. */
export interface Doors {
  places?: string;
  here?: string;
  picture?: string;
  page?: string;
  embed?: string;
}

export interface Config {
  center: [number, number];
  zoom: number;
  bounds?: Box;
  base: string | null;
  /** The ground's relief under the base map. */
  relief: Relief | null;
  layers: Layer[];
  language: Language;
  texts: Record<string, string>;
  /** Keep position and layers in the address? Only one map on a page may. */
  hash: boolean;
  attribution: string;
  /** Whose map it is: stands on paper. */
  title: string;
  /** Stands in a frame on someone else's page. */
  embedded: boolean;
  /** The server's picture of what the map shows first. */
  poster: string;
  doors: Doors;
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
    relief: readRelief(wish.relief),
    layers: layers.map(readLayer).filter((layer) => layer !== null),
    language: wish.language === "en" ? "en" : "de",
    texts: isRaw(wish.texts) ? (wish.texts as Record<string, string>) : {},
    hash: wish.hash === true,
    attribution: text(wish.attribution) ?? "",
    title: text(wish.title) ?? "",
    embedded: wish.embedded === true,
    poster: typeof wish.poster === "string" ? wish.poster : "",
    doors: readDoors(wish.doors),
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
  return {
    id,
    slug,
    tiles,
    title: text(raw.title) ?? slug,
    source: text(raw.source) ?? slug,
    ...readLook(raw, index),
    ...given("count", number(raw.count)),
    ...given("table", text(raw.table)),
    ...given("name", text(raw.name)),
    ...given("ask", text(raw.ask)),
    ...given("items", text(raw.items)),
    ...given("series", readSeries(raw.series)),
  };
}

function readRelief(raw: unknown): Relief | null {
  const layer = readLayer(raw, 0);
  const bounds = isRaw(raw) ? (numbers(raw.bounds, 4) as Box | undefined) : undefined;
  return layer && { ...layer, kind: "area", ...given("bounds", bounds) };
}

function readLook(
  raw: Raw,
  index: number,
): Pick<
  Layer,
  "kind" | "colour" | "href" | "on" | "minzoom" | "maxzoom" | "columns" | "theme" | "ways" | "way"
> {
  const ways =
    raw.classes === undefined ? readWays(raw.ways) : [readWay(raw.classes)].filter((way) => way !== null);
  const way = number(raw.way) ?? 0;
  return {
    kind: (KINDS.includes(String(raw.kind)) ? raw.kind : "point") as Kind,
    colour: number(raw.colour) ?? index + 1,
    href: text(raw.href) ?? "",
    on: raw.on !== false,
    minzoom: number(raw.minzoom) ?? 0,
    maxzoom: number(raw.maxzoom) ?? 16,
    columns: Array.isArray(raw.columns) ? raw.columns.filter(isRaw).map(readColumn) : [],
    theme: text(raw.theme) ?? "",
    ways,
    way: way < ways.length ? way : -1,
  };
}

function given<N extends string, T>(name: N, value: T | undefined): { [K in N]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [K in N]?: T };
}

function readColumn(raw: Raw): Column {
  const name = text(raw.name) ?? "";
  const column: Column = { name, title: text(raw.title) ?? name };
  Object.assign(column, given("unit", text(raw.unit)), given("one", text(raw.one)));
  const range = numbers(raw.range, 3) as Column["range"];
  if (range) column.range = range;
  return column;
}

function readDoors(raw: unknown): Doors {
  if (!isRaw(raw)) return {};
  const names = ["places", "here", "picture", "page", "embed"] as const;
  return Object.assign({}, ...names.map((name) => given(name, text(raw[name])))) as Doors;
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
