import { make } from "../../shared/dom";
import type { Engine } from "../engine";
import { type Definition, grouped, type Reading, verdict, worstFirst } from "./effects";
import type { EffectsStore } from "./effects-store";
import { arrow, differenceWords } from "./effects-strip";
import { withUnit } from "./format";
import { action } from "./parts";
import { GROUP_NAMES, type Speak } from "./words";

interface Line {
  readonly one: Definition;
  readonly element: HTMLDetailsElement;
  readonly value: HTMLElement;
  readonly today: HTMLElement;
  readonly change: HTMLElement;
}

/** All effects with today, this design and the difference; each opens into what it is and what is assumed. */
export class EffectsPanel {
  readonly body = make("div", { class: "effects" });
  private readonly list = make("div", { class: "effects-list" });
  private readonly empty: HTMLElement;
  private readonly worst: HTMLInputElement;
  private lines: Line[] = [];

  constructor(
    private readonly engine: Engine,
    private readonly words: Speak,
    private readonly store: EffectsStore,
  ) {
    this.worst = make("input", { type: "checkbox" });
    this.worst.addEventListener("change", () => this.order());
    this.empty = make("p", { class: "panels-quiet" });
    this.body.append(
      make(
        "div",
        { class: "panels-row" },
        make("label", { class: "choice" }, this.worst, make("span", {}, words("worst"))),
        action(words("read_out"), () => this.readOut(), "button--plain"),
      ),
      this.empty,
      this.list,
    );
    store.on((defined) => {
      if (defined) this.make();
      this.update();
    });
  }

  /** Opens one effect and brings it into view. */
  reveal(key: string): void {
    const line = this.lines.find(({ one }) => one.key === key);
    if (!line) return;
    line.element.open = true;
    line.element.scrollIntoView({ block: "center" });
    line.element.querySelector("summary")?.focus({ preventScroll: true });
  }

  /** Says what differs from today, only when somebody asks. */
  readOut(): void {
    const { language } = this.engine.config;
    const said = worstFirst(this.store.definitions, this.store.readings).flatMap((one) => {
      const reading = this.store.readings.get(one.key);
      const kind = verdict(one, reading);
      if (kind === "same" || kind === "unknown") return [];
      return [`${one.name[language]}: ${differenceWords(one, reading, this.words, language)}`];
    });
    this.engine.say.speak(said.length ? `${said.slice(0, 12).join(". ")}.` : this.words("nothing_differs"));
  }

  private make(): void {
    const { definitions } = this.store;
    if (definitions.map((one) => one.key).join() === this.lines.map(({ one }) => one.key).join()) return;
    this.lines = definitions.map((one) => this.line(one));
    this.order();
  }

  private line(one: Definition): Line {
    const { language, urls } = this.engine.config;
    const value = make("span", { class: "effect-value" });
    const today = make("span", { class: "effect-today" });
    const change = make("span", { class: "effect-change" });
    const part = (name: "definition" | "assumption" | "source") =>
      make("div", {}, make("dt", {}, this.words(name)), make("dd", {}, one[name][language]));
    const address = `${urls.effects ?? "/quarters/effects/"}${encodeURIComponent(one.key)}/`;
    const note = one.note ? make("p", { class: "effect-note" }, one.note[language]) : null;
    const easy = one.easy && this.engine.config.easy ? make("p", {}, one.easy) : null;
    const link = make("a", { href: address, target: "_blank", rel: "noopener" }, this.words("explained"));
    const element = make(
      "details",
      { class: "effect" },
      make("summary", {}, make("span", { class: "effect-name" }, one.name[language]), value, today, change),
      make(
        "div",
        { class: "effect-more" },
        easy,
        make("dl", {}, part("definition"), part("assumption"), part("source")),
        note,
        make("p", {}, link),
      ),
    );
    return { one, element, value, today, change };
  }

  private order(): void {
    const { language } = this.engine.config;
    const find = (one: Definition) => this.lines.find((line) => line.one === one)?.element ?? null;
    const all = this.lines.map(({ one }) => one);
    if (this.worst.checked) {
      this.list.replaceChildren(...worstFirst(all, this.store.readings).flatMap((one) => find(one) ?? []));
      return;
    }
    this.list.replaceChildren(
      ...grouped(all).map(([group, ones]) =>
        make(
          "section",
          { class: "effects-group" },
          make("h3", {}, GROUP_NAMES[group]?.[language] ?? group),
          ...ones.map(find),
        ),
      ),
    );
  }

  private update(): void {
    for (const line of this.lines) this.show(line, this.store.readings.get(line.one.key));
    const none = this.lines.length === 0;
    this.empty.hidden = !none && this.store.readings.size > 0;
    this.empty.textContent = this.words(
      none && this.engine.state !== "connecting" ? "no_effects" : "counting",
    );
  }

  private show({ one, element, value, today, change }: Line, reading: Reading | undefined): void {
    const { language } = this.engine.config;
    const said = verdict(one, reading);
    const computing = reading === undefined || reading.state === "computing";
    element.dataset.verdict = said;
    element.toggleAttribute("data-computing", computing);
    value.textContent = withUnit(reading?.value, one.unit, one.decimals, language);
    today.textContent = `${this.words("today")} ${withUnit(reading?.today, one.unit, one.decimals, language)}`;
    change.textContent = computing
      ? this.words("computing")
      : `${arrow(said, reading.difference)} ${differenceWords(one, reading, this.words, language)}`.trim();
  }
}
