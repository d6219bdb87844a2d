/** Ways to colour a layer: by the kinds of a column, or by classes of a number; each class has a tick in the legend. */

/** A value, or a stretch of numbers (`from` in, `to` out), that has an own colour and an own tick. */
export interface Class {
  value: string;
  title: string;
  count?: number;
  from?: number;
  to?: number;
}

export interface Way {
  column: string;
  title: string;
  unit?: string;
  kind: "category" | "number";
  values: Class[];
}

/** Stands for every value that has no class of its own. */
export const OTHERS = "\u0000others";

/** Colours of classes of a number are steps of the layer's own colour, from faint to full. */
export const STEPS = 5;

/** Gives the step (0 to 4) of class `at` of `many`, as far apart as they can be. */
export function stepOf(at: number, many: number): number {
  return many < 2 ? STEPS - 1 : Math.round((at * (STEPS - 1)) / (many - 1));
}

/** Reads what a page or a door says; whatever makes no sense is left out. */
export function readWays(raw: unknown): Way[] {
  if (!Array.isArray(raw)) return [];
  return raw.map(readWay).filter((way) => way !== null);
}

export function readWay(raw: unknown): Way | null {
  if (typeof raw !== "object" || raw === null) return null;
  const { column, title, unit, kind, values } = raw as Record<string, unknown>;
  if (typeof column !== "string" || !Array.isArray(values)) return null;
  const classes = values.filter((one) => typeof one === "object" && one !== null).map(readClass);
  if (classes.length === 0) return null;
  return {
    column,
    title: typeof title === "string" && title ? title : column,
    kind: kind === "number" ? "number" : "category",
    values: classes,
    ...(typeof unit === "string" && unit ? { unit } : {}),
  };
}

function readClass(raw: Record<string, unknown>): Class {
  const number = (name: string) => {
    const value = raw[name];
    return typeof value === "number" && Number.isFinite(value) ? { [name]: value } : {};
  };
  const value = String(raw.value);
  const title = typeof raw.title === "string" && raw.title ? raw.title : value;
  return { value, title, ...number("count"), ...number("from"), ...number("to") };
}

/** Gives the class that something with these properties is in, or `OTHERS`. */
export function classOf(way: Way, properties: Record<string, unknown>): string {
  const value = properties[way.column];
  if (way.kind === "category") {
    const said = String(value ?? "");
    return way.values.some((one) => one.value === said) ? said : OTHERS;
  }
  if (typeof value !== "number") return OTHERS;
  return classOfNumber(way.values, value) ?? OTHERS;
}

/** Gives the class that a number lies in. */
export function classOfNumber(classes: readonly Class[], value: number): string | undefined {
  return classes.find(
    (one) => (one.from === undefined || value >= one.from) && (one.to === undefined || value < one.to),
  )?.value;
}

/** Says whether there are things that none of a way's classes names, as far as the counts tell. */
export function hasOthers(way: Way, count: number | undefined): boolean {
  const counts = way.values.map((one) => one.count);
  if (count === undefined || counts.includes(undefined)) return true;
  return counts.reduce<number>((sum, one) => sum + (one ?? 0), 0) < count;
}

/** Writes the filter of hidden classes for the Features door (CQL2 text); empty when all are shown. */
export function filterText(way: Way | undefined, hidden: ReadonlySet<string>): string {
  if (!way || hidden.size === 0) return "";
  const column = `"${way.column.replaceAll('"', '""')}"`;
  const parts = way.values.filter((one) => !hidden.has(one.value)).map((one) => within(column, way, one));
  if (!hidden.has(OTHERS)) {
    const named = way.values.map((one) => within(column, way, one)).join(" OR ");
    parts.push(`${column} IS NULL`, `NOT (${named})`);
  }
  return parts.length ? parts.map((one) => `(${one})`).join(" OR ") : "1 = 0";
}

function within(column: string, way: Way, one: Class): string {
  if (way.kind === "category") {
    if (one.value === "true" || one.value === "false") return `${column} = ${one.value.toUpperCase()}`;
    return `${column} = '${one.value.replaceAll("'", "''")}'`;
  }
  const parts: string[] = [];
  if (one.from !== undefined) parts.push(`${column} >= ${one.from}`);
  if (one.to !== undefined) parts.push(`${column} < ${one.to}`);
  return parts.join(" AND ") || `${column} IS NOT NULL`;
}
