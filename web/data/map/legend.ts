/** The drawer: layers by theme, each with its colours explained and filtered, its table, and the map's tools below. */
import { icon, make } from "../../shared/dom";
import type { Config, Layer } from "./config";
import { type Explained, makeRow, type Row } from "./legend_row";
import { SIGNS } from "./signs";
import type { Shown } from "./style/data";
import { fill, type Texts } from "./texts";

export interface Legend {
  element: HTMLElement;
  /** Sets the ticks to what is shown (after the address changed). */
  set(shown: ReadonlyMap<string, Shown>): void;
  /** Opens or closes the drawer. */
  open(open: boolean): void;
  /** Draws a layer's explanation anew: its ways have come, or its values have. */
  explain(layer: Layer, more?: Explained): void;
  /** Adds a button below the layers. */
  tool(
    name: string,
    paths: readonly string[],
    pressed: (button: HTMLButtonElement) => void,
  ): HTMLButtonElement;
  /** Adds something between the layers and the tools. */
  part(element: HTMLElement): void;
}

let made = 0;

/** Makes the drawer. `changed` is told the layer whose ticks a person changed, and what is shown of it now. */
export function makeLegend(
  config: Config,
  texts: Texts,
  shown: ReadonlyMap<string, Shown>,
  changed: (layer: Layer, shown: Shown) => void,
): Legend {
  const id = `map-drawer-${++made}`;
  const tell = (row: Row) => (layer: Layer, now: Shown) => {
    changed(layer, now);
    row.group?.();
  };
  const rows = config.layers.map((layer): Row => {
    const row: Row = makeRow(layer, config, texts, (...said) => tell(row)(...said));
    return row;
  });
  const button = make(
    "button",
    { type: "button", class: "map-drawer-button", "aria-expanded": "false", "aria-controls": id },
    icon(...SIGNS.layers),
    make("span", {}, `${texts.layers} `, make("span", { class: "map-count" }, String(rows.length))),
  );
  const parts = make("div", { class: "map-parts" });
  const tools = make("div", { class: "map-tools" });
  const groups = byTheme(rows, texts);
  const relief = config.relief && makeRow(config.relief, config, texts, changed);
  const ground = relief && make("ul", { class: "map-layers map-layers--ground" }, relief.element);
  const body = make("div", { id, class: "map-drawer-body", hidden: true }, ...groups, ground, parts, tools);
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
      relief?.set(now.get(relief.layer.id));
      for (const row of rows) row.group?.();
    },
    explain: (layer, more) => rows.find((row) => row.layer === layer)?.explain(more),
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
    part: (one) => parts.append(one),
  };
  legend.set(shown);
  return legend;
}

/** Puts rows under their themes; a map with a single theme needs no heading. */
function byTheme(rows: readonly Row[], texts: Texts): HTMLElement[] {
  const themes = new Map<string, Row[]>();
  for (const row of rows) themes.set(row.layer.theme, [...(themes.get(row.layer.theme) ?? []), row]);
  if (themes.size < 2) return [make("ul", { class: "map-layers" }, ...rows.map((row) => row.element))];
  return [...themes].map(([theme, own], at) => {
    const count = make("span", { class: "map-count" });
    const summary = make("summary", {}, make("span", {}, theme || texts.otherLayers, " ", count));
    const group = make("details", { class: "map-group" }, summary);
    group.append(make("ul", { class: "map-layers" }, ...own.map((row) => row.element)));
    let first = true;
    const update = () => {
      const on = own.filter((row) => row.on()).length;
      count.textContent = on ? `${on}/${own.length}` : String(own.length);
      summary.setAttribute("aria-label", fill(texts.group, theme || texts.otherLayers, on, own.length));
      if (first) group.open = on > 0 || at === 0;
      first = false;
    };
    for (const row of own) row.group = update;
    return group;
  });
}
