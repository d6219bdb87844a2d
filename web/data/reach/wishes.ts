/** What a page tells the map of reach: read from `<script type="application/json">`, checked here. */
import type { FeatureCollection } from "geojson";

export interface Mark {
  kind: string;
  lon: number;
  lat: number;
  title: string;
  note: string;
  href: string;
  value: string;
  quiet: boolean;
}

export interface Wishes {
  base: string | null;
  bounds: [number, number, number, number];
  language: "de" | "en";
  attribution: string;
  reach: FeatureCollection;
  start: [number, number] | null;
  marks: Mark[];
  hidden: string[];
  /** Address of the page with {at} where a chosen place goes. */
  pick: string;
}

const GERMANY: Wishes["bounds"] = [5.9, 47.3, 15, 55];

/** Reads a page's wishes; whatever is not as it should be is left out. */
export function readWishes(raw: unknown): Wishes {
  const wish = (typeof raw === "object" && raw !== null ? raw : {}) as Record<string, unknown>;
  const reach = wish.reach as FeatureCollection | undefined;
  return {
    base: typeof wish.base === "string" && wish.base ? wish.base : null,
    bounds: numbers(wish.bounds, 4) ? (wish.bounds as Wishes["bounds"]) : GERMANY,
    language: wish.language === "en" ? "en" : "de",
    attribution: typeof wish.attribution === "string" ? wish.attribution : "",
    reach: reach && Array.isArray(reach.features) ? reach : { type: "FeatureCollection", features: [] },
    start: numbers(wish.start, 2) ? (wish.start as [number, number]) : null,
    marks: Array.isArray(wish.marks) ? wish.marks.filter(isMark) : [],
    hidden: Array.isArray(wish.hidden) ? wish.hidden.map(String) : [],
    pick: local(wish.pick) ? wish.pick : "",
  };
}

/** Gives the page's address for a place chosen on the map; six places behind the point are a hand's breadth. */
export function pickAddress(pick: string, lat: number, lon: number): string {
  return pick.replace("{at}", `${lat.toFixed(6)},${lon.toFixed(6)}`);
}

/** Puts wishes and marks into points that the map draws. */
export function markFeatures(marks: readonly Mark[]): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: marks.map((mark, at) => ({
      type: "Feature",
      properties: { at, kind: mark.kind, value: mark.value, quiet: mark.quiet, title: mark.title },
      geometry: { type: "Point", coordinates: [mark.lon, mark.lat] },
    })),
  };
}

function isMark(raw: unknown): raw is Mark {
  const mark = raw as Mark | null;
  return (
    typeof mark === "object" &&
    mark !== null &&
    Number.isFinite(mark.lon) &&
    Number.isFinite(mark.lat) &&
    typeof mark.kind === "string" &&
    typeof mark.title === "string" &&
    local(mark.href)
  );
}

/** Only addresses on this site are followed. */
function local(address: unknown): address is string {
  return typeof address === "string" && /^\/(?!\/)/.test(address);
}

function numbers(value: unknown, length: number): boolean {
  return Array.isArray(value) && value.length === length && value.every((one) => Number.isFinite(one));
}
