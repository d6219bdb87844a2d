/** The drawer: which layers are shown, in which colour, how many things they hold, and where their tables are. */
import { icon, make } from "../../shared/dom";
import type { Config, Layer } from "./config";
import { hasOthers, OTHERS, type Shown } from "./style/data";
import { fill, type Texts } from "./texts";

export interface Legend {
  element: HTMLElement;
  /** Sets the ticks to what is shown (after the address changed). */
  set(shown: ReadonlyMap<string, Shown>): void;
  /** Opens or closes the drawer. */
  open(open: boolean): void;
  /** Adds a button below the layers. */
  tool(name: string, paths: string[], pressed: (button: HTMLButtonElement) => void): HTMLButtonElement;
}

const SIGN = ["m12 3 9 5-9 5-9-5 9-5zM3 12.5l9 5 9-5M3 17l9 5 9-5"];
let made = 0;

/** Gives one of the classes `data-1` … `data-7`. */
export function dataClass(n: number): string {
  return `data-${((((n - 1) % 7) + 7) % 7) + 1}`;
}

/** Makes the drawer. `changed` is told the layer whose ticks a person changed, and what is shown of it now. */
export function makeLegend(
  config: Config,
  texts: Texts,
  shown: ReadonlyMap<string, Shown>,
  changed: (layer: Layer, shown: Shown) => void,
): Legend {
  const id = `map-drawer-${++made}`;
  const number = new Intl.NumberFormat(config.language);
  const rows = config.layers.map((layer) => makeRow(layer, texts, number, changed));
  const label = make(
    "span",
    {},
    `${texts.layers} `,
    make("span", { class: "map-count" }, String(rows.length)),
  );
  const button = make(
    "button",
    { type: "button", class: "map-drawer-button", "aria-expanded": "false", "aria-controls": id },
    icon(...SIGN),
    label,
  );
  const tools = make("div", { class: "map-tools" });
  const body = make(
    "div",
    { id, class: "map-drawer-body", hidden: true },
    make("ul", { class: "map-layers" }, ...rows.map((row) => row.element)),
    tools,
  );
  const element = make(
    "div",
    { class: "map-drawer", role: "group", "aria-label": texts.layers },
    button,
    body,
  );
  const open = (yes: boolean) => {
    body.hidden = !yes;
    element.classList.toggle("open", yes);
    button.setAttribute("aria-expanded", String(yes));
  };
  button.addEventListener("click", () => open(body.hidden !== false));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || body.hidden) return;
    open(false);
    button.focus();
  });
  const legend: Legend = {
    element,
    open,
    set: (now) => {
      for (const row of rows) row.set(now.get(row.layer.id));
    },
    tool: (name, paths, pressed) => {
      const tool = make(
        "button",
        { type: "button", class: "map-tool" },
        icon(...paths),
        make("span", {}, name),
      );
      tool.addEventListener("click", () => pressed(tool));
      tools.append(tool);
      return tool;
    },
  };
  legend.set(shown);
  return legend;
}

interface Row {
  layer: Layer;
  element: HTMLLIElement;
  set(shown: Shown | undefined): void;
}

function makeRow(
  layer: Layer,
  texts: Texts,
  number: Intl.NumberFormat,
  changed: (layer: Layer, shown: Shown) => void,
): Row {
  const tick = make("input", { type: "checkbox" });
  const classes = classRows(layer, texts).map(({ value, title, count, colour }) => {
    const own = make("input", { type: "checkbox" });
    return { value, own, line: tickLine(own, dataClass(colour), layer.kind, title, count, number) };
  });
  const read = (): Shown => ({
    on: tick.checked,
    hidden: new Set(classes.filter((one) => !one.own.checked).map((one) => one.value)),
  });
  for (const field of [tick, ...classes.map((one) => one.own)]) {
    field.addEventListener("change", () => {
      if (field !== tick && field.checked) tick.checked = true;
      changed(layer, read());
    });
  }
  const colour = layer.classes ? "swatch--many" : dataClass(layer.colour);
  const table = layer.table ?? layer.href;
  const head = make(
    "div",
    { class: "map-layer" },
    tickLine(tick, colour, layer.kind, layer.title, layer.count, number),
    table !== "" &&
      make(
        "a",
        { class: "map-table", href: table, "aria-label": fill(texts.tableOf, layer.title) },
        texts.table,
      ),
  );
  const list =
    classes.length > 0 &&
    make("ul", { class: "map-classes" }, ...classes.map((one) => make("li", {}, one.line)));
  return {
    layer,
    element: make("li", {}, head, list),
    set: (shown) => {
      tick.checked = shown?.on ?? false;
      for (const one of classes) one.own.checked = !(shown?.hidden.has(one.value) ?? false);
    },
  };
}

/** A layer's classes as the legend lists them: those it names, and the others together. */
function classRows(
  layer: Layer,
  texts: Texts,
): { value: string; title: string; count?: number; colour: number }[] {
  const rows = (layer.classes?.values ?? []).map(({ value, ...rest }, index) => ({
    ...rest,
    value: String(value),
    colour: index + 1,
  }));
  return hasOthers(layer) ? [...rows, { value: OTHERS, title: texts.others, colour: 7 }] : rows;
}

function tickLine(
  field: HTMLInputElement,
  colour: string,
  kind: Layer["kind"],
  title: string,
  count: number | undefined,
  number: Intl.NumberFormat,
): HTMLLabelElement {
  return make(
    "label",
    { class: "map-tick" },
    field,
    make("span", { class: `swatch swatch--${kind} ${colour}`, "aria-hidden": "true" }),
    make(
      "span",
      {},
      title,
      count !== undefined && make("span", { class: "map-count" }, ` ${number.format(count)}`),
    ),
  );
}
