/** What a number is of: `one` where a single one is called otherwise ("Rad", "Räder"). */
export interface Unit {
  unit?: string;
  one?: string;
}

/** Gives the unit as it stands after a written number. */
export function unitAfter(written: string, { unit = "", one }: Unit): string {
  return written === "1" || written === "-1" ? (one ?? unit) : unit;
}

/** Writes a number's text with its unit. */
export function withUnit(written: string, unit: Unit): string {
  return `${written} ${unitAfter(written, unit)}`.trim();
}
