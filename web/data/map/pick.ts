/** What lies under a finger. */
import type { Geometry } from "geojson";
import type { Map as MapLibre } from "maplibre-gl";
import type { Found } from "./card";
import type { Layer } from "./config";
import { clickable } from "./style/data";

export interface Picked extends Found {
  geometry: Geometry;
}

const MOST = 20;

/** Gives the features of some layers within `reach` pixels of a place on the canvas, each once, topmost first. */
export function pickAt(
  map: MapLibre,
  layers: readonly Layer[],
  x: number,
  y: number,
  reach: number,
): Picked[] {
  const owner = new Map(layers.flatMap((layer) => clickable(layer).map((id) => [id, layer] as const)));
  const ids = [...owner.keys()].filter((id) => map.getLayer(id));
  if (ids.length === 0) return [];
  const box: [[number, number], [number, number]] = [
    [x - reach, y - reach],
    [x + reach, y + reach],
  ];
  const seen = new Set<string>();
  const found: Picked[] = [];
  for (const feature of map.queryRenderedFeatures(box, { layers: ids })) {
    const layer = owner.get(feature.layer.id);
    if (!layer) continue;
    // The same thing stands in several tiles when it crosses their edge.
    const key = `${layer.id} ${feature.id ?? feature.properties._id ?? JSON.stringify(feature.properties)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const id = feature.id ?? (feature.properties._id as number | undefined);
    found.push({
      layer,
      properties: feature.properties,
      geometry: feature.geometry,
      ...(id === undefined ? {} : { id }),
    });
    if (found.length === MOST) break;
  }
  return found;
}
