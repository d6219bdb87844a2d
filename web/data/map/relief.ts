/** The ground's relief: not a layer of data but a part of the base map, which may be switched off. */
import type { Config, Layer } from "./config";
import type { View } from "./state";
import type { Shown } from "./style/data";

export const RELIEF = "relief";
/** Stands among the layers of an address where the relief is switched off; without it the relief is shown. */
export const NO_RELIEF = `-${RELIEF}`;

/** Gives everything that can be switched: the layers, and the relief where there is one. */
export function switchable(config: Config): Layer[] {
  return config.relief ? [...config.layers, config.relief] : config.layers;
}

/** Is a layer shown, as the address says? */
export function isOn(layer: Layer, view: View, otherwise: boolean): boolean {
  if (layer.id === RELIEF) return view.layers ? !view.layers.includes(NO_RELIEF) : otherwise;
  return view.layers ? view.layers.includes(layer.id) : otherwise;
}

/** Gives what an address says of the relief: nothing while it is shown. */
export function reliefWords(config: Config, shown: ReadonlyMap<string, Shown>): string[] {
  return config.relief && shown.get(RELIEF)?.on === false ? [NO_RELIEF] : [];
}
