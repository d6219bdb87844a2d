/** The map on paper: one A4 sheet with title, map, legend, scale, north, source and day. */
import { make } from "../../shared/dom";
import type { Config, Layer } from "./config";
import { dataClass } from "./data_class";
import { metresPerPixel, roundLength, writeLength } from "./geodesy";
import type { Shown } from "./style/data";
import { fill, type Texts } from "./texts";
import { classesOf } from "./values";
import { hasOthers, OTHERS, stepOf } from "./ways";

/** Millimetres of a pixel on paper. */
const MM = 25.4 / 96;
/** From here on a legend is written smaller, or it would need a second sheet. */
const MANY = 14;
const SPACE = "http://www.w3.org/2000/svg";

export type Paper = "wide" | "tall";

/** The map's place on the sheet, in pixels of 1/96 inch. */
export const FIELD: Record<Paper, { width: number; height: number }> = {
  wide: { width: 774, height: 604 },
  tall: { width: 703, height: 680 },
};

/** What the drawn picture shows. */
export interface Drawn {
  picture: string;
  zoom: number;
  lat: number;
  bearing: number;
}

/** One line of the printed legend: a layer, or a class of one. */
export interface Line {
  title: string;
  swatch: string;
  inner: boolean;
}

/** Gives the legend of what is shown, as the drawer explains it. */
export function legendLines(
  config: Config,
  shown: ReadonlyMap<string, Shown>,
  texts: Texts,
  breaksOf: (layer: Layer) => readonly number[],
): Line[] {
  return config.layers.flatMap((layer) => {
    const now = shown.get(layer.id);
    return now?.on ? linesOf(layer, now, texts, breaksOf(layer), config.language) : [];
  });
}

function linesOf(
  layer: Layer,
  now: Shown,
  texts: Texts,
  breaks: readonly number[],
  language: string,
): Line[] {
  const swatch = (colour: string) => `swatch--${layer.kind} ${colour}`;
  const way = layer.ways[now.way];
  const told = layer.series?.measures[now.measure] ?? way;
  const unit = told ? [told.title, told.unit].filter(Boolean).join(", ") : "";
  const head = {
    title: unit ? `${layer.title}: ${unit}` : layer.title,
    swatch: swatch(dataClass(layer.colour)),
    inner: false,
  };
  const stepped = layer.series !== undefined || way?.kind === "number";
  const classes = layer.series ? classesOf(breaks, texts.below, texts.from, language) : (way?.values ?? []);
  const lines = classes.map((one, at) => ({
    value: one.value,
    title: one.title,
    swatch: swatch(
      stepped ? `${dataClass(layer.colour)} step-${stepOf(at, classes.length)}` : dataClass(at + 1),
    ),
    inner: true,
  }));
  if (way && hasOthers(way, layer.count)) {
    const title = stepped ? texts.noValue : texts.others;
    lines.push({ value: OTHERS, title, swatch: swatch(dataClass(7)), inner: true });
  }
  return [head, ...lines.filter((line) => !now.hidden.has(line.value))];
}

/** Gives the scale bar: a round length, how long it is on paper (mm), and the scale's number with two digits. */
export function scaleOf(zoom: number, lat: number): { metres: number; millimetres: number; number: number } {
  const perMillimetre = metresPerPixel(zoom, lat) / MM;
  const metres = roundLength(perMillimetre * 45);
  const size = 10 ** (Math.floor(Math.log10(perMillimetre * 1000)) - 1);
  return {
    metres,
    millimetres: metres / perMillimetre,
    number: Math.round((perMillimetre * 1000) / size) * size,
  };
}

/** Makes the sheet. */
export function makeSheet(
  config: Config,
  texts: Texts,
  title: string,
  paper: Paper,
  drawn: Drawn,
  lines: readonly Line[],
  extra: { when: string; address: string },
): HTMLElement {
  const { metres, millimetres, number } = scaleOf(drawn.zoom, drawn.lat);
  const image = make("img", { src: drawn.picture, alt: "", class: "sheet-map" });
  const legend = make(
    "ul",
    { class: "sheet-legend" },
    ...lines.map((line) =>
      make(
        "li",
        { class: line.inner ? "inner" : null },
        make("span", { class: `swatch ${line.swatch}` }),
        line.title,
      ),
    ),
  );
  const today = new Date().toLocaleDateString(config.language, { dateStyle: "long" });
  return make(
    "section",
    { class: `sheet sheet--${paper}${lines.length > MANY ? " sheet--full" : ""}`, "aria-hidden": "true" },
    make("header", {}, make("h1", {}, title), extra.when ? make("p", {}, extra.when) : null),
    image,
    make(
      "div",
      { class: "sheet-side" },
      legend,
      make(
        "div",
        { class: "sheet-measure" },
        north(drawn.bearing, texts),
        bar(metres, millimetres, config.language),
      ),
      make("p", {}, fill(texts.printScale, number.toLocaleString(config.language))),
    ),
    make(
      "footer",
      {},
      make(
        "span",
        {},
        [config.title, config.attribution && fill(texts.printSource, config.attribution)]
          .filter(Boolean)
          .join(" · "),
      ),
      make("span", {}, fill(texts.printMade, today)),
      make("span", {}, extra.address),
    ),
  );
}

function draw(tag: string, attributes: Record<string, string | number>, ...children: Element[]): SVGElement {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

function bar(metres: number, millimetres: number, language: string): SVGElement {
  const wide = millimetres.toFixed(2);
  const label = draw("text", { x: 0, y: 3.4, "font-size": 3.4 });
  label.textContent = writeLength(metres, language);
  return draw(
    "svg",
    { class: "sheet-bar", width: `${wide}mm`, height: "7mm", viewBox: `0 0 ${wide} 7` },
    label,
    draw("path", {
      d: `M.2 4.500v2h${(millimetres - 0.4).toFixed(2)}v-2`,
      fill: "none",
      stroke: "#000",
      "stroke-width": 0.4,
    }),
    draw("path", { d: `M.2 6.500h${(millimetres / 2).toFixed(2)}`, stroke: "#000", "stroke-width": 1 }),
  );
}

function north(bearing: number, texts: Texts): SVGElement {
  const letter = draw("text", {
    x: 6,
    y: 4.2,
    "font-size": 4.2,
    "font-weight": 600,
    "text-anchor": "middle",
  });
  letter.textContent = "N";
  const arrow = draw("path", { d: "M6 5.200 9 14 6 12 3 14z", fill: "#000" });
  const turned = draw("g", { transform: `rotate(${(-bearing).toFixed(1)} 6 8.500)` }, letter, arrow);
  return draw(
    "svg",
    {
      class: "sheet-north",
      width: "12mm",
      height: "15mm",
      viewBox: "0 0 12 15",
      "aria-label": texts.printNorth,
    },
    turned,
  );
}

/** Asks for title and paper, then hands them over; does nothing when it is called off. */
export function openPrint(
  texts: Texts,
  title: string,
  print: (title: string, paper: Paper) => Promise<void>,
): void {
  const field = make("input", { id: "map-print-title", maxlength: 120 });
  field.value = title;
  const wide = make("input", { type: "radio", name: "paper", value: "wide" });
  const tall = make("input", { type: "radio", name: "paper", value: "tall" });
  wide.checked = true;
  const said = make("p", { role: "status", class: "small muted" });
  const go = make("button", { class: "button button--act" }, texts.printGo);
  const off = make("button", { type: "button", class: "button" }, texts.cancel);
  const form = make(
    "form",
    { method: "dialog" },
    make("div", { class: "field" }, make("label", { for: "map-print-title" }, texts.printTitle), field),
    make(
      "div",
      { class: "row" },
      make("label", { class: "choice" }, wide, ` ${texts.printWide}`),
      make("label", { class: "choice" }, tall, ` ${texts.printTall}`),
    ),
    said,
    make("div", { class: "button-row" }, go, off),
  );
  const dialog = make(
    "dialog",
    { class: "map-dialog", "aria-label": texts.printMap },
    make("h2", {}, texts.printMap),
    form,
  );
  off.addEventListener("click", () => dialog.close());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go.disabled = true;
    said.textContent = texts.printMaking;
    void print(field.value.trim() || title, tall.checked ? "tall" : "wide").finally(() => dialog.close());
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** Prints a sheet and takes it away again. */
export async function printSheet(sheet: HTMLElement): Promise<void> {
  document.querySelector(".sheet")?.remove();
  document.body.append(sheet);
  document.documentElement.classList.add("printing-sheet");
  await sheet
    .querySelector("img")
    ?.decode()
    .catch(() => undefined);
  const tidy = () => {
    document.documentElement.classList.remove("printing-sheet");
    sheet.remove();
  };
  addEventListener("afterprint", tidy, { once: true });
  window.print();
}
