import { make } from "../../shared/dom";
import type { Engine } from "../engine";
import { chosen, type Definition, type Reading, type Verdict, verdict } from "./effects";
import type { EffectsStore } from "./effects-store";
import { signed, withUnit } from "./format";
import { panelIcon } from "./icons";
import { calm } from "./parts";
import { SHORT_NAMES, type Speak } from "./words";

const COUNTING = 260;

/** Gives the words for how an effect differs from today: sign, size, and whether that is good. */
export function differenceWords(
  one: Definition,
  reading: Reading | undefined,
  words: Speak,
  language: "de" | "en",
  short = false,
): string {
  const said = verdict(one, reading);
  if (said === "unknown") return "";
  if (said === "same") return words("same");
  const difference = reading?.difference ?? 0;
  const judged = words(said === "other" ? (difference > 0 ? "more" : "less") : said);
  // From nothing the difference is the number itself, and the unit stands beside that already.
  if (short && reading?.today === 0) return judged;
  return `${signed(difference, short ? "" : one.unit, one.decimals, language, short)} ${judged}`;
}

/** An arrow for where the number went: the colour alone never says it. */
export function arrow(said: Verdict, difference: number | null): string {
  if (said === "same" || said === "unknown") return "";
  return (difference ?? 0) > 0 ? "▲" : "▼";
}

class Figure {
  readonly element: HTMLButtonElement;
  private readonly value: HTMLElement;
  private readonly change: HTMLElement;
  private shown: number | null = null;
  private frame = 0;

  constructor(
    readonly one: Definition,
    private readonly engine: Engine,
    private readonly words: Speak,
    open: (key: string) => void,
  ) {
    const { language } = engine.config;
    const name = (SHORT_NAMES[one.key] ?? one.name)[language];
    this.value = make("span", { class: "strip-value" });
    this.change = make("span", { class: "strip-change" });
    this.element = make(
      "button",
      { type: "button", class: "strip-figure" },
      make("span", { class: "strip-name" }, name),
      this.value,
      this.change,
    );
    this.element.addEventListener("click", () => open(one.key));
    this.show(undefined);
  }

  show(reading: Reading | undefined): void {
    const { one, engine } = this;
    const words = this.words;
    const { language } = engine.config;
    const said = verdict(one, reading);
    const computing = reading === undefined || reading.state === "computing";
    this.element.dataset.verdict = said;
    this.element.toggleAttribute("data-computing", computing);
    this.change.textContent = computing
      ? words("computing")
      : differenceWords(one, reading, words, language, true) || `${words("today")} \u2013`;
    const spoken = words("figure", {
      name: one.name[language],
      value: withUnit(reading?.value, one.unit, one.decimals, language),
      today: withUnit(reading?.today, one.unit, one.decimals, language),
      difference: computing ? words("computing") : differenceWords(one, reading, words, language),
    });
    this.element.setAttribute("aria-label", spoken);
    this.element.title = one.name[language];
    this.count(reading?.value ?? null);
  }

  /** Counts once from what was shown to what is. */
  private count(value: number | null): void {
    const from = this.shown;
    cancelAnimationFrame(this.frame);
    this.shown = value;
    if (from === null || value === null || from === value || calm()) {
      this.write(value);
      return;
    }
    const began = performance.now();
    const step = (now: number) => {
      const share = Math.min(1, Math.max(0, (now - began) / COUNTING));
      const eased = 1 - (1 - share) ** 3;
      this.write(share === 1 ? value : from + (value - from) * eased);
      if (share < 1) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
    this.element.classList.remove("strip-figure--moved");
    // Begins the small movement anew.
    void this.element.offsetWidth;
    this.element.classList.add("strip-figure--moved");
  }

  private write(value: number | null): void {
    this.value.textContent = withUnit(
      value,
      this.one.unit,
      this.one.decimals,
      this.engine.config.language,
      true,
    );
  }
}

/** Eight small figures over the picture that move when something is built, and open what explains them. */
export class EffectsStrip {
  private figures: Figure[] = [];
  private readonly list: HTMLElement;

  constructor(
    private readonly engine: Engine,
    private readonly words: Speak,
    private readonly store: EffectsStore,
    private readonly wished: readonly string[],
    private readonly open: (key: string | null) => void,
  ) {
    this.list = make("ul", { class: "strip-list" });
    const all = make(
      "button",
      { type: "button", class: "strip-all", "aria-label": words("all_effects"), title: words("all_effects") },
      panelIcon("chevron"),
    );
    all.addEventListener("click", () => open(null));
    engine
      .slot("strip")
      .append(make("section", { class: "strip", "aria-label": words("strip") }, this.list, all));
    store.on((defined) => {
      if (defined) this.make();
      for (const figure of this.figures) figure.show(store.readings.get(figure.one.key));
    });
  }

  private make(): void {
    const wanted = chosen(this.store.definitions, this.wished);
    const strip = this.engine.slot("strip");
    strip.hidden = wanted.length === 0;
    if (wanted.map((one) => one.key).join() === this.figures.map(({ one }) => one.key).join()) return;
    this.figures = wanted.map((one) => new Figure(one, this.engine, this.words, this.open));
    this.list.replaceChildren(...this.figures.map(({ element }) => make("li", {}, element)));
  }
}
