/** Reads the values below the pointer from the chart's own table, which the page already holds. */
import { make } from "../../shared/dom";

const SPACE = "http://www.w3.org/2000/svg";

interface Row {
  at: number;
  text: string;
}

/** The rows of a chart's table with their places on the axis, as one line of words each. */
export function rowsOf(figure: Element): Row[] {
  const heads = [...figure.querySelectorAll("thead th")]
    .slice(1)
    .map((head) => head.textContent?.trim() ?? "");
  return [...figure.querySelectorAll<HTMLTableRowElement>("tbody tr[data-at]")].map((row) => {
    const cells = [...row.querySelectorAll("td")].map((cell) => cell.textContent?.trim() ?? "");
    const values = cells.map((cell, place) => (cells.length > 1 ? `${heads[place]} ${cell}` : cell));
    return {
      at: Number(row.dataset.at),
      text: `${row.querySelector("th")?.textContent?.trim() ?? ""}: ${values.join(" · ")}`,
    };
  });
}

/** The place of the row nearest to a place on the axis; -1 when there are none. */
export function nearest(rows: readonly Row[], at: number): number {
  let best = -1;
  let distance = Number.POSITIVE_INFINITY;
  rows.forEach((row, place) => {
    const away = Math.abs(row.at - at);
    if (away < distance) {
      best = place;
      distance = away;
    }
  });
  return best;
}

/** A thin line at the value that is read, and the words for it below the chart's title. */
export class Readout {
  readonly #figure: Element;
  #known: Row[] | null = null;
  readonly #words = make("p", { class: "chart-read", "aria-live": "polite" });
  readonly #stage: Element;
  #place = -1;

  constructor(figure: Element, stage: Element) {
    this.#figure = figure;
    this.#stage = stage;
    if (figure.querySelector("tbody tr[data-at]")) stage.before(this.#words);
  }

  /** A page's start is not the time to read tables: the rows are read when the first value is asked for. */
  get #rows(): Row[] {
    this.#known ??= rowsOf(this.#figure);
    return this.#known;
  }

  /** Reads the value nearest to a place from 0 to 1. */
  show(at: number): void {
    this.#read(nearest(this.#rows, at));
  }

  /** Reads the next value to the left (-1) or to the right (1). */
  step(by: number): void {
    const count = this.#rows.length;
    if (!count) return;
    const from = this.#place < 0 ? (by > 0 ? -1 : count) : this.#place;
    this.#read(Math.min(count - 1, Math.max(0, from + by)));
  }

  /** Takes line and words away. */
  hide(): void {
    this.#place = -1;
    this.#words.textContent = "";
    for (const line of this.#stage.querySelectorAll(".chart-cross")) line.remove();
  }

  #read(place: number): void {
    const row = this.#rows[place];
    if (!row || place === this.#place) return;
    this.#place = place;
    this.#words.textContent = row.text;
    for (const svg of this.#stage.querySelectorAll<SVGSVGElement>(":scope > svg[data-left]")) {
      const left = Number(svg.dataset.left);
      const x = left + row.at * (Number(svg.dataset.right) - left);
      let line = svg.querySelector<SVGLineElement>(".chart-cross");
      if (!line) {
        line = document.createElementNS(SPACE, "line");
        line.setAttribute("class", "chart-cross");
        svg.append(line);
      }
      line.setAttribute("x1", String(x));
      line.setAttribute("x2", String(x));
      line.setAttribute("y1", svg.dataset.top ?? "0");
      line.setAttribute("y2", svg.dataset.bottom ?? "0");
    }
  }
}
