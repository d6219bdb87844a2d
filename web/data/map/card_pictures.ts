/** Small pictures of values on a card: where a number lies among all, and how a station's values went. */
import { make } from "../../shared/dom";
import { type Unit, unitAfter } from "../../shared/units";
import type { Column, Layer } from "./config";
import { dataClass } from "./data_class";
import { fill, type Texts } from "./texts";

const SPACE = "http://www.w3.org/2000/svg";

export interface Spark extends Unit {
  title: string;
  latest: number | null;
  time: string;
  from: string;
  points: (number | null)[];
}

function draw(tag: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/** Draws a line from least to most with the middle and the value on it. */
export function rangePicture(
  column: Column & { range: [number, number, number] },
  value: number,
  colour: number,
  texts: Texts,
  language: string,
): SVGElement {
  const [least, median, most] = column.range;
  const x = (one: number) => 4 + 92 * Math.min(1, Math.max(0, (one - least) / (most - least)));
  const write = (one: number) => new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(one);
  const svg = draw("svg", {
    class: `map-range ${dataClass(colour)}`,
    viewBox: "0 0 100 12",
    role: "img",
    "aria-label": fill(texts.range, column.title, write(least), write(most), write(median)),
  });
  svg.append(
    draw("line", { class: "rule", x1: 4, x2: 96, y1: 6, y2: 6 }),
    draw("line", { class: "middle", x1: x(median), x2: x(median), y1: 2.5, y2: 9.5 }),
    draw("circle", { class: "dot", cx: x(value), cy: 6, r: 3.6 }),
  );
  return svg;
}

/** Gives the paths of a line through points; where one is missing the line has a gap. */
export function sparkPaths(
  points: readonly (number | null)[],
  width: number,
  height: number,
): [line: string, area: string] {
  const known = points.filter((one) => one !== null);
  const [low, high] = [Math.min(0, ...known), Math.max(...known)];
  const x = (n: number) => ((n / Math.max(1, points.length - 1)) * width).toFixed(1);
  const y = (one: number) => (height - 2 - ((one - low) / (high - low || 1)) * (height - 4)).toFixed(1);
  let line = "";
  let area = "";
  for (let n = 0; n < points.length; n++) {
    if (points[n] === null) continue;
    const start = n;
    const steps: string[] = [];
    for (; n < points.length && points[n] !== null; n++) steps.push(`${x(n)} ${y(points[n] as number)}`);
    line += `M${steps.join("L")}`;
    if (steps.length === 1) line += "h.1";
    area += `M${x(start)} ${height}L${steps.join("L")}L${x(n - 1)} ${height}Z`;
  }
  return [line, area];
}

/** Shows what a station measures, each with its last value and a line; filled when the door has answered. */
export function stationPictures(layer: Layer, id: string, texts: Texts, language: string): HTMLElement {
  const box = make(
    "div",
    { class: "map-sparks", "aria-busy": "true" },
    make("p", { class: "muted" }, texts.loading),
  );
  void askStation(layer, id).then((series) => {
    box.removeAttribute("aria-busy");
    const parts = series.map((one) => sparkBox(one, layer.colour, texts, language));
    box.replaceChildren(...(parts.length ? parts : [make("p", { class: "muted" }, texts.empty)]));
  });
  return box;
}

async function askStation(layer: Layer, id: string): Promise<Spark[]> {
  try {
    const answer = await fetch((layer.series?.station ?? "").replace("{id}", encodeURIComponent(id)));
    if (!answer.ok) return [];
    const { series } = (await answer.json()) as { series?: Spark[] };
    return Array.isArray(series) ? series : [];
  } catch {
    return [];
  }
}

function sparkBox(one: Spark, colour: number, texts: Texts, language: string): HTMLElement {
  const moment = (text: string) =>
    new Date(text).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
  const value = one.latest === null ? texts.empty : new Intl.NumberFormat(language).format(one.latest);
  const unit = unitAfter(value, one);
  const svg = draw("svg", {
    class: `spark ${dataClass(colour)}`,
    viewBox: "0 0 200 40",
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": fill(texts.sparkOf, one.title, moment(one.from), moment(one.time)),
  });
  const [line, area] = sparkPaths(one.points, 200, 40);
  svg.append(draw("path", { class: "area", d: area }), draw("path", { class: "line", d: line }));
  return make(
    "div",
    { class: "map-spark" },
    make("p", {}, one.title),
    make("p", { class: "map-value" }, value, unit ? make("small", {}, ` ${unit}`) : null),
    svg,
    make("p", { class: "map-count" }, fill(texts.latest, moment(one.time))),
  );
}
