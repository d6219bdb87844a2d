/** Values written beside stations. Where stations are: asked once a layer, and only when they are few enough to be read. */
import type { Feature, Point } from "geojson";
import { type Unit, withUnit } from "../../shared/units";
import type { Config, Layer } from "./config";
import type { Drawn } from "./series";

const FEW = 300;
const places = new Map<string, Promise<Map<number, Point>>>();

/** Gives a label for each station that shows a value. */
export async function valueLabels(
  config: Config,
  layer: Layer,
  marks: readonly Drawn[],
  unit: Unit,
): Promise<Feature[]> {
  const seen = marks.filter((mark) => mark.step >= 0);
  if (seen.length === 0 || seen.length > FEW || !layer.items) return [];
  const known = places.get(layer.items) ?? askPlaces(layer.items);
  places.set(layer.items, known);
  const number = new Intl.NumberFormat(config.language, { maximumFractionDigits: 1 });
  const found = await known;
  return seen.flatMap((mark): Feature[] => {
    const geometry = found.get(mark.id);
    const text = withUnit(number.format(mark.value), unit);
    return geometry ? [{ type: "Feature", geometry, properties: { text } }] : [];
  });
}

async function askPlaces(items: string): Promise<Map<number, Point>> {
  try {
    const answer = await fetch(`${items}?limit=${FEW}&f=json`, {
      headers: { accept: "application/geo+json" },
    });
    if (!answer.ok) return new Map();
    const { features } = (await answer.json()) as { features: Feature[] };
    return new Map(
      features.flatMap((one) =>
        one.geometry?.type === "Point" ? [[Number(one.id), one.geometry] as const] : [],
      ),
    );
  } catch {
    return new Map();
  }
}
