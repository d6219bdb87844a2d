/** "In this extract": what the shown layers have on the screen, as a list that can be read and walked through by keyboard. */
import type { Geometry } from "geojson";
import { make } from "../../shared/dom";
import type { Found } from "./card";
import type { Box, Config, Layer } from "./config";
import { dataClass } from "./data_class";
import { thingButton } from "./here";
import type { Shown } from "./style/data";
import { fill, type Texts } from "./texts";
import { filterText } from "./ways";

const EACH = 12;
const WAIT = 350;

/** A thing with its shape, as the Features door gives it. */
export interface Listed extends Found {
  geometry: Geometry;
  id: string | number;
}

interface Part {
  layer: Layer;
  total: number;
  things: Listed[];
}

export interface Extract {
  element: HTMLDetailsElement;
  /** What is seen has changed: asks again if the list is open. */
  look(box: Box): void;
}

/** Gives the address that asks for a layer's things in a box, as its ticks filter them. */
export function askItems(layer: Layer, shown: Shown, box: Box, limit = EACH): string {
  const words = new URLSearchParams({
    bbox: box.map((one) => one.toFixed(6)).join(","),
    limit: String(limit),
    f: "json",
  });
  const filter = layer.series ? "" : filterText(layer.ways[shown.way], shown.hidden);
  if (filter) words.set("filter", filter);
  return `${layer.items}?${words}`;
}

/** Reads the door's answer. */
export function readItems(layer: Layer, raw: unknown): { total: number; things: Listed[] } {
  const { features, numberMatched } = (raw ?? {}) as { features?: unknown[]; numberMatched?: number };
  const things = (Array.isArray(features) ? features : []).flatMap((one) => readThing(layer, one) ?? []);
  return { total: typeof numberMatched === "number" ? numberMatched : things.length, things };
}

/** Reads one feature; null without a shape or a number. */
export function readThing(layer: Layer, raw: unknown): Listed | null {
  const { id, geometry, properties } = (raw ?? {}) as Partial<Listed>;
  if (!geometry || (typeof id !== "number" && typeof id !== "string")) return null;
  return { layer, id, geometry, properties: properties ?? {} };
}

/** Makes the list, closed. `opened` is told which thing a person opened. */
export function makeExtract(
  config: Config,
  texts: Texts,
  shown: ReadonlyMap<string, Shown>,
  opened: (things: readonly Listed[], at: number) => void,
): Extract {
  const said = make("p", { class: "small", role: "status" });
  const lists = make("div", {});
  const element = make(
    "details",
    { class: "map-group map-extract" },
    make("summary", {}, texts.extract),
    said,
    lists,
  );
  const number = new Intl.NumberFormat(config.language);
  let box: Box | null = null;
  let asking: AbortController | null = null;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const part = ({ layer, total, things }: Part): HTMLElement => {
    const more = total - things.length;
    const href = layer.table ?? layer.href;
    return make(
      "section",
      { "aria-label": layer.title },
      make(
        "h2",
        {},
        make("span", {
          class: `swatch swatch--${layer.kind} ${dataClass(layer.colour)}`,
          "aria-hidden": "true",
        }),
        make(
          "span",
          {},
          layer.title,
          make("span", { class: "map-count" }, ` ${fill(texts.extractCount, number.format(total))}`),
        ),
      ),
      make(
        "ul",
        { class: "map-things" },
        ...things.map((thing, at) =>
          make(
            "li",
            {},
            thingButton(thing, () => opened(things, at)),
          ),
        ),
        more > 0 &&
          href !== "" &&
          make("li", {}, make("a", { href }, fill(texts.extractMore, number.format(more)))),
      ),
    );
  };
  const ask = async () => {
    if (!box || !element.open) return;
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    const layers = config.layers.filter((layer) => layer.items && shown.get(layer.id)?.on);
    said.textContent = texts.loading;
    try {
      const parts = await Promise.all(layers.map((layer) => askPart(layer, shown, box as Box, signal)));
      const full = parts.filter((one) => one.total > 0);
      lists.replaceChildren(...full.map(part));
      said.textContent = full.length ? "" : texts.extractNone;
      if (element.contains(document.activeElement)) element.scrollIntoView({ block: "start" });
    } catch {
      if (!signal.aborted) said.textContent = texts.extractFailed;
    }
  };
  element.addEventListener("toggle", () => void ask());
  return {
    element,
    look: (now) => {
      box = now;
      clearTimeout(waiting);
      waiting = setTimeout(() => void ask(), WAIT);
    },
  };
}

async function askPart(
  layer: Layer,
  shown: ReadonlyMap<string, Shown>,
  box: Box,
  signal: AbortSignal,
): Promise<Part> {
  const now = shown.get(layer.id);
  if (!now) return { layer, total: 0, things: [] };
  const answer = await fetch(askItems(layer, now, box), {
    signal,
    headers: { accept: "application/geo+json" },
  });
  // A layer that does not answer is left out; the others are still worth reading.
  if (!answer.ok) return { layer, total: 0, things: [] };
  return { layer, ...readItems(layer, await answer.json()) };
}
