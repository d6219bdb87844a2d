/** The card for what was clicked: every property as text, never as markup. */
import { icon, make } from "../../shared/dom";
import { type Unit, withUnit } from "../../shared/units";
import { rangePicture, stationPictures } from "./card_pictures";
import type { Column, Config, Layer } from "./config";
import { dataClass } from "./data_class";
import { SIGNS } from "./signs";
import { fill, type Texts } from "./texts";

/** How many things a point stands for where there are too many to draw each. */
const COUNT = "point_count";

/** One thing on the map, as a card needs it. */
export interface Found {
  layer: Layer;
  properties: Record<string, unknown>;
  /** Its number in the collection, where it is known. */
  id?: string | number;
}

const NAMES = /^(name|title|titel|bezeichnung|bezeichn|label|station|strasse|straße|adresse)$/i;

/** Gives a feature's name: the column the page named, one that sounds like a name, or the layer's title. */
export function nameOf({ layer, properties }: Found): string {
  const column = layer.name ?? Object.keys(properties).find((key) => NAMES.test(key) && properties[key]);
  const value = column === undefined ? undefined : properties[column];
  return value === undefined || value === null || value === "" ? layer.title : String(value);
}

/** Gives name and value of each property to show: the page's columns first, in their order; inner ones (_…) left out. */
export function factsOf({ layer, properties }: Found, texts: Texts, language: string): [string, string][] {
  const known = layer.columns.filter((column) => column.name in properties);
  const names = new Set(known.map((column) => column.name));
  const others = Object.keys(properties).filter(
    // The name stands above the facts already.
    (key) => !names.has(key) && !key.startsWith("_") && key !== COUNT && key !== layer.name,
  );
  const write = (value: unknown, unit: Unit = {}) => {
    const text = writeValue(value, texts, language);
    return text === texts.empty ? text : withUnit(text, unit);
  };
  return [
    ...known.map((one): [string, string] => [one.title, write(properties[one.name], one)]),
    ...others.map((key): [string, string] => [key, write(properties[key])]),
  ];
}

function writeValue(value: unknown, texts: Texts, language: string): string {
  if (value === null || value === undefined || value === "") return texts.empty;
  if (typeof value === "boolean") return value ? texts.yes : texts.no;
  // A whole number may be a year or a house's number: only what is sure to be an amount gets its groups.
  if (typeof value === "number" && !Number.isInteger(value)) {
    return new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(value);
  }
  return String(value);
}

export interface Card {
  element: HTMLElement;
  show(found: readonly Found[], at?: number): void;
  /** Shows something else than things of layers: a place, what is here. */
  tell(name: string, ...content: (Node | false | null)[]): void;
  hide(): void;
}

/** Makes the card. `turned` is told which of the found things it shows; -1 when it was closed by a person. */
export function makeCard(config: Config, texts: Texts, turned: (at: number) => void): Card {
  const element = make("aside", { class: "map-card", hidden: true, tabindex: -1 });
  let things: readonly Found[] = [];

  const hide = () => {
    element.hidden = true;
    things = [];
  };
  const close = () => {
    hide();
    turned(-1);
  };
  const button = (label: string, path: readonly string[], pressed: () => void) => {
    const made = make(
      "button",
      { type: "button", class: "map-card-button", "aria-label": label },
      icon(...path),
    );
    made.addEventListener("click", pressed);
    return made;
  };
  const turn = (at: number, name: string) => {
    show(at);
    turned(at);
    element.querySelector<HTMLElement>(`[aria-label="${CSS.escape(name)}"]`)?.focus();
  };
  const show = (at: number) => {
    const found = things[at];
    if (!found) return;
    element.setAttribute("aria-label", nameOf(found));
    element.replaceChildren(...content(found, at).filter((part) => part !== false));
    element.hidden = false;
  };
  const content = (found: Found, at: number): (Node | false)[] => {
    const { layer } = found;
    const many = things.length > 1;
    const last = things.length - 1;
    const facts = factsOf(found, texts, config.language);
    const pictures = picturesOf(found, config, texts);
    const count = Number(found.properties[COUNT] ?? 1);
    return [
      make(
        "div",
        { class: "map-card-head" },
        make(
          "p",
          { class: "map-card-layer" },
          make("span", {
            class: `swatch swatch--${layer.kind} ${dataClass(layer.colour)}`,
            "aria-hidden": "true",
          }),
          layer.title,
        ),
        button(texts.close, SIGNS.cross, close),
      ),
      make("h2", {}, nameOf(found)),
      count > 1 &&
        make("p", { class: "small muted" }, fill(texts.oneOf, count.toLocaleString(config.language))),
      layer.series && found.id !== undefined
        ? stationPictures(layer, String(found.id), texts, config.language)
        : make(
            "dl",
            { class: "facts" },
            ...facts.map(([name, value]) => fact(name, value, pictures.get(name))),
          ),
      make(
        "div",
        { class: "map-card-foot" },
        layer.href ? make("a", { class: "button button--small", href: layer.href }, texts.dataset) : null,
        many &&
          make(
            "span",
            { class: "map-card-turn" },
            button(texts.back, SIGNS.back, () => turn(at === 0 ? last : at - 1, texts.back)),
            make("span", {}, fill(texts.of, at + 1, things.length)),
            button(texts.next, SIGNS.arrow, () => turn(at === last ? 0 : at + 1, texts.next)),
          ),
      ),
    ];
  };
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  return {
    element,
    hide,
    tell: (name, ...content) => {
      things = [];
      element.setAttribute("aria-label", name);
      const head = make(
        "div",
        { class: "map-card-head" },
        make("p", { class: "map-card-layer" }, icon(...SIGNS.pin), texts.place),
        button(texts.close, SIGNS.cross, close),
      );
      element.replaceChildren(head, make("h2", {}, name), ...content.filter((part) => part instanceof Node));
      element.hidden = false;
    },
    show: (found, at = 0) => {
      things = found;
      show(at);
    },
  };
}

/** Draws where a number lies among all of its column, by the column's title. */
function picturesOf({ layer, properties }: Found, config: Config, texts: Texts): Map<string, Node> {
  const found = new Map<string, Node>();
  for (const column of layer.columns) {
    const value = properties[column.name];
    if (typeof value !== "number" || !hasRange(column)) continue;
    found.set(column.title, rangePicture(column, value, layer.colour, texts, config.language));
  }
  return found;
}

function hasRange(column: Column): column is Column & { range: [number, number, number] } {
  return column.range !== undefined && column.range[2] > column.range[0];
}

function fact(name: string, value: string, picture?: Node): HTMLElement {
  return make("div", {}, make("dt", {}, name), make("dd", {}, value, picture));
}
