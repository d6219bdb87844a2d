/** The map without WebGL: a picture that the server draws anew for each move, with buttons to move it. */
import { icon, make } from "../../shared/dom";
import { shownTheme, watchTheme } from "../../shared/theme";
import type { Box, Config } from "./config";
import { reliefWords } from "./relief";
import { SIGNS } from "./signs";
import { type Position, readAddress, writeView } from "./state";
import type { Shown } from "./style/data";
import { fill, type Texts } from "./texts";

const WORLD = 512;
const STRIDE = 0.4;
const [LEAST, MOST] = [3, 20];

/** Gives the position that shows a whole box in so many pixels. */
export function fitting(box: Box, width: number, height: number): Position {
  const [west, south, east, north] = box;
  const lat = (south + north) / 2;
  const across = (width * 0.9) / Math.max(east - west, 1e-9);
  const along = ((height * 0.9) / Math.max(north - south, 1e-9)) * Math.cos((lat * Math.PI) / 180);
  const zoom = Math.log2((Math.min(across, along) * 360) / WORLD);
  return { zoom: Math.min(16, Math.max(LEAST, zoom)), lat, lng: (west + east) / 2 };
}

/** Gives the position so many pixels to the right and up, nearer by some zooms. */
export function moved(from: Position, right: number, up: number, nearer = 0): Position {
  const scale = (WORLD * 2 ** from.zoom) / 360;
  const lat = from.lat + (up / scale) * Math.cos((from.lat * Math.PI) / 180);
  return {
    zoom: Math.min(MOST, Math.max(LEAST, from.zoom + nearer)),
    lat: Math.min(85, Math.max(-85, lat)),
    lng: Math.min(180, Math.max(-180, from.lng + right / scale)),
  };
}

/** Gives the box that a picture of so many pixels shows. */
export function boxOf(at: Position, width: number, height: number): Box {
  const east = moved(at, width / 2, height / 2);
  const west = moved(at, -width / 2, -height / 2);
  return [west.lng, west.lat, east.lng, east.lat];
}

/** A picture in the map's place. */
export class StillMap {
  readonly #place: HTMLElement;
  readonly #config: Config;
  readonly #texts: Texts;
  readonly #shown: ReadonlyMap<string, Shown>;
  readonly #image = make("img", { class: "map-still-picture" });
  readonly #looked: (box: Box) => void;
  #at: Position;

  constructor(
    place: HTMLElement,
    config: Config,
    texts: Texts,
    shown: ReadonlyMap<string, Shown>,
    looked: (box: Box) => void,
  ) {
    this.#place = place;
    this.#config = config;
    this.#texts = texts;
    this.#shown = shown;
    this.#looked = looked;
    const said = config.hash ? readAddress(location) : {};
    const [width, height] = this.#size();
    const [lng, lat] = config.center;
    const opening = config.bounds ? fitting(config.bounds, width, height) : { zoom: config.zoom, lat, lng };
    this.#at = said.zoom === undefined ? opening : { ...opening, ...(said as Position) };
    place.append(this.#image, this.#buttons());
    watchTheme(() => this.draw());
    this.draw();
  }

  #size(): [number, number] {
    return [this.#place.clientWidth || 960, this.#place.clientHeight || 600];
  }

  #buttons(): HTMLElement {
    const { left, right, up, down } = this.#texts;
    const { "NavigationControl.ZoomIn": nearer, "NavigationControl.ZoomOut": farther } = this.#texts;
    const button = (label: string, paths: readonly string[], x: number, y: number, zoom = 0) => {
      const made = make(
        "button",
        { type: "button", class: "map-card-button", "aria-label": label },
        icon(...paths),
      );
      made.addEventListener("click", () => {
        const [width, height] = this.#size();
        this.go(moved(this.#at, x * width * STRIDE, y * height * STRIDE, zoom));
      });
      return made;
    };
    return make(
      "div",
      { class: "map-still-buttons", role: "group", "aria-label": this.#texts.map },
      button(nearer, SIGNS.plus, 0, 0, 1),
      button(farther, SIGNS.minus, 0, 0, -1),
      button(up, SIGNS.up, 0, 1),
      button(down, SIGNS.down, 0, -1),
      button(left, SIGNS.left, -1, 0),
      button(right, SIGNS.right, 1, 0),
    );
  }

  /** Shows another part of the town. */
  go(to: Position): void {
    this.#at = to;
    this.draw();
  }

  /** Shows a place; a box is shown whole. */
  fly(lon: number, lat: number, box?: Box): void {
    const [width, height] = this.#size();
    this.go(box ? fitting(box, width, height) : { zoom: Math.max(16, this.#at.zoom), lat, lng: lon });
  }

  /** Draws anew: another part, other layers, another look. */
  draw(): void {
    const [width, height] = this.#size();
    const layers = this.#config.layers.filter((layer) => this.#shown.get(layer.id)?.on);
    const words = writeView({
      ...this.#at,
      layers: [...layers.map((layer) => layer.id), ...reliefWords(this.#config, this.#shown)],
    });
    const look = shownTheme() === "dark" ? "&look=dark" : "";
    this.#image.src = `${this.#config.doors.picture}?${words}&size=${Math.round(width)}x${Math.round(height)}${look}`;
    this.#image.alt = fill(
      this.#texts.pictureOf,
      layers.map((layer) => layer.title).join(", ") || this.#texts.map,
    );
    if (this.#config.hash) history.replaceState(history.state, "", `#${words}`);
    this.#looked(boxOf(this.#at, width, height));
  }
}
