/** Stretches of days on the time axis: moved, stretched, kept inside what the series holds. Days are counted from 1970. */
export interface Span {
  first: number;
  last: number;
}

const DAY = 86_400_000;

/** Reads "2025-03-04" as a day's number; NaN for anything else. */
export function dayOf(text: string | undefined): number {
  return text && /^\d{4}-\d\d-\d\d$/.test(text)
    ? Math.round(Date.parse(`${text}T00:00:00Z`) / DAY)
    : Number.NaN;
}

/** Writes a day's number as "2025-03-04". */
export function textOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** How many days a span has, both ends in. */
export function days(span: Span): number {
  return span.last - span.first + 1;
}

/** Puts a span inside another one without changing its length, as far as it fits. */
export function inside(span: Span, all: Span): Span {
  const length = Math.min(days(span), days(all));
  const first = Math.min(Math.max(span.first, all.first), all.last - length + 1);
  return { first, last: first + length - 1 };
}

/** Moves a span by a share of its own length; at least by a day. */
export function moved(span: Span, share: number, all: Span): Span {
  const by = share === 0 ? 0 : Math.sign(share) * Math.max(1, Math.round(Math.abs(share) * days(span)));
  return inside({ first: span.first + by, last: span.last + by }, all);
}

/** Makes a span `factor` times as long; `at` (0 to 1) is the place that stays where it is. */
export function zoomed(span: Span, factor: number, at: number, all: Span): Span {
  const before = days(span);
  let length = Math.round(before * factor);
  if (factor < 1) length = Math.min(length, before - 1);
  if (factor > 1) length = Math.max(length, before + 1);
  length = Math.min(days(all), Math.max(1, length));
  const first = Math.round(span.first + before * at - length * at);
  return inside({ first, last: first + length - 1 }, all);
}

/** Whether two spans are the same. */
export function same(one: Span, other: Span): boolean {
  return one.first === other.first && one.last === other.last;
}
