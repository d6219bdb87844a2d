import { make } from "../../shared/dom";
import type { Engine } from "../engine";
import { action, calm, field, tiny } from "./parts";
import {
  firstStops,
  lookOf,
  MOST_SENTENCE,
  MOST_STOPS,
  moved,
  readStops,
  type Stop,
  stopOf,
} from "./stops-store";
import type { Speak } from "./words";

/** The camera's usual lens; stops are kept as seen through it. */
const LENS = (30 * Math.PI) / 180;

/** Camera stops with a sentence each: add, order, play as slides. Kept in this browser until they are sent in. */
export class Stops {
  readonly body = make("div", { class: "stops" });
  stops: Stop[];
  private readonly list = make("ol", { class: "stops-list" });
  private readonly sentence: HTMLTextAreaElement;
  private readonly player: HTMLElement;
  private readonly caption: HTMLElement;
  private readonly place: HTMLElement;
  private readonly play: HTMLButtonElement;
  private at = 0;
  private back: HTMLElement | null = null;
  private readonly listeners: (() => void)[] = [];

  constructor(
    private readonly engine: Engine,
    private readonly words: Speak,
    given: unknown,
    private readonly aside: () => void,
  ) {
    this.stops = this.recall(given);
    this.sentence = make("textarea", { rows: 2, maxlength: MOST_SENTENCE });
    this.play = action(words("play"), () => this.start(), "button--act", "play");
    this.body.append(
      make("p", { class: "panels-quiet" }, words("stops_lead")),
      field(words("sentence"), this.sentence),
      make(
        "div",
        { class: "button-row" },
        action(words("add_stop"), () => this.add()),
        this.play,
      ),
      this.list,
    );
    this.caption = make("p", { class: "player-caption" });
    this.place = make("p", { class: "player-place" });
    this.player = make(
      "section",
      { class: "player", hidden: true, role: "dialog", "aria-label": words("stops") },
      make("div", { class: "player-words", "aria-live": "polite" }, this.place, this.caption),
      make(
        "div",
        { class: "player-buttons" },
        action(words("previous"), () => this.go(this.at - 1), "button--plain player-back"),
        action(
          words("next"),
          () => (this.at + 1 < this.stops.length ? this.go(this.at + 1) : this.finish()),
          "button--act",
        ),
        action(words("finish"), () => this.finish(), "button--plain player-end"),
      ),
    );
    this.player.addEventListener("keydown", (event) => this.key(event));
    engine.root.append(this.player);
    this.show();
  }

  /** Calls back whenever the stops are others. */
  on(listener: () => void): void {
    this.listeners.push(listener);
    listener();
  }

  private get slot(): string {
    return `stadtkern-stops-${this.engine.config.variant}`;
  }

  private recall(given: unknown): Stop[] {
    let kept: unknown = null;
    try {
      kept = JSON.parse(localStorage.getItem(this.slot) ?? "null");
    } catch {
      // Nothing readable is kept.
    }
    return firstStops(this.engine.config.role, readStops(kept), readStops(given));
  }

  private change(stops: Stop[]): void {
    this.stops = stops;
    try {
      if (this.engine.config.role !== "viewer") localStorage.setItem(this.slot, JSON.stringify(stops));
    } catch {
      // Kept for this visit only.
    }
    this.show();
    for (const listener of this.listeners) listener();
  }

  private add(): void {
    if (this.stops.length >= MOST_STOPS) {
      this.engine.say.note(this.words("many_stops"));
      return;
    }
    this.change([...this.stops, stopOf(this.engine.camera.view, this.sentence.value)]);
    this.sentence.value = "";
    this.list.lastElementChild?.scrollIntoView({ block: "nearest" });
  }

  private show(): void {
    const { words } = this;
    this.play.disabled = this.stops.length === 0;
    const focused = document.activeElement?.getAttribute("aria-label");
    this.list.replaceChildren(
      ...this.stops.map((stop, at) => {
        const name = words("stop", { n: at + 1 });
        return make(
          "li",
          {},
          make("span", { class: "stops-number", "aria-hidden": "true" }, String(at + 1)),
          make("span", { class: "stops-text" }, stop.text || name),
          tiny(words("look_at", { name }), "eye", () => this.look(stop)),
          tiny(words("earlier", { name }), "up", () => this.change(moved(this.stops, at, -1))),
          tiny(words("later", { name }), "down", () => this.change(moved(this.stops, at, 1))),
          tiny(words("remove", { name }), "trash", () =>
            this.change(this.stops.filter((one) => one !== stop)),
          ),
        );
      }),
    );
    if (!this.stops.length)
      this.list.append(make("li", { class: "panels-quiet stops-none" }, words("no_stops")));
    if (focused) this.list.querySelector<HTMLElement>(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  }

  private look(stop: Stop): void {
    this.engine.camera.go({ ...lookOf(stop), fov: LENS });
    this.engine.again();
  }

  private start(): void {
    if (!this.stops.length) return;
    this.back = this.play;
    this.aside();
    this.engine.tools.choose("look");
    this.engine.root.classList.add("builder--playing");
    this.player.hidden = false;
    this.go(0);
    this.player.querySelector<HTMLElement>(".button--act")?.focus();
  }

  private go(at: number): void {
    const stop = this.stops[at];
    if (!stop) return;
    this.at = at;
    this.look(stop);
    this.place.textContent = this.words("stop_of", { n: at + 1, all: this.stops.length });
    this.caption.textContent = stop.text || this.words("stop", { n: at + 1 });
    const last = at + 1 === this.stops.length;
    const next = this.player.querySelector<HTMLElement>(".button--act");
    if (next) next.textContent = this.words(last ? "finish" : "next");
    // At the first there is nothing before, at the last the way on is the end.
    for (const [name, gone] of [
      ["back", at === 0],
      ["end", last],
    ] as const)
      this.player.querySelector<HTMLElement>(`.player-${name}`)?.toggleAttribute("hidden", gone);
    if (calm()) return;
    this.caption.classList.remove("player-caption--new");
    void this.caption.offsetWidth;
    this.caption.classList.add("player-caption--new");
  }

  private finish(): void {
    this.player.hidden = true;
    this.engine.root.classList.remove("builder--playing");
    (this.back?.isConnected && this.back.offsetParent ? this.back : this.engine.canvas).focus();
  }

  private key(event: KeyboardEvent): void {
    const acts: Readonly<Record<string, () => void>> = {
      ArrowRight: () => this.go(this.at + 1),
      PageDown: () => this.go(this.at + 1),
      ArrowLeft: () => this.go(this.at - 1),
      PageUp: () => this.go(this.at - 1),
      Escape: () => this.finish(),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }
}
