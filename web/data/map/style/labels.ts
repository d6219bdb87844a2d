/** Names on the base map: places, roads, waters, stops and what else is worth a word. */
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import type { Colours } from "./colours";
import { BASE } from "./ground";

export const REGULAR = "Fira Sans Regular";
export const STRONG = "Fira Sans SemiBold";

const NAME: ExpressionSpecification = ["coalesce", ["get", "name"], ""];
const CLASS: ExpressionSpecification = ["coalesce", ["get", "class"], ""];
const RANK: ExpressionSpecification = [
  "match",
  CLASS,
  "city",
  0,
  "town",
  1,
  ["village", "borough"],
  2,
  ["suburb", "quarter"],
  3,
  4,
];

function words(
  id: string,
  source: string,
  layout: object,
  paint: object,
  extra: object = {},
): LayerSpecification {
  return {
    id,
    type: "symbol",
    source: BASE,
    "source-layer": source,
    layout: { "text-field": NAME, "text-font": [REGULAR], "text-max-width": 8, ...layout },
    paint: { "text-halo-width": 1.4, ...paint },
    ...extra,
  } as LayerSpecification;
}

/** Gives all labels, the less important first. */
export function labelLayers(c: Colours): LayerSpecification[] {
  const soft = { "text-color": c.soft, "text-halo-color": c.halo };
  return [
    words(
      "poi-names",
      "pois",
      { "text-size": 12, "text-offset": [0, 0.7], "text-anchor": "top", "text-padding": 8 },
      { "text-color": c.poi, "text-halo-color": c.halo },
      { minzoom: 16.5, filter: ["all", ["!=", NAME, ""], ["!=", CLASS, "street"]] },
    ),
    words(
      "house-numbers",
      "addresses",
      { "text-field": ["coalesce", ["get", "housenumber"], ""], "text-size": 11, "text-padding": 3 },
      { "text-color": c.poi, "text-halo-color": c.building, "text-halo-width": 1 },
      { minzoom: 17.2 },
    ),
    {
      id: "stop-signs",
      type: "circle",
      source: BASE,
      "source-layer": "stops",
      minzoom: 14.5,
      paint: {
        "circle-color": c.waterText,
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 14.5, 2.2, 18, 5],
        "circle-stroke-color": c.halo,
        "circle-stroke-width": 1.5,
      },
    },
    words(
      "stop-names",
      "stops",
      { "text-size": 12, "text-offset": [0, 0.7], "text-anchor": "top" },
      { "text-color": c.waterText, "text-halo-color": c.halo },
      { minzoom: 16, filter: ["!=", NAME, ""] },
    ),
    words(
      "water-names",
      "water",
      { "text-size": 13, "text-letter-spacing": 0.04 },
      { "text-color": c.waterText, "text-halo-color": c.water },
      { minzoom: 13, filter: ["!=", NAME, ""] },
    ),
    words(
      "waterway-names",
      "waterways",
      { "symbol-placement": "line", "text-size": 12, "text-letter-spacing": 0.06, "symbol-spacing": 400 },
      { "text-color": c.waterText, "text-halo-color": c.halo },
      { minzoom: 13, filter: ["!=", NAME, ""] },
    ),
    words(
      "road-names",
      "roads",
      {
        "symbol-placement": "line",
        "text-size": ["interpolate", ["linear"], ["zoom"], 13, 11, 18, 15],
        "symbol-spacing": 320,
        "text-padding": 4,
      },
      soft,
      { minzoom: 13, filter: ["!=", NAME, ""] },
    ),
    words(
      "place-names",
      "places",
      {
        "text-font": [STRONG],
        "symbol-sort-key": RANK,
        "text-size": [
          "interpolate",
          ["linear"],
          ["zoom"],
          6,
          ["match", RANK, 0, 14, 1, 12, 10],
          14,
          ["match", RANK, 0, 26, 1, 21, 2, 17, 14],
        ],
        "text-padding": 6,
      },
      { "text-color": c.text, "text-halo-color": c.halo, "text-halo-width": 1.8 },
      { filter: ["!=", NAME, ""], maxzoom: 17 },
    ),
  ];
}
