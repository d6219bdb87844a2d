/** "What is here?": the address nearby, the place's own page, and everything that the shown layers have at the spot. */
import { icon, make } from "../../shared/dom";
import { type Found, nameOf } from "./card";
import type { Config } from "./config";
import { dataClass } from "./data_class";
import type { Place } from "./geodesy";
import { SIGNS } from "./signs";
import { fill, type Texts } from "./texts";

export interface Address {
  title: string;
  metres: number;
}

/** What the server says of a spot: the nearest address, and metres above the sea; null where it knows none. */
export interface Here {
  address: Address | null;
  height: number | null;
}

const UNKNOWN: Here = { address: null, height: null };

/** Asks what is known of a spot; nothing is when nobody answers. */
export async function askHere(config: Config, [lon, lat]: Place): Promise<Here> {
  if (!config.doors.here) return UNKNOWN;
  try {
    const words = new URLSearchParams({ lat: lat.toFixed(6), lon: lon.toFixed(6) });
    const answer = await fetch(`${config.doors.here}?${words}`);
    if (!answer.ok) return UNKNOWN;
    const { address, height } = (await answer.json()) as Partial<Here>;
    return { address: address ?? null, height: height ?? null };
  } catch {
    return UNKNOWN;
  }
}

/** Writes a place as people copy it: latitude first. */
export function writePlace([lon, lat]: Place): string {
  return `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
}

/** Writes a height as people say it. */
export function heightText(height: number, config: Config, texts: Texts): string {
  return fill(texts.hereHeight, new Intl.NumberFormat(config.language).format(Math.round(height)));
}

/** The page that tells everything about a place. */
export function placePage([lon, lat]: Place): string {
  return `/place/?at=${lat.toFixed(6)},${lon.toFixed(6)}`;
}

/** Makes what the card says of a spot. `open` shows one of the found things, `measure` begins to measure there. */
export function hereContent(
  config: Config,
  texts: Texts,
  at: Place,
  { address, height }: Here,
  found: readonly Found[],
  open: (at: number) => void,
  measure: () => void,
): HTMLElement[] {
  const near = address ? fill(texts.hereNear, Math.round(address.metres)) : texts.hereNoAddress;
  const list = make(
    "ul",
    { class: "map-things" },
    ...found.map((one, n) =>
      make(
        "li",
        {},
        thingButton(one, () => open(n)),
      ),
    ),
  );
  const ruler = make(
    "button",
    { type: "button", class: "button button--small" },
    icon(...SIGNS.ruler),
    texts.hereMeasure,
  );
  ruler.addEventListener("click", measure);
  const href = placePage(at);
  return [
    make("p", { class: "small muted" }, `${near} · ${writePlace(at)}`),
    ...(height === null ? [] : [make("p", { class: "map-height" }, heightText(height, config, texts))]),
    found.length
      ? make("div", {}, make("h3", {}, texts.hereThings), list)
      : make("p", { class: "small" }, texts.hereNothing),
    make(
      "div",
      { class: "map-card-foot" },
      make("a", { class: "button button--small", href, ...outside(config) }, texts.herePlace),
      ruler,
    ),
  ];
}

/** Makes a button for one thing of a layer, with its colour and its layer's name. */
export function thingButton(found: Found, pressed: () => void): HTMLButtonElement {
  const { layer } = found;
  const name = nameOf(found);
  const button = make(
    "button",
    { type: "button", class: "map-thing" },
    make("span", { class: `swatch swatch--${layer.kind} ${dataClass(layer.colour)}`, "aria-hidden": "true" }),
    make("span", {}, name, name !== layer.title && make("span", { class: "map-count" }, ` ${layer.title}`)),
  );
  button.addEventListener("click", pressed);
  return button;
}

/** Links of a map in someone's frame open outside of it. */
export function outside(config: Config): Record<string, string> {
  return config.embedded ? { target: "_blank", rel: "noopener" } : {};
}
