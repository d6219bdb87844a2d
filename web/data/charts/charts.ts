/**
 * The chart island: zoom and pan on top of the server's drawing. It moves what is drawn, then asks the server for the new
 * period and puts that in place. Without it the same ways are links.
 */
import { Readout } from "./readout";
import { dayOf, days, moved, type Span, same, textOf, zoomed } from "./span";
import { type Pull, Stage, seen } from "./stage";

const STILL: Pull = { shift: 0, scale: 1 };

const SIDES: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };
const FACTORS: Record<string, number> = { "+": 0.5, "=": 0.5, "-": 2 };

/** What a key asks for: a quarter to the side, half as much, twice as much, all; null for every other key. */
function spanFor(key: string, now: Span, all: Span): Span | null {
  const side = SIDES[key];
  if (side) return moved(now, side * 0.25, all);
  const factor = FACTORS[key];
  // Who looks at the newest value keeps it in view.
  if (factor) return zoomed(now, factor, now.last >= all.last ? 1 : 0.5, all);
  return key === "0" ? all : null;
}

/** The section with a series' charts. It is replaced by the server's next one, and wired again. */
class Island {
  #section: HTMLElement;
  #asked: AbortController | null = null;

  constructor(section: HTMLElement) {
    this.#section = section;
    this.#wire();
  }

  #wire(): void {
    const help = this.#section.querySelector("#chart-help") ? "chart-help" : null;
    for (const figure of this.#section.querySelectorAll<HTMLElement>("[data-stage]")) {
      const stage = figure.querySelector<HTMLElement>(".chart-stage");
      if (!stage) continue;
      stage.tabIndex = 0;
      stage.classList.add("chart-stage--moves");
      stage.setAttribute("role", "group");
      stage.setAttribute("aria-label", figure.querySelector(".chart-title")?.textContent ?? "");
      if (help) stage.setAttribute("aria-describedby", help);
      const readout = new Readout(figure, stage);
      new Stage(stage, readout, {
        pull: (pull) => this.#draw(pull),
        release: (pull) => this.#release(pull),
        key: (event) => this.#key(event, readout),
      });
    }
    this.#section.querySelector(".chart-bar")?.addEventListener("click", (event) => {
      const link = (event.target as Element).closest("a");
      const mouse = event as MouseEvent;
      if (!link || mouse.ctrlKey || mouse.metaKey || mouse.shiftKey) return;
      event.preventDefault();
      void this.#go(new URL(link.href).searchParams, link.dataset.move ?? "");
    });
  }

  /** The days that are shown, and all there are. */
  get #spans(): { now: Span; all: Span } {
    const { from, to, first, last } = this.#section.dataset;
    return {
      now: { first: dayOf(from), last: dayOf(to) },
      all: { first: dayOf(first), last: dayOf(last) },
    };
  }

  #draw(pull: Pull): void {
    for (const svg of this.#section.querySelectorAll<SVGSVGElement>(".chart-stage > svg[data-left]")) {
      const left = Number(svg.dataset.left);
      const width = Number(svg.dataset.right) - left;
      const shift = left + pull.shift * width - left * pull.scale;
      const moves = svg.querySelector(".moves");
      if (pull === STILL || (pull.scale === 1 && pull.shift === 0)) moves?.removeAttribute("transform");
      else
        moves?.setAttribute(
          "transform",
          `translate(${shift.toFixed(2)} 0) scale(${pull.scale.toFixed(4)} 1)`,
        );
    }
  }

  #release(pull: Pull): void {
    const { now, all } = this.#spans;
    const { from, width } = seen(pull);
    const kept = { first: now.first, last: now.last };
    const length = days(now);
    const next =
      pull.scale === 1
        ? moved(kept, from, all)
        : zoomed({ first: now.first, last: now.last }, width, from / (1 - width || 1e-9), all);
    if (same(next, now) || length < 1) this.#draw(STILL);
    else void this.#show(next);
  }

  #key(event: KeyboardEvent, readout: Readout): boolean {
    if (event.key === "Escape") readout.hide();
    const side = SIDES[event.key] ?? 0;
    if (side && event.shiftKey) {
      readout.step(side);
      return true;
    }
    const { now, all } = this.#spans;
    const next = spanFor(event.key, now, all);
    if (next && !same(next, now)) void this.#show(next);
    return next !== null;
  }

  /** Shows a span of days; all of them go by their name, so that new values join by themselves. */
  async #show(span: Span): Promise<void> {
    const { all } = this.#spans;
    const words = new URLSearchParams();
    if (same(span, all)) words.set("period", "all");
    else {
      words.set("from", textOf(span.first));
      words.set("to", textOf(span.last));
    }
    for (const [key, value] of new URL(this.#section.dataset.chart ?? "", location.href).searchParams) {
      words.append(key, value);
    }
    await this.#go(words, "stage");
  }

  async #go(words: URLSearchParams, from: string): Promise<void> {
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    this.#section.setAttribute("aria-busy", "true");
    const page = `${location.pathname}?${words}`;
    try {
      const part = new URL(this.#section.dataset.chart ?? "", location.href).pathname;
      const answer = await fetch(`${part}?${words}`, { signal: asked.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      this.#swap(await answer.text(), from);
      history.replaceState(null, "", page);
    } catch {
      // Asked for again meanwhile: the newer question goes on. Else the plain way: the whole page.
      if (!asked.signal.aborted) location.assign(`${page}#chart`);
    }
  }

  #swap(text: string, from: string): void {
    const page = new DOMParser().parseFromString(text, "text/html");
    const next = page.getElementById("chart");
    if (!next) throw new Error("no chart");
    const focused = [...this.#section.querySelectorAll(".chart-stage")].indexOf(
      document.activeElement as Element,
    );
    const opened = [...this.#section.querySelectorAll("details")].map((one) => one.open);
    const table = page.getElementById("table");
    this.#section.replaceWith(next);
    if (table) document.getElementById("table")?.replaceWith(table);
    this.#section = next;
    next.querySelectorAll("details").forEach((one, place) => {
      one.open = opened[place] ?? false;
    });
    this.#wire();
    const stages = next.querySelectorAll<HTMLElement>(".chart-stage");
    if (from === "stage") stages[Math.max(0, focused)]?.focus({ preventScroll: true });
    else if (from) next.querySelector<HTMLElement>(`a[data-move="${from}"]`)?.focus({ preventScroll: true });
  }
}

for (const section of document.querySelectorAll<HTMLElement>("[data-chart]")) new Island(section);
