/** The search box in the map: places and addresses from the town's own index, and the map's layers. ARIA combobox. */
import { icon, make } from "../../shared/dom";
import type { Config, Layer } from "./config";
import { SIGNS } from "./signs";
import { fill, type Texts } from "./texts";

/** Something found: a place with where it is, or a layer. */
export interface Hit {
  title: string;
  kind: string;
  detail: string;
  lon?: number;
  lat?: number;
  bbox?: [number, number, number, number];
  url?: string;
  layer?: Layer;
}

const WAIT = 180;
const LEAST = 2;
let made = 0;

/** Reads the door's answer; what has no title or no place is left out. */
export function readHits(raw: unknown): Hit[] {
  const results = (raw as { results?: unknown } | null)?.results;
  return Array.isArray(results) ? results.map(readHit).filter((hit) => hit !== null) : [];
}

function readHit(raw: unknown): Hit | null {
  const one = (raw ?? {}) as Record<string, unknown>;
  const text = (name: string) => (typeof one[name] === "string" ? (one[name] as string) : "");
  const hit: Hit = { title: text("title"), kind: text("kind"), detail: text("detail") };
  const { lon, lat, bbox } = one;
  if (Number.isFinite(lon) && Number.isFinite(lat)) Object.assign(hit, { lon, lat });
  if (Array.isArray(bbox) && bbox.length === 4 && bbox.every(Number.isFinite)) Object.assign(hit, { bbox });
  // Only addresses of this site: a link from data must not lead elsewhere.
  if (/^\/(?!\/)/.test(text("url"))) hit.url = text("url");
  return hit.title && (hit.lon !== undefined || hit.bbox) ? hit : null;
}

/** What stands under a hit: what it is, in words; the kind alone is a machine's word. */
export function detailOf(hit: Hit): string {
  return hit.layer ? [hit.kind, hit.detail].filter(Boolean).join(" · ") : hit.detail;
}

/** Gives the layers whose titles or themes hold all words. */
export function layersLike(layers: readonly Layer[], words: string, kind: string): Hit[] {
  const wanted = fold(words).split(" ").filter(Boolean);
  if (wanted.length === 0) return [];
  return layers
    .filter((layer) => wanted.every((word) => fold(`${layer.title} ${layer.slug}`).includes(word)))
    .map((layer) => ({ title: layer.title, kind, detail: layer.theme, layer }));
}

function fold(text: string): string {
  return text
    .toLowerCase()
    .replace(/ä/g, "ae")
    .replace(/ö/g, "oe")
    .replace(/ü/g, "ue")
    .replace(/ß/g, "ss")
    .normalize("NFD")
    .replace(/\p{M}/gu, "");
}

/** Makes the box. `chosen` gets what a person chose. */
export function makeSearch(config: Config, texts: Texts, chosen: (hit: Hit) => void): HTMLElement {
  const id = `map-search-${++made}`;
  const field = make("input", {
    id,
    type: "text",
    inputmode: "search",
    enterkeyhint: "search",
    autocomplete: "off",
    spellcheck: "false",
    role: "combobox",
    "aria-expanded": "false",
    "aria-autocomplete": "list",
    "aria-controls": `${id}-list`,
    placeholder: texts.searchShort,
    "aria-label": texts.search,
  });
  const list = make("ul", { id: `${id}-list`, role: "listbox", "aria-label": texts.search, hidden: true });
  const said = make("p", { class: "map-search-said", role: "status" });
  const clear = make(
    "button",
    { type: "button", class: "map-search-clear", "aria-label": texts.clear, hidden: true },
    icon(...SIGNS.cross),
  );
  const element = make(
    "div",
    { class: "map-search", role: "search" },
    icon(...SIGNS.search),
    field,
    clear,
    list,
    said,
  );
  let hits: Hit[] = [];
  let at = -1;
  let asking: AbortController | null = null;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const close = () => {
    list.hidden = true;
    at = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const point = (to: number) => {
    at = hits.length ? (to + hits.length) % hits.length : -1;
    for (const [n, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(n === at));
      if (n !== at) continue;
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
  };
  const choose = (hit: Hit | undefined) => {
    if (!hit) return;
    field.value = hit.layer ? "" : hit.title;
    clear.hidden = !field.value;
    close();
    said.textContent = "";
    chosen(hit);
  };
  const show = (found: Hit[], off: boolean) => {
    hits = found;
    at = -1;
    list.replaceChildren(
      ...found.map((hit, n) => {
        const option = make(
          "li",
          { id: `${id}-${n}`, role: "option", "aria-selected": "false" },
          icon(...(hit.layer ? SIGNS.layers : SIGNS.pin)),
          make(
            "span",
            {},
            make("span", { class: "map-hit" }, hit.title),
            make("span", { class: "map-count" }, detailOf(hit)),
          ),
        );
        option.addEventListener("pointerdown", (event) => event.preventDefault());
        option.addEventListener("click", () => choose(hit));
        return option;
      }),
    );
    list.hidden = found.length === 0;
    field.setAttribute("aria-expanded", String(found.length > 0));
    field.removeAttribute("aria-activedescendant");
    const count = found.length === 1 ? texts.foundOne : fill(texts.found, found.length);
    said.textContent = off && found.length === 0 ? texts.searchOff : found.length ? count : texts.foundNone;
    said.classList.toggle("unseen", found.length > 0);
  };
  const ask = async (words: string) => {
    asking?.abort();
    asking = new AbortController();
    const own = layersLike(config.layers, words, texts.layerKind).slice(0, 4);
    const { found, off } = await askPlaces(config.doors.places, words, asking.signal);
    if (field.value.trim() === words) show([...found.slice(0, 8), ...own], off);
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    clear.hidden = !field.value;
    const words = field.value.trim();
    if (words.length < LEAST) {
      close();
      said.textContent = "";
      return;
    }
    waiting = setTimeout(() => ask(words).catch(() => undefined), WAIT);
  });
  const leave = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (list.hidden) field.value = "";
    clear.hidden = !field.value;
    close();
  };
  const turn = (by: number) => {
    if (list.hidden && hits.length) show(hits, false);
    point(by < 0 && at < 0 ? -1 : at + by);
  };
  field.addEventListener("keydown", (event) => {
    const keys: Record<string, () => void> = {
      ArrowDown: () => turn(1),
      ArrowUp: () => turn(-1),
      Enter: () => choose(list.hidden ? undefined : hits[Math.max(0, at)]),
      Escape: () => leave(event),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  field.addEventListener("blur", () => setTimeout(close, 100));
  clear.addEventListener("click", () => {
    field.value = "";
    clear.hidden = true;
    said.textContent = "";
    close();
    field.focus();
  });
  return element;
}

async function askPlaces(
  door: string | undefined,
  words: string,
  signal: AbortSignal,
): Promise<{ found: Hit[]; off: boolean }> {
  if (!door) return { found: [], off: true };
  try {
    const answer = await fetch(`${door}?${new URLSearchParams({ q: words })}`, {
      headers: { accept: "application/json" },
      signal,
    });
    if (!answer.ok) return { found: [], off: true };
    return { found: readHits(await answer.json()), off: false };
  } catch (error) {
    if (signal.aborted) throw error;
    return { found: [], off: true };
  }
}
