/** Measuring on the map: points become a way, and a ring when it is closed; length and area are said as they grow. */

import type { FeatureCollection } from "geojson";
import { icon, make } from "../../shared/dom";
import { area, length, type Place, writeArea, writeLength } from "./geodesy";
import { SIGNS } from "./signs";
import type { Texts } from "./texts";

export interface Ruler {
  element: HTMLElement;
  readonly isOpen: boolean;
  open(from?: Place): void;
  close(): void;
  /** A point was set on the map. */
  add(place: Place): void;
}

/** Draws what was set: the points, the way between them, and the area inside from three points on. */
export function drawing(points: readonly Place[]): FeatureCollection {
  const features: FeatureCollection["features"] = points.map((place) => ({
    type: "Feature",
    properties: {},
    geometry: { type: "Point", coordinates: place },
  }));
  if (points.length > 1) {
    const coordinates = [...points];
    features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } });
  }
  const [first] = points;
  if (first && points.length > 2) {
    const ring = [...points, first];
    features.push({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } });
  }
  return { type: "FeatureCollection", features };
}

/** Says what was measured, in words and numbers. */
export function measured(
  points: readonly Place[],
  texts: Texts,
  language: string,
): [name: string, value: string][] {
  if (points.length < 2) return [];
  const way: [string, string][] = [[texts.rulerLength, writeLength(length(points), language)]];
  const [first] = points;
  if (!first || points.length < 3) return way;
  const around = length([...points, first]);
  return [
    ...way,
    [texts.rulerArea, writeArea(area(points), language)],
    [texts.rulerAround, writeLength(around, language)],
  ];
}

/** Makes the panel. `drawn` gets what is to be seen on the map; `ended` is called when a person closes it. */
export function makeRuler(
  texts: Texts,
  language: string,
  drawn: (what: FeatureCollection) => void,
  ended: () => void,
): Ruler {
  let points: Place[] = [];
  const said = make("dl", { class: "map-measured", "aria-live": "polite" });
  const hint = make("p", { class: "small" }, texts.rulerHint);
  const small = (label: string, pressed: () => void) => {
    const made = make("button", { type: "button", class: "button button--small" }, label);
    made.addEventListener("click", pressed);
    return made;
  };
  const undo = small(texts.rulerUndo, () => set(points.slice(0, -1)));
  const again = small(texts.rulerClear, () => set([]));
  const cross = make(
    "button",
    { type: "button", class: "map-card-button", "aria-label": texts.close },
    icon(...SIGNS.cross),
  );
  const element = make(
    "div",
    { class: "map-panel", role: "group", "aria-label": texts.ruler, hidden: true },
    make("div", { class: "map-card-head" }, make("h2", {}, texts.ruler), cross),
    hint,
    said,
    make("div", { class: "button-row" }, undo, again),
  );
  const set = (to: Place[]) => {
    points = to;
    const found = measured(points, texts, language);
    said.replaceChildren(
      ...found.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))),
    );
    said.hidden = found.length === 0;
    hint.hidden = points.length > 1;
    undo.disabled = again.disabled = points.length === 0;
    drawn(drawing(points));
  };
  const ruler: Ruler = {
    element,
    get isOpen() {
      return !element.hidden;
    },
    open: (from) => {
      element.hidden = false;
      set(from ? [from] : []);
    },
    close: () => {
      element.hidden = true;
      set([]);
    },
    add: (place) => set([...points, place]),
  };
  const end = () => {
    ruler.close();
    ended();
  };
  cross.addEventListener("click", end);
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") end();
  });
  return ruler;
}
