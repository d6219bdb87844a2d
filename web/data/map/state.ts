/**
 * Everything that is seen, in the address, so that a view can be shared:
 * `#map=14.20/51.96000/7.62000&layers=a,b&by=a:art&off=a:Linde&time=hour/2026-11-22T14:00&card=a:17`.
 */
import type { Step } from "./values";

export interface View {
  zoom?: number;
  lat?: number;
  lng?: number;
  bearing?: number;
  pitch?: number;
  /** Ids of the shown layers; absent means: as the page says. */
  layers?: string[];
  /** The column, or the measure, that a layer is coloured by. */
  by?: Record<string, string>;
  /** Classes of a layer that are switched off. */
  off?: Record<string, string[]>;
  /** The time of the slider; absent means: now. */
  time?: { step: Step; at: string };
  /** The open card. */
  card?: { layer: string; id: string };
}

export type Position = Required<Pick<View, "zoom" | "lat" | "lng">>;

const STEPS = ["hour", "day", "month", "year"];

/** Reads a hash or a query. Whatever is not sensible is left out. */
export function readHash(hash: string): View {
  const wishes = new URLSearchParams(hash.replace(/^[#?]/, ""));
  const view: View = {};
  readPosition(wishes.get("map") ?? "", view);
  const layers = wishes.get("layers");
  if (layers !== null) view.layers = layers.split(",").filter(Boolean);
  const by = pairs(wishes.get("by")).map(([layer, column]) => [layer, plain(column)] as const);
  if (by.length) view.by = Object.fromEntries(by);
  const off = pairs(wishes.get("off")).map(([layer, list]) => [layer, list.split(",").map(plain)] as const);
  if (off.length) view.off = Object.fromEntries(off);
  const [step = "", at = ""] = (wishes.get("time") ?? "").split("/");
  if (STEPS.includes(step) && /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(at)) view.time = { step: step as Step, at };
  const [card] = pairs(wishes.get("card"));
  if (card) view.card = { layer: card[0], id: plain(card[1]) };
  return view;
}

function readPosition(text: string, view: View): void {
  const [zoom, lat, lng, bearing, pitch] = text.split("/").map(Number);
  if (!within(zoom, 0, 24) || !within(lat, -85.06, 85.06) || !within(lng, -180, 180)) return;
  Object.assign(view, { zoom, lat, lng });
  if (within(bearing, -180, 180) && bearing !== 0) view.bearing = bearing;
  if (within(pitch, 0, 60) && pitch !== 0) view.pitch = pitch;
}

/** Reads where the address says it: behind #, which follows every move, else behind ?, which links to a view carry. */
export function readAddress(place: Pick<Location, "hash" | "search">): View {
  const view = readHash(place.hash);
  return Object.keys(view).length ? view : readHash(place.search);
}

/** Writes a view, no more exact than the screen: about a metre. */
export function writeView(view: Position & View): string {
  const position = [view.zoom.toFixed(2), view.lat.toFixed(5), view.lng.toFixed(5)];
  const bearing = Math.round(view.bearing ?? 0);
  const pitch = Math.round(view.pitch ?? 0);
  if (bearing || pitch) position.push(String(bearing), String(pitch));
  const parts = [`map=${position.join("/")}`];
  if (view.layers) parts.push(`layers=${view.layers.map(encodeURIComponent).join(",")}`);
  const by = Object.entries(view.by ?? {}).map(
    ([layer, column]) => `${encodeURIComponent(layer)}:${twice(column)}`,
  );
  if (by.length) parts.push(`by=${by.join(";")}`);
  const off = Object.entries(view.off ?? {})
    .filter(([, values]) => values.length)
    .map(([layer, values]) => `${encodeURIComponent(layer)}:${values.map(twice).join(",")}`);
  if (off.length) parts.push(`off=${off.join(";")}`);
  if (view.time) parts.push(`time=${view.time.step}/${view.time.at}`);
  if (view.card) parts.push(`card=${encodeURIComponent(view.card.layer)}:${twice(view.card.id)}`);
  return parts.join("&");
}

/** Writes a view as a hash. */
export function writeHash(view: Position & View): string {
  return `#${writeView(view)}`;
}

/** Values may hold the signs that part them, so they are packed once more than the address itself asks for. */
function twice(text: string): string {
  return encodeURIComponent(encodeURIComponent(text));
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function pairs(text: string | null): [string, string][] {
  return (text ?? "")
    .split(";")
    .map((one): [string, string] => [one.slice(0, one.indexOf(":")), one.slice(one.indexOf(":") + 1)])
    .filter(([key, value]) => key !== "" && value !== "");
}

function within(value: number | undefined, low: number, high: number): value is number {
  return value !== undefined && Number.isFinite(value) && value >= low && value <= high;
}
