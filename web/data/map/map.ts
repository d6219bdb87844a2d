/**
 * The map island. It starts from what the page already holds: `<section class="map" data-map="id">` with anything inside
 * that is good without a map, and `<script id="id" type="application/json">` with the config (config.ts).
 */
import { make } from "../../shared/dom";
import { type Card, makeCard } from "./card";
import { type Config, type Layer, readConfig } from "./config";
import { type Legend, makeLegend } from "./legend";
import type { Picked } from "./pick";
import { readHash } from "./state";
import type { Shown } from "./style/data";
import { fill, type Texts, textsOf } from "./texts";
import type { TownMap } from "./view";

const LINK = [
  "M10 14a4 4 0 0 0 5.7 0l3.5-3.5a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.5 3.5a4 4 0 0 0 5.7 5.7L12 17.7",
];
const PRINT = ["M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"];
const BLOCK = ["M12 3 4 7.5v9L12 21l8-4.5v-9L12 3zM4 7.5l8 4.5 8-4.5M12 12v9"];

const PASSING = 4000;

/** Everything that belongs to one map on the page. */
class Island {
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
  #map: TownMap | null = null;
  #found: Picked[] = [];
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(section: HTMLElement, config: Config) {
    this.#section = section;
    this.#config = config;
    const texts = textsOf(config.language, config.texts);
    // Two maps on a page need two names, or a screen reader cannot tell them apart.
    this.#texts = { ...texts, help: fill(texts.help, section.getAttribute("aria-label") ?? texts.map) };
    this.#whole = section.classList.contains("map--page");
    this.#shown = startingLayers(config);
    this.#fallback = keepFallback(section, config, this.#texts);
    this.#legend = makeLegend(config, this.#texts, this.#shown, (layer, shown) => this.#tick(layer, shown));
    this.#card = makeCard(config, this.#texts, (at) => this.#turn(at));
    this.#view.append(make("span", { class: "map-cross", "aria-hidden": "true" }));
    section.append(this.#legend.element, this.#view, this.#card.element, this.#status);
    this.#legend.open(this.#whole && matchMedia("(min-width: 56rem)").matches);
    if (!canDraw()) {
      this.#giveUp(this.#texts.noWebgl);
    } else {
      section.classList.add("map--on");
      this.#fallback.hidden = true;
      whenNear(section, () => void this.#start());
    }
  }

  async #start(): Promise<void> {
    this.#section.classList.add("map--loading");
    try {
      const { TownMap } = await import("./view");
      this.#map = new TownMap(this.#view, this.#config, this.#texts, this.#shown, this.#whole, {
        picked: (found) => this.#picked(found),
        wished: (layers) => this.#wish(layers),
        trouble: (missing) => this.#say(missing ? this.#texts.missing : ""),
      });
      this.#addTools();
    } catch {
      this.#giveUp(this.#texts.failed);
    }
    this.#section.classList.remove("map--loading");
  }

  #addTools(): void {
    const map = this.#map;
    if (!map || !this.#whole) return;
    if (this.#config.base) {
      const tilt = this.#legend.tool(this.#texts.tilt, BLOCK, (button) =>
        button.setAttribute("aria-pressed", String(map.tilt())),
      );
      tilt.setAttribute("aria-pressed", "false");
    }
    this.#legend.tool(this.#texts.share, LINK, () => void this.#share());
    this.#legend.tool(this.#texts.print, PRINT, () => map.print());
  }

  async #share(): Promise<void> {
    this.#map?.remember();
    try {
      await navigator.clipboard.writeText(location.href);
      this.#say(this.#texts.shared, true);
    } catch {
      this.#say(this.#texts.shareByHand, true);
    }
  }

  #tick(layer: Layer, shown: Shown): void {
    this.#shown.set(layer.id, shown);
    this.#map?.refresh(layer);
  }

  #wish(layers: readonly string[]): void {
    for (const layer of this.#config.layers) {
      const before = this.#shown.get(layer.id);
      const on = layers.includes(layer.id);
      if (before?.on !== on) this.#tick(layer, { on, hidden: before?.hidden ?? new Set() });
    }
    this.#legend.set(this.#shown);
  }

  #picked(found: Picked[]): void {
    this.#found = found;
    if (found.length === 0) {
      this.#card.hide();
      this.#say(this.#texts.nothing, true);
      return;
    }
    this.#say("");
    this.#card.show(found);
    this.#card.element.focus({ preventScroll: true });
  }

  #turn(at: number): void {
    this.#map?.highlight(this.#found[at]?.geometry ?? null);
    if (at < 0) this.#view.querySelector("canvas")?.focus({ preventScroll: true });
  }

  /** Says something; a passing remark goes again after four seconds. */
  #say(text: string, passing = false): void {
    clearTimeout(this.#silence);
    if (this.#status.textContent !== text) this.#status.textContent = text;
    if (passing) this.#silence = setTimeout(() => this.#say(""), PASSING);
  }

  #giveUp(text: string): void {
    this.#section.classList.remove("map--on");
    this.#section.classList.add("map--off");
    this.#legend.element.remove();
    this.#view.remove();
    this.#fallback.hidden = false;
    this.#section.prepend(
      make("div", { class: "notice notice--warn map-note", role: "status" }, make("p", {}, text)),
    );
  }
}

function startingLayers(config: Config): Map<string, Shown> {
  const wished = config.hash ? readHash(location.hash).layers : undefined;
  return new Map(
    config.layers.map((layer) => [
      layer.id,
      { on: wished ? wished.includes(layer.id) : layer.on, hidden: new Set<string>() },
    ]),
  );
}

/** Keeps what the page holds without a map; adds links to the tables where a reader with script would see none. */
function keepFallback(section: HTMLElement, config: Config, texts: Texts): HTMLElement {
  const kept = make("div", { class: "map-fallback" });
  kept.append(...section.childNodes);
  if (!kept.querySelector("a[href]:not(.no-script *)")) {
    const links = config.layers.map((layer) =>
      make("li", {}, make("a", { href: layer.table ?? layer.href }, fill(texts.tableOf, layer.title))),
    );
    kept.append(make("ul", { class: "prose" }, ...links));
  }
  section.append(kept);
  return kept;
}

function canDraw(): boolean {
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}

/** Waits until a reader comes near: a page that is only skimmed never loads the heavy part. */
function whenNear(element: Element, start: () => void): void {
  const watcher = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      start();
    },
    { rootMargin: "400px" },
  );
  watcher.observe(element);
}

function configOf(section: HTMLElement): Config | null {
  const holder = document.getElementById(section.dataset.map ?? "");
  try {
    return readConfig(JSON.parse(holder?.textContent ?? ""));
  } catch {
    return null;
  }
}

for (const section of document.querySelectorAll<HTMLElement>("[data-map]")) {
  const config = configOf(section);
  if (config) new Island(section, config);
}
