/** The drawn map of the ready views: areas of reach under the labels, marks above them, one pin. Heavy, so loaded late. */
import "maplibre-gl/dist/maplibre-gl.css";
import {
  AttributionControl,
  type GeoJSONSource,
  type LayerSpecification,
  Map as MapLibre,
  Marker,
  NavigationControl,
  ScaleControl,
  type StyleSpecification,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { make } from "../../shared/dom";
import { dataColour } from "../../shared/palette";
import { shownTheme, watchTheme } from "../../shared/theme";
import { attributionMarkup } from "../map/attribution";
import { readConfig } from "../map/config";
import { coloursOf, type Look } from "../map/style/colours";
import { STRONG } from "../map/style/labels";
import { absolute, makeStyle } from "../map/style/style";
import { textsOf } from "../map/texts";
import { type Mark, markFeatures, type Wishes } from "./wishes";

setWorkerUrl(absolute(workerUrl));

const MARKS = "reach-marks";
const AREAS = "reach-areas";
const NEAR = 14;

export interface Listener {
  picked(lat: number, lon: number): void;
  chosen(marks: Mark[]): void;
}

export class ReachMap {
  readonly #map: MapLibre;
  readonly #listener: Listener;
  readonly #hidden: Set<string>;
  #wishes: Wishes;
  #pin: Marker | null = null;

  constructor(place: HTMLElement, wishes: Wishes, listener: Listener) {
    this.#wishes = wishes;
    this.#listener = listener;
    this.#hidden = new Set(wishes.hidden);
    const texts = textsOf(wishes.language);
    this.#map = new MapLibre({
      container: place,
      style: this.#style(),
      bounds: wishes.bounds,
      fitBoundsOptions: { padding: 24, maxZoom: 16.5 },
      minZoom: 3,
      maxZoom: 20,
      locale: { ...texts, "Map.Title": texts.help },
      attributionControl: false,
      cooperativeGestures: true,
      fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200,
    });
    this.#map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.#map.addControl(new ScaleControl({ maxWidth: 120, unit: "metric" }), "bottom-right");
    const customAttribution = attributionMarkup(wishes.attribution);
    this.#map.addControl(new AttributionControl({ compact: true, customAttribution }), "bottom-right");
    this.#map.on("click", (event) => this.#pick(event.point.x, event.point.y));
    this.#map.on("mousemove", (event) => {
      this.#map.getCanvas().style.cursor = this.#at(event.point.x, event.point.y).length ? "pointer" : "";
    });
    this.#map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.#pick(place.clientWidth / 2, place.clientHeight / 2);
    });
    // A tile that is missing leaves a gap; the console is for programmers.
    this.#map.on("error", () => undefined);
    this.#setPin();
    watchTheme(() => this.#map.setStyle(this.#style(), { diff: true }));
  }

  /** Draws other wishes without moving more than needed. */
  update(wishes: Wishes): void {
    this.#wishes = wishes;
    (this.#map.getSource(AREAS) as GeoJSONSource | undefined)?.setData(wishes.reach);
    (this.#map.getSource(MARKS) as GeoJSONSource | undefined)?.setData(this.#marks());
    this.#setPin();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#map.fitBounds(wishes.bounds, { padding: 24, maxZoom: 16.5, duration: still ? 0 : 280 });
  }

  /** Shows or hides a kind of mark. */
  show(kind: string, on: boolean): void {
    if (on) this.#hidden.delete(kind);
    else this.#hidden.add(kind);
    (this.#map.getSource(MARKS) as GeoJSONSource | undefined)?.setData(this.#marks());
  }

  #marks() {
    const all = markFeatures(this.#wishes.marks);
    return { ...all, features: all.features.filter((one) => !this.#hidden.has(one.properties?.kind)) };
  }

  #setPin(): void {
    this.#pin?.remove();
    this.#pin = null;
    if (!this.#wishes.start) return;
    const element = make("div", { class: "reach-pin", "aria-hidden": "true" });
    this.#pin = new Marker({ element }).setLngLat(this.#wishes.start).addTo(this.#map);
  }

  #at(x: number, y: number): Mark[] {
    if (!this.#map.getLayer(MARKS)) return [];
    const box: [[number, number], [number, number]] = [
      [x - 8, y - 8],
      [x + 8, y + 8],
    ];
    const found = this.#map.queryRenderedFeatures(box, { layers: [MARKS] });
    const places = new Set(found.map((one) => Number(one.properties.at)));
    return [...places].flatMap((at) => this.#wishes.marks[at] ?? []);
  }

  #pick(x: number, y: number): void {
    const found = this.#at(x, y);
    this.#listener.chosen(found);
    if (found.length) return;
    const { lat, lng } = this.#map.unproject([x, y]);
    this.#listener.picked(lat, lng);
  }

  #style(): StyleSpecification {
    const look = shownTheme();
    const { base, language, attribution } = this.#wishes;
    const style = makeStyle(readConfig({ base, language, attribution }), new Map(), look);
    const labels = style.layers.findIndex((layer) => layer.type === "symbol");
    const at = labels < 0 ? style.layers.length : labels;
    style.layers.splice(at, 0, ...areaLayers(look));
    style.layers.push(...markLayers(look));
    style.sources[AREAS] = { type: "geojson", data: this.#wishes.reach };
    style.sources[MARKS] = { type: "geojson", data: this.#marks() };
    return style;
  }
}

function areaLayers(look: Look): LayerSpecification[] {
  const colour = dataColour(1, look);
  return [
    {
      id: AREAS,
      type: "fill",
      source: AREAS,
      paint: { "fill-color": colour, "fill-opacity": look === "dark" ? 0.2 : 0.17 },
    },
    {
      id: `${AREAS}-edge`,
      type: "line",
      source: AREAS,
      paint: { "line-color": colour, "line-width": 1.5, "line-opacity": 0.8 },
    },
  ];
}

function markLayers(look: Look): LayerSpecification[] {
  const c = coloursOf(look);
  const own = (kind: string, colour: number) => [kind, dataColour(colour, look)];
  const special = [...own("nursery", 2), ...own("parking", 5), ...own("counter", 4)];
  const kinds = ["match", ["get", "kind"], ...special, dataColour(1, look)];
  const written = ["!=", ["get", "value"], ""];
  return [
    {
      id: MARKS,
      type: "circle",
      source: MARKS,
      paint: {
        "circle-radius": [
          "interpolate",
          ["linear"],
          ["zoom"],
          12,
          ["case", written, 10, 4],
          17,
          ["case", written, 12, 8],
        ],
        "circle-color": ["case", ["get", "quiet"], dataColour(7, look), kinds],
        "circle-stroke-color": c.edge,
        "circle-stroke-width": 1.5,
      },
    },
    {
      id: `${MARKS}-value`,
      type: "symbol",
      source: MARKS,
      filter: written,
      layout: {
        "text-field": ["get", "value"],
        "text-font": [STRONG],
        "text-size": 12,
        "text-allow-overlap": true,
      },
      paint: { "text-color": c.edge },
    },
    {
      id: `${MARKS}-name`,
      type: "symbol",
      source: MARKS,
      minzoom: NEAR,
      layout: {
        "text-field": ["get", "title"],
        "text-font": [STRONG],
        "text-size": 12,
        "text-offset": [0, 1.1],
        "text-anchor": "top",
        "text-optional": true,
        "text-max-width": 9,
      },
      paint: { "text-color": c.text, "text-halo-color": c.halo, "text-halo-width": 1.5 },
    },
  ] as LayerSpecification[];
}
