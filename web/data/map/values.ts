/** What stations measure: told by a door as values by station and step, shown as classes of colour and size. */
import type { Unit } from "../../shared/units";
import type { Class } from "./ways";

export type Step = "live" | "hour" | "day" | "month" | "year";

export interface Measure extends Unit {
  key: string;
  title: string;
  unit: string;
  steps: Step[];
}

/** Where a layer's values come from: the door for all stations, and the one for a single station (`{id}`). */
export interface Series {
  address: string;
  station: string;
  first: string;
  last: string;
  measures: Measure[];
}

/** What the door answers: for each station a value at each time, or null. */
export interface Frames {
  step: Step;
  times: string[];
  labels: string[];
  values: Record<string, (number | null)[]>;
  breaks: number[];
}

/** One station's value as the map shows it. */
export interface Mark {
  id: number;
  value: number;
  place: number;
}

const STEPS: readonly string[] = ["live", "hour", "day", "month", "year"];

export function readSeries(raw: unknown): Series | undefined {
  if (typeof raw !== "object" || raw === null) return undefined;
  const { address, station, first, last, measures } = raw as Record<string, unknown>;
  if (typeof address !== "string" || !Array.isArray(measures) || measures.length === 0) return undefined;
  return {
    address,
    station: String(station ?? ""),
    first: String(first ?? ""),
    last: String(last ?? ""),
    measures: measures.map((one: Record<string, unknown>, at) => ({
      key: String(one?.key ?? at),
      title: String(one?.title ?? ""),
      unit: String(one?.unit ?? ""),
      ...(typeof one?.one === "string" ? { one: one.one } : {}),
      steps: (Array.isArray(one?.steps) ? one.steps : []).filter((step) => STEPS.includes(step)) as Step[],
    })),
  };
}

/** Reads the door's answer; what is missing is empty. */
export function readFrames(raw: unknown): Frames {
  const told = (typeof raw === "object" && raw !== null ? raw : {}) as Record<string, unknown>;
  const texts = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  const step = STEPS.includes(String(told.step)) ? (told.step as Step) : "live";
  const breaks = Array.isArray(told.breaks) ? told.breaks.filter((one) => Number.isFinite(one)) : [];
  const values = (
    typeof told.values === "object" && told.values !== null ? told.values : {}
  ) as Frames["values"];
  return { step, times: texts(told.times), labels: texts(told.labels), values, breaks };
}

/** Gives the place of a value among the classes: 0 below the first break. */
export function placeOf(value: number, breaks: readonly number[]): number {
  let place = 0;
  for (const edge of breaks) if (value >= edge) place += 1;
  return place;
}

/** Gives what the stations show at one time. */
export function marksAt(frames: Frames, at: number): Mark[] {
  const marks: Mark[] = [];
  for (const [id, values] of Object.entries(frames.values)) {
    const value = values[at];
    if (value === null || value === undefined) continue;
    marks.push({ id: Number(id), value, place: placeOf(value, frames.breaks) });
  }
  return marks;
}

/** Gives the classes between the breaks, in words. */
export function classesOf(breaks: readonly number[], below: string, from: string, language: string): Class[] {
  const write = (value: number) =>
    new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);
  if (breaks.length === 0) return [];
  return [...breaks, Number.POSITIVE_INFINITY].map((edge, place) => {
    const low = breaks[place - 1];
    if (low === undefined) return { value: String(place), title: below.replace("%s", write(edge)) };
    if (!Number.isFinite(edge)) return { value: String(place), title: from.replace("%s", write(low)) };
    return { value: String(place), title: `${write(low)} – ${write(edge)}` };
  });
}

/** Gives the address that asks for a step's values; `at` is a day. */
export function askFor(series: Series, measure: number, step: Step, at?: string): string {
  const words = new URLSearchParams({ measure: series.measures[measure]?.key ?? "0", step });
  if (at) words.set("at", at);
  return `${series.address}?${words}`;
}
