/** What a design does, as numbers: pure. */
import type { Language } from "../types";

interface Words {
  readonly de: string;
  readonly en: string;
}

/** An effect as the server describes it. */
export interface Definition {
  readonly key: string;
  readonly group: string;
  readonly name: Words;
  readonly easy: string;
  readonly unit: string;
  readonly definition: Words;
  readonly assumption: Words;
  readonly source: Words;
  readonly better: "more" | "less" | "neither";
  readonly decimals: number;
  readonly cheap: boolean;
  readonly note: Words | null;
}

/** An effect's numbers in this design. */
export interface Reading {
  readonly key: string;
  readonly value: number | null;
  readonly today: number | null;
  readonly difference: number | null;
  readonly state: "done" | "computing";
}

export type Verdict = "better" | "worse" | "other" | "same" | "unknown";

/** The eight figures of the strip, unless the page names others. */
export const STRIP = [
  "people_share",
  "trees",
  "shade",
  "ways_playground",
  "sealed_share",
  "dwellings",
  "sun_hours",
  "cost",
] as const;
export const MOST_FIGURES = 8;

/** Reads the values of an "effects" message; what is none is left out. */
export function readValues(given: unknown): Reading[] {
  if (!Array.isArray(given)) return [];
  return given.flatMap((one: Partial<Reading> | null) => {
    if (!one || typeof one.key !== "string") return [];
    const number = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : null);
    const [value, today] = [number(one.value), number(one.today)];
    const told = number(one.difference);
    const difference = told ?? (value === null || today === null ? null : value - today);
    return [
      { key: one.key, value, today, difference, state: one.state === "computing" ? "computing" : "done" },
    ];
  });
}

/** Gives the definitions of the strip in order: the wished ones that exist, then others until there are eight. */
export function chosen(all: readonly Definition[], wished: readonly string[]): Definition[] {
  const keys = wished.length ? wished : STRIP;
  const first = keys.flatMap((key) => all.find((one) => one.key === key) ?? []);
  const rest = wished.length ? [] : all.filter((one) => !first.includes(one));
  return [...first, ...rest].slice(0, MOST_FIGURES);
}

/** Says whether a difference is good. What would be shown as nothing is no difference. */
export function verdict(definition: Definition, reading: Reading | undefined): Verdict {
  const difference = reading?.difference;
  if (difference === null || difference === undefined) return "unknown";
  if (isNothing(difference, definition.decimals)) return "same";
  if (definition.better === "neither") return "other";
  return difference > 0 === (definition.better === "more") ? "better" : "worse";
}

export function isNothing(difference: number, decimals: number): boolean {
  return Math.abs(difference) < 0.5 * 10 ** -decimals;
}

/** How much worse an effect has become against today, as a share; better ones are below zero. */
export function worsening(definition: Definition, reading: Reading | undefined): number {
  const said = verdict(definition, reading);
  if (said !== "better" && said !== "worse")
    return said === "other" ? -1e-9 : said === "same" ? -2e-9 : -3e-9;
  const difference = Math.abs(reading?.difference ?? 0);
  // Shares are compared by their points; everything else against what there is today.
  const measure = definition.unit === "%" ? 100 : Math.max(Math.abs(reading?.today ?? 0), 1e-6);
  const share = Math.min(difference / measure, 1e6);
  return said === "worse" ? 1 + share : -1 - share;
}

/** Gives effects with those first that have become worst, then what stayed, then what became better. */
export function worstFirst(
  all: readonly Definition[],
  readings: ReadonlyMap<string, Reading>,
): readonly Definition[] {
  return all
    .map((one) => [one, worsening(one, readings.get(one.key))] as const)
    .sort((one, two) => two[1] - one[1])
    .map(([one]) => one);
}

/** Gives effects in their groups, both in the order in which they come. */
export function grouped(all: readonly Definition[]): [group: string, definitions: Definition[]][] {
  const groups = new Map<string, Definition[]>();
  for (const one of all) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  return [...groups];
}

/** Gives an effect's name to this reader. */
export function nameOfEffect(one: Definition, language: Language): string {
  return one.name[language] || one.name.de;
}
