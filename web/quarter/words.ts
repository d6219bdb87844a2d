import { type TextName, text } from "./texts";
import type { Block, Config } from "./types";

/** Gives a block's name as this reader reads it: German, English, or easy language. */
export function nameOf(
  block: { readonly de: string; readonly en: string; readonly easy: string },
  config: Config,
): string {
  if (config.easy && config.language === "de") return block.easy;
  return config.language === "en" ? block.en : block.de;
}

/** Gives the builder's texts in the page's language. */
export function teller(
  config: Config,
): (name: TextName, values?: Readonly<Record<string, string | number>>) => string {
  return (name, values) => text(name, config.language, values, config.easy);
}

export function euros(cost: number, config: Config): string {
  const rounded = cost >= 10_000 ? Math.round(cost / 1000) * 1000 : Math.round(cost / 10) * 10;
  return new Intl.NumberFormat(config.language === "de" ? "de-DE" : "en-GB", {
    style: "currency",
    currency: "EUR",
    maximumFractionDigits: 0,
  }).format(rounded);
}

export function count(value: number, config: Config): string {
  return new Intl.NumberFormat(config.language === "de" ? "de-DE" : "en-GB").format(value);
}

/** Groups of the palette, in the order people build. */
export const GROUPS = [
  "choice",
  "houses",
  "roofs",
  "ways",
  "squares",
  "green",
  "things",
  "templates",
] as const;
export type Group = (typeof GROUPS)[number];

const WAYS: ReadonlySet<string> = new Set(["drive", "parking", "cycle", "walk", "rail"]);
const SQUARES: ReadonlySet<string> = new Set(["stay", "yard"]);

/** Says in which group a block stands; null for what nobody builds with. */
export function groupOf(block: Block): Group | null {
  if (block.kind === "air" || block.kind === "soil") return null;
  if (block.kind === "building") return "houses";
  if (block.kind === "roof") return "roofs";
  if (block.kind === "object") return "things";
  if (block.kind === "plant") return "green";
  if (WAYS.has(block.space ?? "")) return "ways";
  return SQUARES.has(block.space ?? "") ? "squares" : "green";
}

/** What the nine keys hold at first. */
export const FIRST_CHOICE = [
  "homes",
  "roof",
  "lawn",
  "crown",
  "footway",
  "cycle_street",
  "square",
  "water",
  "bench",
] as const;

/** Says whether a name answers what somebody typed; accents and umlauts do not matter. */
export function answers(block: Block, typed: string): boolean {
  const plain = (words: string) =>
    words.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/ß/g, "ss").replace(/-/g, "");
  const wanted = plain(typed.trim());
  return [block.de, block.en, block.easy, block.key].some((name) => plain(name).includes(wanted));
}
