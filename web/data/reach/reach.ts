/**
 * The island of the ready views. The page works without it: a form asks for a place, the server draws and lists. With it
 * a tap on the map or another choice in the form fetches the same page and changes only what differs, so the map stays.
 */
import { icon, make } from "../../shared/dom";
import { canDraw, whenNear } from "../../shared/starting";
import type { ReachMap } from "./view";
import { type Mark, pickAddress, readWishes, type Wishes } from "./wishes";

const CLOSE = "M6 6l12 12M18 6 6 18";
const WORDS = {
  de: {
    close: "Schließen",
    loading: "Lädt …",
    ready: "Aktualisiert",
    failed: "Die Karte konnte nicht geladen werden.",
  },
  en: { close: "Close", loading: "Loading …", ready: "Updated", failed: "The map could not be loaded." },
};

class Island {
  readonly #section: HTMLElement;
  readonly #id: string;
  readonly #view = make("div", { class: "map-view" });
  readonly #card = make("div", { class: "reach-card", role: "region", tabindex: -1 });
  readonly #status = make("p", { class: "unseen", role: "status" });
  readonly #words: (typeof WORDS)["de"];
  #wishes: Wishes;
  #map: ReachMap | null = null;
  #asking: AbortController | null = null;

  constructor(section: HTMLElement, id: string, wishes: Wishes) {
    this.#section = section;
    this.#id = id;
    this.#wishes = wishes;
    this.#words = WORDS[wishes.language];
    this.#card.hidden = true;
    section.append(this.#view, this.#card, this.#status);
    whenNear(section, () => void this.#start(), 400);
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-reach-form]"))
      this.#wireForm(form);
    for (const box of document.querySelectorAll<HTMLInputElement>("input[data-reach-kind]")) {
      box.addEventListener("change", () => this.#map?.show(box.dataset.reachKind ?? "", box.checked));
    }
    addEventListener("popstate", () => void this.#go(location.href, false));
  }

  async #start(): Promise<void> {
    if (!canDraw()) {
      this.#giveUp();
      return;
    }
    try {
      const { ReachMap } = await import("./view");
      const still = this.#section.querySelector<HTMLElement>(".reach-still");
      if (still) still.hidden = true;
      this.#section.classList.add("map--on");
      this.#view.append(make("span", { class: "map-cross", "aria-hidden": "true" }));
      this.#map = new ReachMap(this.#view, this.#wishes, {
        picked: (lat, lon) => void this.#go(pickAddress(this.#wishes.pick, lat, lon), true),
        chosen: (marks) => this.#show(marks),
      });
    } catch {
      this.#giveUp();
      this.#status.textContent = this.#words.failed;
    }
  }

  #giveUp(): void {
    this.#section.classList.remove("map--on");
    this.#section.classList.add("map--off");
    this.#view.remove();
    const still = this.#section.querySelector<HTMLElement>(".reach-still");
    if (still) still.hidden = false;
  }

  #wireForm(form: HTMLFormElement): void {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const words = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (value !== "") words.set(name, String(value));
      const start = new URLSearchParams(location.search).get("at");
      const field = form.querySelector<HTMLInputElement>("input[name=q]");
      // What stands in the field because of a tap on the map is that place, not the address nearest to it.
      if (start && field && field.value === field.defaultValue) {
        words.delete("q");
        words.set("at", start);
      }
      // Day and time that nobody changed mean now, also a while later.
      for (const input of form.querySelectorAll<HTMLInputElement>("input[data-now]")) {
        if (input.value === input.defaultValue) words.delete(input.name);
      }
      void this.#go(`${form.action.split("?")[0]}?${words}`, true);
    });
  }

  /** Fetches the page at another address and takes over what differs. */
  async #go(address: string, remember: boolean): Promise<void> {
    if (!address) return;
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.#status.textContent = this.#words.loading;
    this.#section.classList.add("map--loading");
    try {
      const answer = await fetch(address, { signal: asking.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const holder = page.getElementById(this.#id);
      if (!answer.ok || !holder) throw new Error(String(answer.status));
      this.#wishes = readWishes(JSON.parse(holder.textContent ?? ""));
      if (remember) history.pushState(null, "", address);
      takeOver(page);
      this.#card.hidden = true;
      this.#map?.update(this.#wishes);
      this.#status.textContent = this.#words.ready;
    } catch (error) {
      if (!asking.signal.aborted) location.assign(address);
      else if (!(error instanceof DOMException)) throw error;
    }
    if (this.#asking === asking) this.#section.classList.remove("map--loading");
  }

  #show(marks: Mark[]): void {
    this.#card.hidden = marks.length === 0;
    if (!marks.length) return;
    const close = make(
      "button",
      { class: "map-card-button", type: "button", "aria-label": this.#words.close },
      icon(CLOSE),
    );
    close.addEventListener("click", () => {
      this.#card.hidden = true;
      this.#view.querySelector("canvas")?.focus({ preventScroll: true });
    });
    const rows = marks
      .slice(0, 6)
      .map((mark) =>
        make(
          "li",
          {},
          make("a", { href: mark.href }, make("bdi", {}, mark.title)),
          mark.note ? make("p", { class: "small" }, mark.note) : null,
        ),
      );
    this.#card.setAttribute("aria-label", marks[0]?.title ?? "");
    this.#card.replaceChildren(close, make("ul", {}, ...rows));
    this.#card.focus({ preventScroll: true });
  }
}

/** Replaces the page's parts by those of another page with the same names, and the words in its forms. */
export function takeOver(page: Document, here: Document = document): void {
  for (const part of here.querySelectorAll<HTMLElement>("[data-part]")) {
    const other = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (other) part.replaceChildren(...[...other.childNodes].map((node) => here.importNode(node, true)));
  }
  for (const field of here.querySelectorAll<HTMLInputElement>("form[data-reach-form] input[name=q]")) {
    const other = page.querySelector<HTMLInputElement>("form[data-reach-form] input[name=q]");
    field.value = field.defaultValue = other?.getAttribute("value") ?? "";
  }
  here.title = page.title;
}

for (const section of document.querySelectorAll<HTMLElement>("[data-reach]")) {
  const id = section.dataset.reach ?? "";
  try {
    new Island(section, id, readWishes(JSON.parse(document.getElementById(id)?.textContent ?? "")));
  } catch {
    // The page's own picture and lists stay.
  }
}
