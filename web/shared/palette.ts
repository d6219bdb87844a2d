/**
 * Seven data colours, for the day and for the night; the same as `--data-1` … `--data-7` in styles/tokens.css (a test
 * holds them together, and holds their distances under three kinds of colour blindness).
 */
export const DATA_LIGHT = [
  "#2c7096",
  "#b4502a",
  "#b98214",
  "#1f5149",
  "#6b2f92",
  "#4f97bd",
  "#2a1e14",
] as const;
export const DATA_DARK = [
  "#6095c8",
  "#fa8e5e",
  "#f8cc57",
  "#22c6a6",
  "#bdb0fd",
  "#a4f1de",
  "#8b837b",
] as const;

/** Gives data colour `n` (1 to 7, beginning again after that). */
export function dataColour(n: number, theme: "light" | "dark" | "print"): string {
  const set = theme === "dark" ? DATA_DARK : DATA_LIGHT;
  return set[(((n - 1) % set.length) + set.length) % set.length] ?? set[0];
}

/** How much of a data colour each of five steps from little to much holds; the rest is white by day, ink by night. */
const SHARES = { light: [22, 42, 62, 82, 100], dark: [34, 50, 67, 84, 100] } as const;
const OPPOSITE = { light: "#ffffff", dark: "#15212b" } as const;

/** Gives step 0 (little) to 4 (much) of data colour `n`; the same as `.step-0` … `.step-4` in styles/components/map.css. */
export function stepColour(n: number, step: number, theme: "light" | "dark" | "print"): string {
  const kind = theme === "dark" ? "dark" : "light";
  const share = (SHARES[kind][Math.min(4, Math.max(0, step))] ?? 100) / 100;
  const parts = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const [own, other] = [parts(dataColour(n, theme)), parts(OPPOSITE[kind])];
  const mixed = own.map((part, at) => Math.round(part * share + (other[at] ?? 0) * (1 - share)));
  return `#${mixed.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
