/** Numbers and times as people read them: pure. */
import type { Language } from "../types";

const MINUS = "\u2212";
const NARROW = "\u202f";

function locale(language: Language): string {
  return language === "de" ? "de-DE" : "en-GB";
}

/** Rounds to decimals; no minus before a zero. */
function round(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor + 0;
}

/** Gives a number with its decimals; `short` turns thousands and millions of money and areas into words. */
export function number(value: number, decimals: number, language: Language, short = false): string {
  const big = short && Math.abs(value) >= 100_000;
  const format = new Intl.NumberFormat(
    locale(language),
    big
      ? { notation: "compact", maximumSignificantDigits: 3 }
      : { minimumFractionDigits: decimals, maximumFractionDigits: decimals },
  );
  return format.format(round(value, decimals)).replace("-", MINUS);
}

/** Gives a value with its unit; a dash for one that means nothing. */
export function withUnit(
  value: number | null | undefined,
  unit: string,
  decimals: number,
  language: Language,
  short = false,
): string {
  if (value === null || value === undefined) return "\u2013";
  const said = number(value, decimals, language, short);
  return unit ? `${said}${NARROW}${unit}` : said;
}

/** Gives a difference with its sign, also for what is more. Shares differ by points. */
export function signed(
  difference: number,
  unit: string,
  decimals: number,
  language: Language,
  short = false,
): string {
  const size = number(Math.abs(difference), decimals, language, short);
  const sign = difference < 0 ? MINUS : "+";
  const point = language === "de" ? "Punkte" : "points";
  const name = unit === "%" ? (short ? "" : point) : unit;
  return `${sign}${size}${name ? `${NARROW}${name}` : ""}`;
}

export interface Left {
  /** What a clock shows: "12:05" in the last hour, hours before. */
  readonly clock: string;
  /** The same for those who listen. */
  readonly words: string;
  readonly over: boolean;
  /** The last five minutes. */
  readonly soon: boolean;
}

/** Says how much time is left until `ends` (milliseconds since 1970). */
export function timeLeft(ends: number, now: number, language: Language): Left {
  const seconds = Math.max(0, Math.ceil((ends - now) / 1000));
  const said = { over: seconds === 0, soon: seconds > 0 && seconds <= 300 };
  const de = language === "de";
  const [days, hours, minutes] = [86_400, 3600, 60].map((one) => Math.floor(seconds / one)) as [
    number,
    number,
    number,
  ];
  const two = (value: number) => String(value).padStart(2, "0");
  const same = (words: string) => ({ ...said, clock: words, words });
  if (days > 1) return same(`${days} ${de ? "Tage" : "days"}`);
  if (hours > 0) return same(`${hours}:${two(minutes % 60)} ${de ? "Std." : "h"}`);
  return { ...said, clock: `${minutes}:${two(seconds % 60)}`, words: minutesOf(Math.ceil(seconds / 60), de) };
}

function minutesOf(count: number, de: boolean): string {
  const one = count === 1;
  if (de) return one ? "1 Minute" : `${count} Minuten`;
  return one ? "1 minute" : `${count} minutes`;
}

/** Gives the whole minutes left at which it is said aloud, null for any other moment. */
export function milestone(before: number, after: number): number | null {
  for (const minutes of [1, 5, 10])
    if (before > minutes * 60_000 && after <= minutes * 60_000) return minutes;
  return null;
}
