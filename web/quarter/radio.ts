/** Buttons of which one is chosen: arrows go on and choose, Home and End go to the ends, Tab leaves. */
export class Radios<T> {
  private readonly buttons = new Map<T, HTMLElement>();
  private chosen: T | null = null;

  constructor(
    readonly element: HTMLElement,
    label: string,
    private readonly choose: (value: T) => void,
  ) {
    element.setAttribute("role", "radiogroup");
    element.setAttribute("aria-label", label);
    element.addEventListener("keydown", this.key);
  }

  clear(): void {
    this.buttons.clear();
    this.element.replaceChildren();
  }

  add(value: T, button: HTMLElement): void {
    button.setAttribute("role", "radio");
    button.addEventListener("click", () => this.choose(value));
    this.buttons.set(value, button);
    this.element.append(button);
    this.mark();
  }

  get count(): number {
    return this.buttons.size;
  }

  /** Shows which one is chosen; null for none of these. */
  show(value: T | null): void {
    this.chosen = value;
    this.mark();
  }

  private mark(): void {
    const has = this.chosen !== null && this.buttons.has(this.chosen);
    let first = true;
    for (const [value, button] of this.buttons) {
      const on = value === this.chosen;
      button.setAttribute("aria-checked", String(on));
      button.tabIndex = on || (!has && first) ? 0 : -1;
      first = false;
    }
  }

  private readonly key = (event: KeyboardEvent) => {
    const all = [...this.buttons.values()].filter((one) => !one.hasAttribute("disabled"));
    const at = all.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    let next: number | null = null;
    if (step && at >= 0) next = (at + step + all.length) % all.length;
    if (event.key === "Home") next = 0;
    if (event.key === "End") next = all.length - 1;
    const button = next === null ? undefined : all[next];
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    button.focus();
    button.click();
  };
}
