/** What a map needs before it begins: can this browser draw, what stays for those who cannot, is a reader near. */
import { make } from "../../shared/dom";
import type { Config } from "./config";
import { fill, type Texts } from "./texts";

/** Keeps what the page holds without a map; adds links to the tables where a reader with script would see none. */
export function keepFallback(section: HTMLElement, config: Config, texts: Texts): HTMLElement {
  const kept = make("div", { class: "map-fallback" });
  kept.append(...section.childNodes);
  if (!kept.querySelector("a[href]:not(.no-script *)")) {
    const links = config.layers.map((layer) =>
      make("li", {}, make("a", { href: layer.table ?? layer.href }, fill(texts.tableOf, layer.title))),
    );
    kept.append(make("ul", { class: "prose map-tables" }, ...links));
  }
  section.append(kept);
  return kept;
}

/** Says whether the browser can draw with WebGL 2. */
export function canDraw(): boolean {
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}

/** Where the server's picture stands, the map waits for the reader's first move: a hand, a key, a wheel. */
export function whenTouched(start: () => void): void {
  const signs = [
    "pointermove",
    "pointerdown",
    "touchstart",
    "keydown",
    "wheel",
    "scroll",
    "focusin",
  ] as const;
  const over = new AbortController();
  const begin = () => {
    over.abort();
    start();
  };
  for (const sign of signs) {
    addEventListener(sign, begin, { passive: true, capture: true, signal: over.signal });
  }
}

/** Shows a picture until the map is drawn. */
export function poster(kept: HTMLElement, address: string, alt: string): void {
  const image = make("img", { class: "map-poster", src: address, alt, decoding: "async" });
  kept.prepend(image);
}

/** Waits until a reader comes near: a page that is only skimmed never loads the heavy part. */
export function whenNear(element: Element, start: () => void): void {
  const watcher = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      start();
    },
    { rootMargin: "600px" },
  );
  watcher.observe(element);
}
