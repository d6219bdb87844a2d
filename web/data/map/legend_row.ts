/** One layer in the drawer: its tick, its table, and what its colours mean. */
import { icon, make } from "../../shared/dom";
import type { Config, Layer } from "./config";
import { dataClass } from "./data_class";
import { SIGNS } from "./signs";
import { type Shown, startingWith } from "./style/data";
import { fill, type Texts } from "./texts";
import { classesOf } from "./values";
import { type Class, hasOthers, OTHERS, readWays, stepOf } from "./ways";

/** What a station layer's legend says besides its classes. */
export interface Explained {
  breaks: readonly number[];
  when: string;
  live: boolean;
}

export interface Row {
  layer: Layer;
  element: HTMLLIElement;
  /** Called after the row's tick changed: the theme counts what is shown. */
  group?: () => void;
  on(): boolean;
  set(shown: Shown | undefined): void;
  explain(more?: Explained): void;
}

interface Line extends Class {
  colour: string;
}

let made = 0;

/** Makes a row. `changed` is told what is shown of the layer after a person changed something. */
export function makeRow(
  layer: Layer,
  config: Config,
  texts: Texts,
  changed: (layer: Layer, shown: Shown) => void,
): Row {
  const id = `map-legend-${++made}`;
  const number = new Intl.NumberFormat(config.language);
  const tick = make("input", { type: "checkbox" });
  const swatch = make("span", { class: "swatch", "aria-hidden": "true" });
  const box = make("div", { id, class: "map-legend", hidden: true });
  let now = startingWith(layer);
  let told: Explained | undefined;

  const change = (part: Partial<Shown>) => {
    now = { ...now, ...part };
    tick.checked = now.on;
    colour();
    changed(layer, now);
  };
  const colour = () => {
    const many = layer.ways[now.way]?.kind === "category";
    swatch.className = `swatch swatch--${layer.kind} ${many ? "swatch--many" : dataClass(layer.colour)}`;
  };
  const hide = (value: string, off: boolean) => {
    const hidden = new Set(now.hidden);
    if (off) hidden.add(value);
    else hidden.delete(value);
    change({ hidden, on: off ? now.on : true });
  };

  const lines = (): Line[] => {
    if (layer.series) {
      const classes = classesOf(told?.breaks ?? [], texts.below, texts.from, config.language);
      return classes.map((one, at) => ({
        ...one,
        colour: `${dataClass(layer.colour)} step-${stepOf(at, classes.length)}`,
      }));
    }
    const way = layer.ways[now.way];
    if (!way) return [];
    const own = way.values.map((one, at) => ({
      ...one,
      colour:
        way.kind === "number"
          ? `${dataClass(layer.colour)} step-${stepOf(at, way.values.length)}`
          : dataClass(at + 1),
    }));
    const rest = way.kind === "number" ? texts.noValue : texts.others;
    return hasOthers(way, layer.count) ? [...own, { value: OTHERS, title: rest, colour: dataClass(7) }] : own;
  };

  const draw = () => {
    box.replaceChildren(
      ...[chooser(), unitLine(), classList(), told ? asOf(told) : null].filter((part) => part !== null),
    );
  };
  const chooser = (): HTMLElement | null => {
    const measures = layer.series?.measures ?? [];
    if (measures.length > 1) {
      const titles = measures.map((one): [string, string] => [one.key, one.title]);
      return choice(texts.measure, titles, now.measure, (measure) => change({ measure, hidden: new Set() }));
    }
    if (layer.ways.length === 0) return null;
    const titles = [
      ["-1", texts.oneColour] as [string, string],
      ...layer.ways.map((one): [string, string] => [one.column, one.title]),
    ];
    return choice(texts.colourBy, titles, now.way + 1, (at) => {
      change({ way: at - 1, hidden: new Set() });
      draw();
      box.querySelector("select")?.focus();
    });
  };
  const unitLine = (): HTMLElement | null => {
    const unit = layer.series ? layer.series.measures[now.measure]?.unit : layer.ways[now.way]?.unit;
    const single = layer.series?.measures.length === 1 ? layer.series.measures[0]?.title : "";
    const text = [single, unit].filter(Boolean).join(", ");
    return text ? make("p", { class: "map-unit" }, text) : null;
  };
  const classList = (): HTMLElement | null => {
    const found = lines();
    if (found.length === 0) return null;
    return make(
      "ul",
      { class: "map-classes" },
      ...found.map((one) => {
        const own = make("input", { type: "checkbox" });
        own.checked = !now.hidden.has(one.value);
        own.addEventListener("change", () => hide(one.value, !own.checked));
        return make(
          "li",
          {},
          tickLine(own, `swatch--${layer.kind} ${one.colour}`, one.title, one.count, number),
        );
      }),
    );
  };
  const asOf = (said: Explained): HTMLElement =>
    make(
      "p",
      { class: "map-asof" },
      said.live && make("span", { class: "map-live", "aria-hidden": "true" }),
      said.live ? `${texts.onAir} · ` : null,
      fill(texts.asOf, said.when),
    );

  tick.addEventListener("change", () => change({ on: tick.checked }));
  const explained = layer.ways.length > 0 || layer.ask !== undefined || layer.series !== undefined;
  const more = explained && moreButton(id, fill(texts.legendOf, layer.title));
  let asked = false;
  if (more) {
    more.addEventListener("click", () => {
      box.hidden = !box.hidden;
      more.setAttribute("aria-expanded", String(!box.hidden));
      if (box.hidden || asked || !layer.ask || layer.ways.length) return;
      asked = true;
      box.replaceChildren(make("p", { class: "map-unit" }, texts.loading));
      void fetchWays(layer).then(draw);
    });
    if (layer.ways.length && layer.way >= 0) more.click();
  }
  const table = layer.table ?? layer.href;
  const head = make(
    "div",
    { class: "map-layer" },
    tickLine(tick, swatch, layer.title, layer.count, number),
    table !== "" &&
      make(
        "a",
        { class: "map-table", href: table, "aria-label": fill(texts.tableOf, layer.title) },
        texts.table,
      ),
    more,
  );
  const row: Row = {
    layer,
    element: make("li", {}, head, box),
    on: () => now.on,
    set: (shown) => {
      now = shown ?? startingWith(layer, false);
      tick.checked = now.on;
      colour();
      draw();
    },
    explain: (said) => {
      const same = String(said?.breaks) === String(told?.breaks);
      told = said ?? told;
      // A list that someone is choosing in is left alone while its classes stay.
      const line = box.querySelector(".map-asof");
      if (same && line && told) line.replaceWith(asOf(told));
      else draw();
    },
  };
  return row;
}

/** Asks how a layer may be coloured; without an answer it keeps its one colour. */
export async function fetchWays(layer: Layer): Promise<void> {
  if (!layer.ask || layer.ways.length) return;
  try {
    const answer = await fetch(layer.ask, { headers: { accept: "application/json" } });
    if (answer.ok) layer.ways = readWays(((await answer.json()) as { ways?: unknown }).ways);
  } catch {
    // The legend then says what it knows.
  }
}

function moreButton(controls: string, name: string): HTMLButtonElement {
  return make(
    "button",
    {
      type: "button",
      class: "map-more",
      "aria-expanded": "false",
      "aria-controls": controls,
      "aria-label": name,
    },
    icon(...SIGNS.down),
  );
}

function choice(
  label: string,
  titles: [value: string, title: string][],
  at: number,
  chosen: (at: number) => void,
): HTMLElement {
  const select = make("select", {}, ...titles.map(([value, title]) => make("option", { value }, title)));
  select.selectedIndex = at;
  select.addEventListener("change", () => chosen(select.selectedIndex));
  return make("label", { class: "map-choice" }, make("span", {}, label), select);
}

function tickLine(
  field: HTMLInputElement,
  swatch: string | HTMLElement,
  title: string,
  count: number | undefined,
  number: Intl.NumberFormat,
): HTMLLabelElement {
  const sample =
    typeof swatch === "string" ? make("span", { class: `swatch ${swatch}`, "aria-hidden": "true" }) : swatch;
  return make(
    "label",
    { class: "map-tick" },
    field,
    sample,
    make(
      "span",
      {},
      title,
      count !== undefined && make("span", { class: "map-count" }, ` ${number.format(count)}`),
    ),
  );
}
