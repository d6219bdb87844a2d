/** One map on a page with everything that belongs to it: drawer, search, card, slider, tools; or a picture instead. */
import type { Geometry } from "geojson";
import { make } from "../../shared/dom";
import { canDraw, whenNear, whenTouched } from "../../shared/starting";
import { type BoxTool, makeBox } from "./box";
import { type Card, type Found, makeCard, nameOf } from "./card";
import type { Config, Layer } from "./config";
import { type Extract, type Listed, makeExtract, readThing } from "./extract";
import type { Place } from "./geodesy";
import { askHere, hereContent, outside, placePage } from "./here";
import { type Legend, makeLegend } from "./legend";
import { fetchWays } from "./legend_row";
import type { Picked } from "./pick";
import { isOn, switchable } from "./relief";
import { makeRuler, type Ruler } from "./ruler";
import { detailOf, type Hit, makeSearch } from "./search";
import { SeriesKeeper } from "./series";
import { SIGNS } from "./signs";
import { keepFallback, poster } from "./starting";
import { readAddress, type View } from "./state";
import { StillMap } from "./still";
import { type Shown, startingWith } from "./style/data";
import { fill, type Texts, textsOf } from "./texts";
import { makeTimeBar, type TimeBar } from "./timebar";
import { openPrintOf, openShareOf } from "./tools";
import type { TownMap } from "./view";
import { shownFrom, viewOf } from "./viewing";

const PASSING = 4000;

export class Island {
  readonly #section: HTMLElement;
  readonly #config: Config;
  readonly #texts: Texts;
  readonly #whole: boolean;
  readonly #shown: Map<string, Shown>;
  readonly #view = make("div", { class: "map-view" });
  readonly #status = make("p", { class: "map-status", role: "status" });
  readonly #fallback: HTMLElement;
  readonly #legend: Legend;
  readonly #card: Card;
  readonly #extract: Extract;
  readonly #keeper: SeriesKeeper;
  readonly #time: TimeBar;
  readonly #ruler: Ruler;
  #map: TownMap | null = null;
  #still: StillMap | null = null;
  #found: (Found & { geometry: Geometry })[] = [];
  #open: View["card"];
  #asking = false;
  #box: BoxTool | null = null;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(section: HTMLElement, config: Config) {
    this.#section = section;
    this.#config = config;
    const texts = textsOf(config.language, config.texts);
    // Two maps on a page need two names, or a screen reader cannot tell them apart.
    this.#texts = { ...texts, help: fill(texts.help, section.getAttribute("aria-label") ?? texts.map) };
    this.#whole = section.classList.contains("map--page");
    const start = config.hash ? readAddress(location) : {};
    this.#shown = new Map(switchable(config).map((layer) => [layer.id, shownFrom(layer, start)]));
    this.#fallback = keepFallback(section, config, this.#texts);
    this.#legend = makeLegend(config, this.#texts, this.#shown, (layer, shown) => this.#tick(layer, shown));
    this.#card = makeCard(config, this.#texts, (at) => this.#turn(at));
    this.#extract = makeExtract(config, this.#texts, this.#shown, (things, at) => this.#list(things, at));
    this.#keeper = new SeriesKeeper(config, this.#shown, this.#legend);
    const measure = (layer: Layer) => this.#shown.get(layer.id)?.measure ?? 0;
    this.#time = makeTimeBar(this.#texts, this.#keeper, measure, () => this.#remember());
    this.#ruler = makeRuler(
      this.#texts,
      config.language,
      (what) => this.#map?.draw(what),
      () => this.#aim(),
    );
    this.#build();
    section.classList.add("map--on");
    if (config.poster) poster(this.#fallback, config.poster, this.#texts.map);
    const begin = () => whenNear(section, () => void this.#start(start));
    // A shared link says what is to be seen; otherwise the picture does until someone moves.
    const waits = this.#fallback.querySelector(".map-poster") && Object.keys(start).length === 0;
    if (waits) whenTouched(begin);
    else begin();
  }

  #build(): void {
    this.#view.append(make("span", { class: "map-cross", "aria-hidden": "true" }));
    const side = make("div", { class: "map-side" }, this.#legend.element);
    if (this.#whole) {
      side.prepend(makeSearch(this.#config, this.#texts, (hit) => this.#chosen(hit)));
      this.#section.classList.add("map--search");
    }
    this.#legend.part(this.#extract.element);
    this.#section.append(
      side,
      this.#view,
      this.#ruler.element,
      this.#time.element,
      this.#card.element,
      this.#status,
    );
    this.#legend.open(this.#whole && !this.#config.embedded && matchMedia("(min-width: 56rem)").matches);
  }

  async #start(start: View): Promise<void> {
    if (!canDraw()) {
      this.#giveUp(this.#texts.noWebgl);
      return;
    }
    this.#section.classList.add("map--loading");
    try {
      await Promise.all(this.#config.layers.filter((layer) => start.by?.[layer.id]).map(fetchWays));
      for (const layer of switchable(this.#config)) this.#shown.set(layer.id, shownFrom(layer, start));
      const { TownMap } = await import("./view");
      this.#map = new TownMap(this.#view, this.#config, this.#texts, this.#shown, this.#whole, {
        picked: (found) => this.#picked(found),
        asked: (place, found) => void this.#here(place, found),
        taken: (place) => this.#taken(place),
        moved: () => this.#moved(),
        ready: () => this.#ready(),
        trouble: (missing) => this.#say(missing ? this.#texts.missing : ""),
      });
    } catch {
      this.#section.classList.remove("map--loading");
      this.#giveUp(this.#texts.failed);
      return;
    }
    this.#legend.set(this.#shown);
    this.#addTools();
    if (this.#section.hasAttribute("data-map-box"))
      this.#box = makeBox(this.#section, this.#config.language, this.#map);
    this.#keeper.start(this.#map);
    if (start.time) void this.#time.open(start.time);
    if (start.card) void this.#openCard(start.card);
    addEventListener("beforeprint", () => this.#map?.still());
    if (this.#config.hash) addEventListener("hashchange", () => this.#follow(readAddress(location)));
  }

  #ready(): void {
    this.#section.classList.remove("map--loading");
    this.#section.classList.add("map--ready");
    this.#fallback.hidden = true;
    this.#moved();
  }

  #addTools(): void {
    const map = this.#map;
    if (!map) return;
    const pressed = (button: HTMLButtonElement, on: boolean) =>
      button.setAttribute("aria-pressed", String(on));
    if (this.#config.layers.some((layer) => layer.series)) {
      this.#legend.tool(this.#texts.time, SIGNS.clock, () => {
        if (this.#time.isOpen) this.#time.close();
        else void this.#time.open();
        this.#narrow();
      });
    }
    if (!this.#whole) return;
    this.#legend.tool(this.#texts.here, SIGNS.what, () => {
      this.#asking = true;
      this.#ruler.close();
      this.#say(this.#texts.hereHint);
      this.#aim();
      this.#narrow();
      map.focus();
    });
    this.#legend.tool(this.#texts.ruler, SIGNS.ruler, () => this.#measure());
    if (this.#config.base) {
      const tilt = this.#legend.tool(this.#texts.tilt, SIGNS.block, (button) => pressed(button, map.tilt()));
      pressed(tilt, false);
    }
    this.#legend.tool(this.#texts.shareMap, SIGNS.link, () =>
      openShareOf(this.#config, this.#texts, this.#state()),
    );
    this.#legend.tool(this.#texts.printMap, SIGNS.print, () =>
      openPrintOf(this.#config, this.#texts, this.#shown, this.#keeper, map),
    );
  }

  /** On a narrow screen the drawer makes room for what was chosen in it. */
  #narrow(): void {
    if (!matchMedia("(min-width: 56rem)").matches) this.#legend.open(false);
  }

  #measure(from?: Place): void {
    this.#asking = false;
    this.#say("");
    this.#card.hide();
    if (this.#ruler.isOpen && !from) this.#ruler.close();
    else this.#ruler.open(from);
    this.#aim();
    this.#narrow();
    if (this.#ruler.isOpen) this.#map?.focus();
  }

  #aim(): void {
    this.#map?.aim(this.#ruler.isOpen || this.#asking);
  }

  #taken(place: Place): boolean {
    if (this.#box?.take(place)) return true;
    if (this.#ruler.isOpen) {
      this.#ruler.add(place);
      return true;
    }
    if (!this.#asking || !this.#map) return false;
    this.#asking = false;
    this.#aim();
    void this.#here(place, this.#map.around(place));
    return true;
  }

  async #here(place: Place, found: Picked[]): Promise<void> {
    if (this.#ruler.isOpen) return;
    this.#say("");
    this.#found = found;
    this.#map?.pin(place);
    const { address, height } = await askHere(this.#config, place);
    this.#card.tell(
      address
        ? address.metres > 25
          ? fill(this.#texts.hereAt, address.title)
          : address.title
        : this.#texts.here,
      ...hereContent(
        this.#config,
        this.#texts,
        place,
        { address, height },
        found,
        (at) => this.#showFound(found, at),
        () => this.#measure(place),
      ),
    );
    this.#card.element.focus({ preventScroll: true });
  }

  #chosen(hit: Hit): void {
    if (hit.layer) {
      const before = this.#shown.get(hit.layer.id) ?? startingWith(hit.layer);
      this.#tick(hit.layer, { ...before, on: true });
      this.#legend.set(this.#shown);
      this.#say(`${hit.title}: ${this.#texts.show}`, true);
      return;
    }
    const lon = hit.lon ?? ((hit.bbox?.[0] ?? 0) + (hit.bbox?.[2] ?? 0)) / 2;
    const lat = hit.lat ?? ((hit.bbox?.[1] ?? 0) + (hit.bbox?.[3] ?? 0)) / 2;
    this.#map?.fly([lon, lat], hit.bbox);
    this.#still?.fly(lon, lat, hit.bbox);
    this.#map?.pin([lon, lat]);
    this.#narrow();
    // A place that has no page of its own but the map gets the page about this spot.
    const href = hit.url && !hit.url.startsWith("/map/") ? hit.url : placePage([lon, lat]);
    const link = make(
      "a",
      { class: "button button--small", href, ...outside(this.#config) },
      this.#texts.herePlace,
    );
    this.#card.tell(
      hit.title,
      make("p", { class: "small muted" }, detailOf(hit)),
      make("div", { class: "map-card-foot" }, link),
    );
  }

  #tick(layer: Layer, shown: Shown): void {
    this.#shown.set(layer.id, shown);
    this.#map?.refresh();
    this.#still?.draw();
    void this.#keeper.refresh(layer);
    this.#moved();
  }

  #follow(view: View): void {
    for (const layer of switchable(this.#config)) {
      const before = this.#shown.get(layer.id);
      const on = isOn(layer, view, before?.on ?? layer.on);
      if (before?.on !== on) this.#tick(layer, { ...(before ?? startingWith(layer)), on });
    }
    this.#legend.set(this.#shown);
    this.#map?.follow(view);
  }

  #moved(): void {
    if (this.#map) this.#extract.look(this.#map.box());
    this.#remember();
  }

  #state() {
    const position = this.#map?.position() ?? { zoom: 0, lat: 0, lng: 0 };
    return viewOf(this.#config, this.#shown, position, this.#keeper.time, this.#open);
  }

  /** Writes what is seen into the address, if this map may. */
  #remember(): void {
    if (!this.#config.hash || !this.#map || this.#config.embedded) return;
    history.replaceState(history.state, "", this.#state().hash);
  }

  #picked(found: Picked[]): void {
    this.#map?.pin(null);
    if (found.length === 0) {
      this.#card.hide();
      this.#map?.highlight(null);
      this.#open = undefined;
      this.#remember();
      this.#say(this.#texts.nothing, true);
      return;
    }
    this.#say("");
    this.#showFound(found, 0);
  }

  #showFound(found: readonly (Found & { geometry: Geometry })[], at: number): void {
    this.#found = [...found];
    this.#card.show(found, at);
    this.#turn(at);
    this.#card.element.focus({ preventScroll: true });
  }

  #list(things: readonly Listed[], at: number): void {
    const thing = things[at];
    if (!thing) return;
    this.#narrow();
    this.#showFound(things, at);
    this.#say(nameOf(thing), true);
  }

  /** The card shows another thing, or was closed (-1). */
  #turn(at: number): void {
    const one = this.#found[at];
    this.#map?.highlight(one?.geometry ?? null);
    this.#open = one?.id === undefined ? undefined : { layer: one.layer.id, id: String(one.id) };
    this.#remember();
    if (at >= 0) return;
    this.#map?.pin(null);
    this.#map?.focus();
  }

  async #openCard(card: NonNullable<View["card"]>): Promise<void> {
    const layer = this.#config.layers.find((one) => one.id === card.layer);
    if (!layer?.items) return;
    try {
      const answer = await fetch(`${layer.items}/${encodeURIComponent(card.id)}?f=json`);
      const thing = answer.ok ? readThing(layer, await answer.json()) : null;
      if (thing) this.#showFound([thing], 0);
    } catch {
      this.#say(this.#texts.missing, true);
    }
  }

  /** Says something; a passing remark goes again after four seconds. */
  #say(text: string, passing = false): void {
    clearTimeout(this.#silence);
    if (this.#asking && text === "") return;
    if (this.#status.textContent !== text) this.#status.textContent = text;
    if (passing) this.#silence = setTimeout(() => this.#say(""), PASSING);
  }

  /** Shows the server's picture in the map's place, and says why. */
  #giveUp(text: string): void {
    this.#section.classList.remove("map--on");
    this.#section.classList.add("map--off");
    this.#fallback.hidden = false;
    this.#section.prepend(
      make("div", { class: "notice notice--warn map-note", role: "status" }, make("p", {}, text)),
    );
    if (!this.#config.doors.picture) {
      this.#view.remove();
      this.#legend.element.remove();
      return;
    }
    this.#fallback.querySelector(".map-poster")?.remove();
    this.#section.classList.add("map--still");
    this.#section.append(this.#fallback);
    this.#still = new StillMap(this.#view, this.#config, this.#texts, this.#shown, (box) =>
      this.#extract.look(box),
    );
  }
}
