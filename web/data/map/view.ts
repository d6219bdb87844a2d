/** The drawn map. Loaded only when a map comes into view, because MapLibre is heavy. */
import type { FeatureCollection, Geometry } from "geojson";
import "maplibre-gl/dist/maplibre-gl.css";
import {
  AttributionControl,
  GeolocateControl,
  type LngLatBoundsLike,
  Map as MapLibre,
  type MapOptions,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { shownTheme, watchTheme } from "../../shared/theme";
import { attributionMarkup } from "./attribution";
import type { Config, Layer } from "./config";
import { type Picked, pickAt } from "./pick";
import { readHash, type View, writeHash } from "./state";
import type { Look } from "./style/colours";
import { filterOf, PICKED, partsOf, type Shown } from "./style/data";
import { absolute, makeStyle } from "./style/style";
import type { Texts } from "./texts";

// Without this the map stays blank and says nothing.
setWorkerUrl(absolute(workerUrl));

const OPENS_AT: Pick<MapOptions, "minZoom" | "maxZoom" | "maxPitch"> = {
  minZoom: 3,
  maxZoom: 20,
  maxPitch: 60,
};
const TILT = 55;

export interface Listener {
  picked(found: Picked[]): void;
  /** The address says that other layers are to be shown. */
  wished(layers: string[]): void;
  trouble(missing: boolean): void;
}

/** One map on a page: draws what is shown, tells what was picked. */
export class TownMap {
  readonly #map: MapLibre;
  readonly #config: Config;
  readonly #listener: Listener;
  readonly #shown: ReadonlyMap<string, Shown>;
  readonly #stop: () => void;
  #look: Look;
  #highlight: Geometry | null = null;
  #tilted = false;

  constructor(
    place: HTMLElement,
    config: Config,
    texts: Texts,
    shown: ReadonlyMap<string, Shown>,
    whole: boolean,
    listener: Listener,
  ) {
    this.#config = config;
    this.#listener = listener;
    this.#shown = shown;
    this.#look = shownTheme();
    const start = config.hash ? readHash(location.hash) : {};
    this.#map = new MapLibre({
      container: place,
      style: makeStyle(config, shown, this.#look),
      ...OPENS_AT,
      ...opening(config, start),
      locale: { ...texts, "Map.Title": texts.help },
      attributionControl: false,
      cooperativeGestures: !whole,
      fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200,
    });
    this.#addControls(whole);
    this.#listen(place);
    this.#stop = watchTheme((theme) => this.look(theme));
  }

  #addControls(whole: boolean): void {
    const map = this.#map;
    map.addControl(new NavigationControl({ visualizePitch: true }), "top-right");
    if (whole && navigator.geolocation) {
      map.addControl(new GeolocateControl({ positionOptions: { enableHighAccuracy: true } }), "top-right");
    }
    map.addControl(new ScaleControl({ maxWidth: 120, unit: "metric" }), "bottom-right");
    const customAttribution = attributionMarkup(this.#config.attribution);
    map.addControl(new AttributionControl({ compact: true, customAttribution }), "bottom-right");
  }

  #listen(place: HTMLElement): void {
    const map = this.#map;
    map.on("click", (event) => this.#pick(event.point.x, event.point.y));
    map.on("mousemove", (event) => {
      const found = pickAt(map, this.#visible(), event.point.x, event.point.y, 3);
      map.getCanvas().style.cursor = found.length ? "pointer" : "";
    });
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.#pick(place.clientWidth / 2, place.clientHeight / 2);
    });
    // A tile that is missing is told once, in words; the console is for programmers and stays quiet.
    map.on("error", () => this.#listener.trouble(true));
    map.on("idle", () => this.#listener.trouble(false));
    addEventListener("beforeprint", () => this.#photograph(place));
    if (!this.#config.hash) return;
    map.on("moveend", () => this.remember());
    addEventListener("hashchange", () => this.#follow(readHash(location.hash)));
  }

  #visible(): Layer[] {
    return this.#config.layers.filter((layer) => this.#shown.get(layer.id)?.on);
  }

  #pick(x: number, y: number): void {
    const found = pickAt(this.#map, this.#visible(), x, y, 8);
    this.highlight(found[0]?.geometry ?? null);
    this.#listener.picked(found);
  }

  #follow(view: View): void {
    if (view.layers) this.#listener.wished(view.layers);
    if (view.zoom === undefined || view.lat === undefined || view.lng === undefined) return;
    const { zoom, lat, lng, bearing = 0, pitch = 0 } = view;
    this.#map.easeTo({ center: [lng, lat], zoom, bearing, pitch });
  }

  /** Draws a feature above everything, or nothing. */
  highlight(geometry: Geometry | null): void {
    this.#highlight = geometry;
    const source = this.#map.getSource(PICKED);
    if (!source || !("setData" in source)) return;
    const features = geometry ? [{ type: "Feature" as const, properties: {}, geometry }] : [];
    (source as { setData(data: FeatureCollection): void }).setData({
      type: "FeatureCollection",
      features,
    });
  }

  /** Draws a layer as it is shown now. */
  refresh(layer: Layer): void {
    const shown = this.#shown.get(layer.id);
    if (!shown || !this.#map.getLayer(partsOf(layer)[0] ?? "")) return;
    for (const part of partsOf(layer)) {
      this.#map.setLayoutProperty(part, "visibility", shown.on ? "visible" : "none");
      this.#map.setFilter(part, filterOf(layer, shown.hidden) ?? null);
    }
    this.remember();
  }

  /** Changes day, night or paper. */
  look(look: Look): void {
    this.#look = look;
    this.#map.setStyle(makeStyle(this.#config, this.#shown, look), { diff: true });
    this.highlight(this.#highlight);
    if (this.#tilted) this.#raise();
  }

  /** Looks from the side, with the houses standing up; or from above again. */
  tilt(): boolean {
    this.#tilted = !this.#tilted;
    this.#raise();
    const zoom = this.#tilted ? Math.max(this.#map.getZoom(), 15.5) : this.#map.getZoom();
    this.#map.easeTo({
      pitch: this.#tilted ? TILT : 0,
      bearing: this.#tilted ? -30 : 0,
      zoom,
      duration: 280,
    });
    return this.#tilted;
  }

  #raise(): void {
    const raise = () => {
      if (!this.#map.getLayer("buildings-up")) return;
      this.#map.setLayoutProperty("buildings-up", "visibility", this.#tilted ? "visible" : "none");
    };
    if (this.#map.isStyleLoaded()) raise();
    else this.#map.once("idle", raise);
  }

  /** Writes position and layers into the address, if this map may. */
  remember(): void {
    if (!this.#config.hash) return;
    const { lng, lat } = this.#map.getCenter();
    const hash = writeHash({
      zoom: this.#map.getZoom(),
      lat,
      lng,
      bearing: this.#map.getBearing(),
      pitch: this.#map.getPitch(),
      layers: this.#visible().map((layer) => layer.id),
    });
    history.replaceState(history.state, "", hash);
  }

  /** Prints the page with the map in few colours, then goes back. */
  print(): void {
    const before = this.#look;
    this.look("print");
    this.#map.once("idle", () => {
      window.print();
      this.look(before);
    });
    this.#map.triggerRepaint();
  }

  /** A WebGL canvas prints empty in some browsers, so paper gets a picture of it. */
  #photograph(place: HTMLElement): void {
    place.querySelector(".map-print")?.remove();
    this.#map.redraw();
    const picture = new Image();
    picture.className = "map-print";
    picture.alt = "";
    picture.src = this.#map.getCanvas().toDataURL();
    place.append(picture);
  }

  /** Ends the map and everything it listens to. */
  remove(): void {
    this.#stop();
    this.#map.remove();
  }
}

/** Where the map opens: where the address says, else the data's box, else the page's centre. */
export function opening(config: Config, view: View): Partial<MapOptions> {
  if (view.zoom !== undefined && view.lat !== undefined && view.lng !== undefined) {
    const { zoom, lat, lng, bearing = 0, pitch = 0 } = view;
    return { center: [lng, lat], zoom, bearing, pitch };
  }
  if (!config.bounds) return { center: config.center, zoom: config.zoom };
  const [west, south, east, north] = config.bounds;
  const bounds: LngLatBoundsLike = [west, south, east, north];
  return { bounds, fitBoundsOptions: { padding: 40, maxZoom: 16 } };
}
