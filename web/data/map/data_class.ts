/** Gives one of the classes `data-1` … `data-7`, which the style sheets give their colours. */
export function dataClass(n: number): string {
  return `data-${((((n - 1) % 7) + 7) % 7) + 1}`;
}
