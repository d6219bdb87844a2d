/** The data's own layers: each in its colour, and what was picked on top. */
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from "maplibre-gl";
import { dataColour } from "../../../shared/palette";
import type { Layer } from "../config";
import type { Colours, Look } from "./colours";

export const PICKED = "picked";

/** Values of a layer's classes that are switched off. */
export type Hidden = ReadonlySet<string>;

/** What the legend shows of a layer: is it on, and which of its classes are off. */
export interface Shown {
  on: boolean;
  hidden: Hidden;
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

/** Gives a layer's colour: one, or one per class. */
export function colourOf(layer: Layer, look: Look): string | ExpressionSpecification {
  const own = dataColour(layer.colour, look);
  if (!layer.classes) return own;
  const pairs = layer.classes.values.flatMap((one, index) => [
    String(one.value),
    dataColour(index + 1, look),
  ]);
  const column: ExpressionSpecification = ["to-string", ["get", layer.classes.column]];
  return ["match", column, ...pairs, dataColour(7, look)] as unknown as ExpressionSpecification;
}

/** Stands for every value that has no class of its own. */
export const OTHERS = "\u0000others";

/** Leaves out the classes that are switched off; undefined when all are on. */
export function filterOf(layer: Layer, hidden: Hidden): FilterSpecification | undefined {
  if (!layer.classes || hidden.size === 0) return undefined;
  const column: ExpressionSpecification = ["to-string", ["get", layer.classes.column]];
  const named = layer.classes.values.map((one) => String(one.value));
  if (hidden.has(OTHERS)) return ["in", column, ["literal", named.filter((value) => !hidden.has(value))]];
  return ["!", ["in", column, ["literal", [...hidden]]]];
}

/** Says whether there are things in a layer that none of its classes names, as far as the counts tell. */
export function hasOthers(layer: Layer): boolean {
  const counts = (layer.classes?.values ?? []).map((one) => one.count);
  if (counts.length === 0) return false;
  if (layer.count === undefined || counts.includes(undefined)) return true;
  return counts.reduce<number>((sum, count) => sum + (count ?? 0), 0) < layer.count;
}

/** Gives the style layers for one data layer. */
export function dataLayers(layer: Layer, shown: Shown, look: Look, c: Colours): LayerSpecification[] {
  const colour = colourOf(layer, look);
  const filter = filterOf(layer, shown.hidden);
  const common = (part: string) => ({
    id: `${layer.id}:${part}`,
    source: layer.id,
    "source-layer": layer.source,
    ...(filter ? { filter } : {}),
  });
  const visibility = shown.on ? "visible" : "none";
  const drawn = { point, station, line, area }[layer.kind](colour, c);
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

function station(colour: Colour, c: Colours): Drawn[] {
  const radius = (by: number) => ["interpolate", ["linear"], ["zoom"], 8, 4 + by, 14, 8 + by, 18, 12 + by];
  return [
    {
      part: "ring",
      type: "circle",
      paint: { "circle-color": colour, "circle-opacity": 0.22, "circle-radius": radius(6) },
    },
    {
      part: "mark",
      type: "circle",
      paint: {
        "circle-color": colour,
        "circle-radius": radius(0),
        "circle-stroke-color": c.edge,
        "circle-stroke-width": 2.5,
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
