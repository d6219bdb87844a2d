/** Puts the style together: own fonts, the town's base tiles, the data's layers. No glyph server, no sprite. */
import latin400 from "@fontsource/fira-sans/files/fira-sans-latin-400-normal.woff2?url";
import latin600 from "@fontsource/fira-sans/files/fira-sans-latin-600-normal.woff2?url";
import more400 from "@fontsource/fira-sans/files/fira-sans-latin-ext-400-normal.woff2?url";
import more600 from "@fontsource/fira-sans/files/fira-sans-latin-ext-600-normal.woff2?url";
import type { SourceSpecification, StyleSpecification } from "maplibre-gl";
import type { Config, Layer } from "../config";
import { RELIEF } from "../relief";
import { coloursOf, type Look } from "./colours";
import {
  DRAWN,
  dataLayers,
  drawnLayers,
  PICKED,
  pickedLayers,
  type Shown,
  startingWith,
  VALUES,
  valueLayers,
} from "./data";
import { BASE, groundLayers, reliefLayers } from "./ground";
import { labelLayers, REGULAR, STRONG } from "./labels";

const LATIN = [
  "U+0000-00FF",
  "U+0131",
  "U+0152-0153",
  "U+02BB-02BC",
  "U+02C6",
  "U+02DA",
  "U+02DC",
  "U+2000-206F",
  "U+20AC",
];
const MORE = [
  "U+0100-02BA",
  "U+02BD-02C5",
  "U+02C7-02CC",
  "U+1E00-1E9F",
  "U+1EF2-1EFF",
  "U+20A0-20AB",
  "U+20AD-20C0",
];
const BASE_MAXZOOM = 16;
const RELIEF_TILE = 256;

function face(latin: string, more: string) {
  return [
    { url: absolute(latin), "unicode-range": LATIN },
    { url: absolute(more), "unicode-range": MORE },
  ];
}

/** Tiles are fetched in a worker that may live at a blob address, so an address must be whole. */
export function absolute(address: string): string {
  const here = typeof location === "undefined" ? "http://localhost/" : location.href;
  return new URL(address, here).href.replaceAll("%7B", "{").replaceAll("%7D", "}");
}

function sources(config: Config): Record<string, SourceSpecification> {
  const all: Record<string, SourceSpecification> = {
    [PICKED]: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
    [VALUES]: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
    [DRAWN]: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
  };
  if (config.base) {
    all[BASE] = { type: "vector", tiles: [absolute(config.base)], minzoom: 0, maxzoom: BASE_MAXZOOM };
  }
  if (config.relief) {
    const { tiles, minzoom, maxzoom, bounds } = config.relief;
    all[RELIEF] = {
      type: "raster",
      tiles: [absolute(tiles)],
      tileSize: RELIEF_TILE,
      minzoom,
      maxzoom,
      ...(bounds ? { bounds } : {}),
    };
  }
  for (const layer of config.layers) {
    all[layer.id] = {
      type: "vector",
      tiles: [absolute(layer.tiles)],
      minzoom: layer.minzoom,
      maxzoom: layer.maxzoom,
    };
  }
  return all;
}

/** Areas lie under lines, lines under points, so that nothing hides what is smaller. */
const HEIGHT = { area: 0, line: 1, point: 2, station: 3 };

export function inDrawingOrder(layers: readonly Layer[]): Layer[] {
  return [...layers].reverse().sort((a, b) => HEIGHT[a.kind] - HEIGHT[b.kind]);
}

/** Gives the whole style for a look. */
export function makeStyle(config: Config, shown: ReadonlyMap<string, Shown>, look: Look): StyleSpecification {
  const c = coloursOf(look);
  const data = inDrawingOrder(config.layers);
  const relief = config.relief && shown.get(RELIEF)?.on !== false ? reliefLayers(look) : [];
  const draw = (kinds: string[]) =>
    data
      .filter((layer) => kinds.includes(layer.kind))
      .flatMap((layer) => dataLayers(layer, shown.get(layer.id) ?? startingWith(layer, false), look, c));
  return {
    version: 8,
    name: "stadtkern",
    "font-faces": { [REGULAR]: face(latin400, more400), [STRONG]: face(latin600, more600) },
    sources: sources(config),
    transition: { duration: 150, delay: 0 },
    light: { anchor: "viewport", color: "#ffffff", intensity: 0.35, position: [1.2, 210, 30] },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": c.ground } },
      ...groundLayers(c, config.base !== null, relief),
      ...draw(["area", "line"]),
      ...(config.base ? labelLayers(c) : []),
      ...draw(["point", "station"]),
      ...valueLayers(c),
      ...pickedLayers(c),
      ...drawnLayers(c),
    ],
  } as StyleSpecification;
}
