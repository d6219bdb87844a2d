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
