/** What stands in a map's place before it begins, and stays for those whose browser cannot draw it. */
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

/** Shows a picture until the map is drawn. */
export function poster(kept: HTMLElement, address: string, alt: string): void {
  const image = make("img", { class: "map-poster", src: address, alt, decoding: "async" });
  kept.prepend(image);
}
