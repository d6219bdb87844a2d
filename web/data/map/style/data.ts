/** The data's own layers: each in its colour, and what was picked on top. */
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from "maplibre-gl";
import { dataColour, stepColour } from "../../../shared/palette";
import type { Layer } from "../config";
import { OTHERS, stepOf, type Way } from "../ways";
import type { Colours, Look } from "./colours";

export const PICKED = "picked";
export const VALUES = "values";
export const DRAWN = "drawn";

/** Values of a layer's classes that are switched off. */
export type Hidden = ReadonlySet<string>;

/** What the legend shows of a layer: is it on, how is it coloured, and which classes are off. */
export interface Shown {
  on: boolean;
  hidden: Hidden;
  /** Which of the layer's ways; -1 for its own colour alone. */
  way: number;
  /** Which of a station's measures. */
  measure: number;
}

/** What is shown of a layer when nobody has chosen anything. */
export function startingWith(layer: Layer, on = layer.on): Shown {
  return { on, hidden: new Set(), way: layer.way, measure: 0 };
}

/** The style layers that can be clicked for a data layer. */
export function clickable(layer: Layer): string[] {
  return layer.kind === "line" ? [`${layer.id}:hit`] : [`${layer.id}:mark`];
}

/** Every style layer of a data layer. */
export function partsOf(layer: Layer): string[] {
  const names = {
    point: ["mark"],
    station: ["ring", "mark"],
    line: ["edge", "mark", "hit"],
    area: ["mark", "edge"],
  };
  return names[layer.kind].map((name) => `${layer.id}:${name}`);
}

/** The class of a feature as an expression: the value's words, or the place of a number among the breaks. */
function keyOf(way: Way): ExpressionSpecification {
  if (way.kind === "category") return ["to-string", ["get", way.column]];
  const value: ExpressionSpecification = ["get", way.column];
  const steps = way.values.slice(1).flatMap((one) => [one.from ?? 0, one.value]);
  const first = way.values[0]?.value ?? "";
  const place = steps.length ? ["step", ["to-number", value], first, ...steps] : first;
  return ["case", ["==", ["typeof", value], "number"], place, OTHERS] as unknown as ExpressionSpecification;
}

/** Gives the colour of a way's class. */
export function classColour(layer: Layer, way: Way, at: number, look: Look): string {
  if (way.kind === "category") return dataColour(at + 1, look);
  return stepColour(layer.colour, stepOf(at, way.values.length), look);
}

/** Gives a layer's colour: one, one per class, or one per value of a station. */
export function colourOf(layer: Layer, shown: Shown, look: Look): string | ExpressionSpecification {
  const own = dataColour(layer.colour, look);
  if (layer.series) {
    const places = [0, 1, 2, 3, 4].flatMap((place) => [place, stepColour(layer.colour, place, look)]);
    return ["match", STATE, ...places, own] as unknown as ExpressionSpecification;
  }
  const way = layer.ways[shown.way];
  if (!way) return own;
  const pairs = way.values.flatMap((one, at) => [one.value, classColour(layer, way, at, look)]);
  return ["match", keyOf(way), ...pairs, dataColour(7, look)] as unknown as ExpressionSpecification;
}

/** The step of a station's value, 0 to 4; -1 without one, -2 when its class is switched off. */
const STATE: ExpressionSpecification = ["coalesce", ["feature-state", "step"], -1];

/** Leaves out the classes that are switched off; undefined when all are on. */
export function filterOf(layer: Layer, shown: Shown): FilterSpecification | undefined {
  const way = layer.ways[shown.way];
  const { hidden } = shown;
  if (!way || layer.series || hidden.size === 0) return undefined;
  const key = keyOf(way);
  const named = way.values.map((one) => one.value);
  if (hidden.has(OTHERS)) return ["in", key, ["literal", named.filter((value) => !hidden.has(value))]];
  return ["!", ["in", key, ["literal", [...hidden]]]];
}

/** Gives the style layers for one data layer. */
export function dataLayers(layer: Layer, shown: Shown, look: Look, c: Colours): LayerSpecification[] {
  const colour = colourOf(layer, shown, look);
  const filter = filterOf(layer, shown);
  const common = (part: string) => ({
    id: `${layer.id}:${part}`,
    source: layer.id,
    "source-layer": layer.source,
    ...(filter ? { filter } : {}),
  });
  const visibility = shown.on ? "visible" : "none";
  const drawn = { point, station, line, area }[layer.kind](colour, c, dataColour(layer.colour, look));
  return drawn.map(
    ({ part, ...rest }) =>
      ({ ...common(part), ...rest, layout: { ...rest.layout, visibility } }) as unknown as LayerSpecification,
  );
}

interface Drawn {
  part: string;
  type: "circle" | "line" | "fill";
  paint: object;
  layout?: object;
}

type Colour = string | ExpressionSpecification;

function point(colour: Colour, c: Colours): Drawn[] {
  // A point of a crowded tile stands for many: it grows with the logarithm of how many.
  const many = ["ln", ["max", 1, ["to-number", ["get", "point_count"], 1]]];
  const radius = (own: number, by: number) => ["+", own, ["*", by, many]];
  const paint = {
    "circle-color": colour,
    "circle-radius": [
      "interpolate",
      ["exponential", 1.4],
      ["zoom"],
      8,
      radius(1.6, 0.45),
      12,
      radius(3.2, 0.6),
      15,
      radius(5.5, 0.9),
      19,
      radius(11, 1),
    ],
    "circle-stroke-color": c.edge,
    "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 10, 0.3, 14, 1.2],
    "circle-opacity": 0.92,
  };
  return [{ part: "mark", type: "circle", paint }];
}

/** A station grows with its value; what is switched off or was not measured steps back. */
function station(colour: Colour, c: Colours, own: string): Drawn[] {
  const grown = ["*", 1.7, ["max", 0, STATE]];
  const radius = (by: number) => [
    "interpolate",
    ["linear"],
    ["zoom"],
    8,
    ["+", 3 + by, ["*", 0.5, grown]],
    14,
    ["+", 7 + by, grown],
    18,
    ["+", 11 + by, grown],
  ];
  const seen = (full: number) => ["case", ["==", STATE, -2], 0, full];
  return [
    {
      part: "ring",
      type: "circle",
      paint: { "circle-color": own, "circle-opacity": seen(0.2), "circle-radius": radius(6) },
    },
    {
      part: "mark",
      type: "circle",
      paint: {
        "circle-color": colour,
        "circle-opacity": seen(1),
        "circle-radius": radius(0),
        "circle-stroke-color": ["case", ["<", STATE, 0], c.edge, own],
        "circle-stroke-opacity": seen(1),
        "circle-stroke-width": 2,
      },
    },
  ];
}

function line(colour: Colour, c: Colours): Drawn[] {
  const width = (by: number) => ["interpolate", ["linear"], ["zoom"], 9, 1.2 + by, 14, 3.2 + by, 18, 6 + by];
  const layout = { "line-cap": "round", "line-join": "round" };
  return [
    {
      part: "edge",
      type: "line",
      layout,
      paint: { "line-color": c.edge, "line-width": width(2), "line-opacity": 0.8 },
    },
    { part: "mark", type: "line", layout, paint: { "line-color": colour, "line-width": width(0) } },
    // A finger is wider than a line: this one cannot be seen but can be hit.
    {
      part: "hit",
      type: "line",
      layout,
      paint: { "line-color": c.edge, "line-width": 18, "line-opacity": 0 },
    },
  ];
}

function area(colour: Colour): Drawn[] {
  return [
    { part: "mark", type: "fill", paint: { "fill-color": colour, "fill-opacity": 0.28 } },
    { part: "edge", type: "line", paint: { "line-color": colour, "line-width": 1.6 } },
  ];
}

/** The values beside stations, where they are few enough to be written. */
export function valueLayers(c: Colours): LayerSpecification[] {
  return [
    {
      id: VALUES,
      type: "symbol",
      source: VALUES,
      minzoom: 11,
      layout: {
        "text-field": ["get", "text"],
        "text-font": ["Fira Sans SemiBold"],
        "text-size": 13,
        "text-anchor": "top",
        "text-offset": [0, 1.15],
        "text-padding": 2,
      },
      paint: { "text-color": c.text, "text-halo-color": c.halo, "text-halo-width": 1.8 },
    },
  ];
}

/** What a person draws to measure: points, a line, an area. */
export function drawnLayers(c: Colours): LayerSpecification[] {
  const line = { "line-color": c.pick, "line-width": 3, "line-dasharray": [2, 1.2] };
  return [
    {
      id: `${DRAWN}:area`,
      type: "fill",
      source: DRAWN,
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": c.pick, "fill-opacity": 0.12 },
    },
    {
      id: `${DRAWN}:line`,
      type: "line",
      source: DRAWN,
      filter: ["!=", ["geometry-type"], "Point"],
      paint: line,
    },
    {
      id: `${DRAWN}:point`,
      type: "circle",
      source: DRAWN,
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-color": c.halo,
        "circle-radius": 5,
        "circle-stroke-color": c.pick,
        "circle-stroke-width": 2.5,
      },
    },
  ];
}

/** The picked feature, drawn over everything. */
export function pickedLayers(c: Colours): LayerSpecification[] {
  return [
    {
      id: `${PICKED}:area`,
      type: "line",
      source: PICKED,
      filter: ["!=", ["geometry-type"], "Point"],
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": c.pick, "line-width": 4 },
    },
    {
      id: `${PICKED}:point`,
      type: "circle",
      source: PICKED,
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-color": "rgba(0,0,0,0)",
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 8, 9, 14, 14, 18, 18],
        "circle-stroke-color": c.pick,
        "circle-stroke-width": 3,
      },
    },
  ];
}
