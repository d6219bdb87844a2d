/** Between what is shown and what the address says. */
import type { Config, Layer } from "./config";
import { isOn, reliefWords } from "./relief";
import { type Position, type View, writeHash, writeView } from "./state";
import { type Shown, startingWith } from "./style/data";

export interface State {
  view: Position & View;
  hash: string;
  /** The same as a query: a server can read it, so a picture of the view can be drawn. */
  query: string;
}

/** Gives what is shown of a layer, as the address says or else as the page does. */
export function shownFrom(layer: Layer, view: View): Shown {
  const shown = startingWith(layer, isOn(layer, view, layer.on));
  const by = view.by?.[layer.id];
  const way = layer.ways.findIndex((one) => one.column === by);
  const measure = layer.series?.measures.findIndex((one) => one.key === by) ?? -1;
  return {
    ...shown,
    ...(by === "-" ? { way: -1 } : way >= 0 ? { way } : {}),
    ...(measure >= 0 ? { measure } : {}),
    hidden: new Set(view.off?.[layer.id] ?? []),
  };
}

/** Gives the whole state for an address: only what differs from the page's own beginning. */
export function viewOf(
  config: Config,
  shown: ReadonlyMap<string, Shown>,
  position: Position & View,
  time: View["time"] | null,
  card: View["card"],
): State {
  const on = config.layers.filter((layer) => shown.get(layer.id)?.on);
  const by: Record<string, string> = {};
  const off: Record<string, string[]> = {};
  for (const layer of on) {
    const now = shown.get(layer.id);
    if (!now) continue;
    if (now.hidden.size) off[layer.id] = [...now.hidden];
    if (layer.series && now.measure > 0) by[layer.id] = layer.series.measures[now.measure]?.key ?? "0";
    if (!layer.series && now.way !== layer.way) by[layer.id] = layer.ways[now.way]?.column ?? "-";
  }
  const view = {
    ...position,
    layers: [...on.map((layer) => layer.id), ...reliefWords(config, shown)],
    by,
    off,
    ...(time ? { time } : {}),
    ...(card ? { card } : {}),
  };
  return { view, hash: writeHash(view), query: `?${writeView(view)}` };
}
