/** The drawn map. Loaded only when a map comes into view, because MapLibre is heavy. */
import type { Feature, FeatureCollection, Geometry } from "geojson";
import "maplibre-gl/dist/maplibre-gl.css";
import { Map as MapLibre, type MapOptions, Marker, type StyleSpecification, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { shownTheme, watchTheme } from "../../shared/theme";
import type { Unit } from "../../shared/units";
import type { Box, Config, Layer } from "./config";
import { addControls } from "./controls";
import type { Place } from "./geodesy";
import { onHold } from "./hold";
import { photograph } from "./photograph";
import { type Picked, pickAt } from "./pick";
import type { Drawn } from "./series";
import type { Paper, Drawn as Picture } from "./sheet";
import { FIELD } from "./sheet";
import { type Position, readAddress, type View } from "./state";
import type { Look } from "./style/colours";
import { DRAWN, PICKED, type Shown, VALUES } from "./style/data";
import { absolute, makeStyle } from "./style/style";
import type { Texts } from "./texts";
import { valueLabels } from "./value_labels";

// Without this the map stays blank and says nothing.
setWorkerUrl(absolute(workerUrl));

const OPENS_AT: Pick<MapOptions, "minZoom" | "maxZoom" | "maxPitch"> = {
  minZoom: 3,
  maxZoom: 20,
  maxPitch: 60,
};
const TILT = 55;
const NEAR = 17;
const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };

export interface Listener {
  picked(found: Picked[]): void;
  /** Someone asks what is at a place. */
  asked(place: Place, found: Picked[]): void;
  /** A click that is not to pick but to set a point; false when clicks pick. */
  taken(place: Place): boolean;
  moved(): void;
  ready(): void;
  trouble(missing: boolean): void;
}

/** One map on a page: draws what is shown, tells what was picked. */
export class TownMap {
  readonly #map: MapLibre;
  readonly #place: HTMLElement;
  readonly #config: Config;
  readonly #listener: Listener;
  readonly #shown: ReadonlyMap<string, Shown>;
  readonly #stop: () => void;
  /** What is drawn beside tiles, by source: kept, because a change of style empties it. */
  readonly #drawn = new Map<string, FeatureCollection>();
  readonly #labels = new Map<string, Feature[]>();
  readonly #marks = new Map<string, readonly Drawn[]>();
  #pin: Marker | null = null;
  #look: Look;
  #tilted = false;

  constructor(
    place: HTMLElement,
    config: Config,
    texts: Texts,
    shown: ReadonlyMap<string, Shown>,
    whole: boolean,
    listener: Listener,
  ) {
    this.#place = place;
    this.#config = config;
    this.#listener = listener;
    this.#shown = shown;
    this.#look = shownTheme();
    const start = config.hash ? readAddress(location) : {};
    this.#map = new MapLibre({
      container: place,
      style: makeStyle(config, shown, this.#look),
      ...OPENS_AT,
      ...opening(config, start),
      locale: { ...texts, "Map.Title": texts.help },
      attributionControl: false,
      cooperativeGestures: !whole || config.embedded,
      fadeDuration: calm() ? 0 : 200,
    });
    addControls(this.#map, config, whole);
    this.#listen();
    this.#stop = watchTheme((theme) => this.look(theme));
  }

  #listen(): void {
    const map = this.#map;
    map.on("click", (event) =>
      this.#press([event.lngLat.lng, event.lngLat.lat], event.point.x, event.point.y),
    );
    this.#watchPointer();
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const { lng, lat } = map.getCenter();
      this.#press([lng, lat], this.#place.clientWidth / 2, this.#place.clientHeight / 2);
    });
    onHold(map, (place, x, y) => this.#listener.asked(place, this.#at(x, y)));
    // A tile that is missing is told once, in words; the console is for programmers and stays quiet.
    map.on("error", () => this.#listener.trouble(true));
    map.on("idle", () => this.#listener.trouble(false));
    map.once("idle", () => this.#listener.ready());
    map.on("moveend", () => this.#listener.moved());
    // What was set before the style was there is set again now.
    map.on("style.load", () => this.#fill());
  }

  /** Shows a hand over things; looked at once a frame, because a mouse tells of itself far more often. */
  #watchPointer(): void {
    const map = this.#map;
    let last: { x: number; y: number } | null = null;
    map.on("mousemove", ({ point }) => {
      if (last === null && !map.isMoving()) {
        requestAnimationFrame(() => {
          const at = last;
          last = null;
          if (at && !map.isMoving())
            map.getCanvas().style.cursor = this.#at(at.x, at.y, 3).length ? "pointer" : "";
        });
      }
      last = point;
    });
  }

  #visible(): Layer[] {
    return this.#config.layers.filter((layer) => this.#shown.get(layer.id)?.on);
  }

  #at(x: number, y: number, reach = 8): Picked[] {
    const off = (one: Picked) => one.layer.series && this.#stepOf(one) === -2;
    return pickAt(this.#map, this.#visible(), x, y, reach).filter((one) => !off(one));
  }

  #stepOf(one: Picked): number | undefined {
    return this.#marks.get(one.layer.id)?.find((mark) => mark.id === Number(one.id))?.step;
  }

  #press(place: Place, x: number, y: number): void {
    if (!this.#listener.taken(place)) this.#listener.picked(this.#at(x, y));
  }

  /** What lies in the middle, and where that is. */
  middle(): { place: Place; found: Picked[] } {
    const { lng, lat } = this.#map.getCenter();
    return { place: [lng, lat], found: this.#at(this.#place.clientWidth / 2, this.#place.clientHeight / 2) };
  }

  /** What lies at a place that is on the screen. */
  around([lng, lat]: Place): Picked[] {
    const { x, y } = this.#map.project([lng, lat]);
    return this.#at(x, y, 14);
  }

  #set(source: string, data: FeatureCollection): void {
    this.#drawn.set(source, data);
    const there = this.#map.getSource(source);
    if (there && "setData" in there) (there as { setData(data: FeatureCollection): void }).setData(data);
  }

  #fill(): void {
    for (const [source, data] of this.#drawn) this.#set(source, data);
    for (const layer of this.#config.layers) this.#putMarks(layer, this.#marks.get(layer.id) ?? []);
  }

  /** Draws a feature above everything, or nothing. */
  highlight(geometry: Geometry | null): void {
    const features: Feature[] = geometry ? [{ type: "Feature", properties: {}, geometry }] : [];
    this.#set(PICKED, { type: "FeatureCollection", features });
  }

  /** Draws what a person measures. */
  draw(what: FeatureCollection): void {
    this.#set(DRAWN, what);
  }

  /** Shows the hand or the cross: what a click does. */
  aim(yes: boolean): void {
    this.#place.classList.toggle("map-view--aim", yes);
  }

  /** Colours stations by their values, and writes the values beside them where they are few. */
  setMarks(layer: Layer, marks: readonly Drawn[], unit: Unit): void {
    this.#marks.set(layer.id, marks);
    this.#putMarks(layer, marks);
    void valueLabels(this.#config, layer, marks, unit).then((labels) => {
      if (this.#marks.get(layer.id) !== marks) return;
      this.#labels.set(layer.id, labels);
      this.#set(VALUES, { type: "FeatureCollection", features: [...this.#labels.values()].flat() });
    });
  }

  #putMarks(layer: Layer, marks: readonly Drawn[]): void {
    if (!layer.series || !this.#map.getSource(layer.id)) return;
    const place = { source: layer.id, sourceLayer: layer.source };
    this.#map.removeFeatureState(place);
    for (const { id, step } of marks) this.#map.setFeatureState({ ...place, id }, { step });
  }

  /** Draws everything as it is shown now: only what differs is changed. */
  refresh(): void {
    this.#map.setStyle(this.#style(), { diff: true });
    for (const [source, data] of this.#drawn) this.#set(source, data);
  }

  #style(): StyleSpecification {
    const style = makeStyle(this.#config, this.#shown, this.#look);
    const walls = style.layers.find((layer) => layer.id === "buildings-up");
    if (walls && this.#tilted) walls.layout = { visibility: "visible" };
    return style;
  }

  /** Changes day, night or paper. */
  look(look: Look): void {
    this.#look = look;
    this.refresh();
  }

  /** Looks from the side, with the houses standing up; or from above again. */
  tilt(): boolean {
    this.#tilted = !this.#tilted;
    this.refresh();
    this.#map.easeTo({
      pitch: this.#tilted ? TILT : 0,
      bearing: this.#tilted ? -30 : 0,
      zoom: this.#tilted ? Math.max(this.#map.getZoom(), 15.5) : this.#map.getZoom(),
      duration: 280,
    });
    return this.#tilted;
  }

  /** Goes where a view says. */
  follow({ zoom, lat, lng, bearing = 0, pitch = 0 }: View): void {
    if (zoom === undefined || lat === undefined || lng === undefined) return;
    this.#map.easeTo({ center: [lng, lat], zoom, bearing, pitch });
  }

  /** Goes to a place, near enough to see it; a box is shown whole. */
  fly(place: Place, box?: Box): void {
    const duration = calm() ? 0 : 280;
    if (box && (box[0] !== box[2] || box[1] !== box[3])) {
      this.#map.fitBounds(box, { padding: 60, maxZoom: NEAR, duration });
    } else this.#map.easeTo({ center: place, zoom: Math.max(NEAR, this.#map.getZoom()), duration });
  }

  /** Sets a pin, or takes it away. */
  pin(place: Place | null): void {
    this.#pin?.remove();
    this.#pin = place && new Marker({ color: "#b4472e" }).setLngLat(place).addTo(this.#map);
    this.#pin?.getElement().setAttribute("aria-hidden", "true");
    this.#pin?.getElement().removeAttribute("role");
    this.#pin?.getElement().removeAttribute("tabindex");
  }

  /** Where the map looks. */
  position(): Position & View {
    const { lng, lat } = this.#map.getCenter();
    return {
      zoom: this.#map.getZoom(),
      lat,
      lng,
      bearing: this.#map.getBearing(),
      pitch: this.#map.getPitch(),
    };
  }

  /** The box that is seen: west, south, east, north. */
  box(): Box {
    const bounds = this.#map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  }

  /** Draws what is seen once more, for paper. */
  async photograph(paper: Paper): Promise<Picture> {
    const style = makeStyle(this.#config, this.#shown, "print");
    return photograph(style, this.box(), this.#map.getBearing(), FIELD[paper], (other) => {
      for (const [source, data] of this.#drawn) {
        const there = other.getSource(source);
        if (there && "setData" in there) (there as { setData(data: FeatureCollection): void }).setData(data);
      }
      for (const layer of this.#config.layers) {
        for (const { id, step } of this.#marks.get(layer.id) ?? []) {
          other.setFeatureState({ source: layer.id, sourceLayer: layer.source, id }, { step });
        }
      }
    });
  }

  /** A WebGL canvas prints empty in some browsers, so a page's print gets a picture of it. */
  still(): void {
    this.#place.querySelector(".map-print")?.remove();
    this.#map.redraw();
    const picture = new Image();
    picture.className = "map-print";
    picture.alt = "";
    picture.src = this.#map.getCanvas().toDataURL();
    this.#place.append(picture);
  }

  /** Gives the keyboard to the map. */
  focus(): void {
    this.#map.getCanvas().focus({ preventScroll: true });
  }

  /** Ends the map and everything it listens to. */
  remove(): void {
    this.#stop();
    this.#drawn.clear();
    this.#set(PICKED, NOTHING);
    this.#map.remove();
  }
}

function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Where the map opens: where the address says, else the data's box, else the page's centre. */
export function opening(config: Config, view: View): Partial<MapOptions> {
  if (view.zoom !== undefined && view.lat !== undefined && view.lng !== undefined) {
    const { zoom, lat, lng, bearing = 0, pitch = 0 } = view;
    return { center: [lng, lat], zoom, bearing, pitch };
  }
  if (!config.bounds) return { center: config.center, zoom: config.zoom };
  const padding = typeof innerWidth === "number" && innerWidth < 640 ? 6 : 40;
  return { bounds: config.bounds, fitBoundsOptions: { padding, maxZoom: 16 } };
}
