/** What the search box proposes while someone types. Without script, or when the town does not answer, it is a plain form. */
import { make, pageLanguage } from "../../shared/dom";

export interface Suggestion {
  title: string;
  url: string;
  detail: string;
  pieces: { text: string; hit: boolean }[];
}

const PAUSE = 120;
const WORDS = {
  de: { list: "Vorschläge", all: "Alle Treffer für", some: "Vorschläge", none: "Keine Vorschläge" },
  en: { list: "Suggestions", all: "All results for", some: "suggestions", none: "No suggestions" },
};
let boxes = 0;

/** Makes each `[data-suggest]` (a form, or a box inside one) a combobox; its value is the address that is asked. */
export function wireSuggest(page: Document): void {
  for (const place of page.querySelectorAll<HTMLElement>("[data-suggest]")) {
    const input = place.querySelector<HTMLInputElement>("input[type=search]");
    if (input && place.dataset.suggest) new Box(page, place, input, place.dataset.suggest);
  }
}

/** Reads an answer; whatever is not as it should be is left out. */
export function readSuggestions(answer: unknown): Suggestion[] {
  const found = (answer as { results?: unknown } | null)?.results;
  if (!Array.isArray(found)) return [];
  return found.filter(
    (one): one is Suggestion =>
      typeof one?.title === "string" &&
      typeof one?.url === "string" &&
      /^\/(?!\/)/.test(one.url) &&
      Array.isArray(one.pieces),
  );
}

class Box {
  readonly #words: (typeof WORDS)["de"];
  readonly #list: HTMLUListElement;
  readonly #said: HTMLElement;
  #chosen = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | undefined;

  constructor(
    page: Document,
    place: HTMLElement,
    readonly input: HTMLInputElement,
    readonly address: string,
  ) {
    this.#words = WORDS[pageLanguage(page)];
    const id = `suggestions-${++boxes}`;
    this.#list = make("ul", { class: "suggestions", id, role: "listbox", "aria-label": this.#words.list });
    this.#said = make("span", { class: "unseen", role: "status" });
    this.#list.hidden = true;
    place.classList.add("suggests");
    place.append(this.#list, this.#said);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": id,
      "aria-expanded": "false",
    })) {
      input.setAttribute(name, value);
    }
    input.addEventListener("input", () => this.#later());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => setTimeout(() => this.#close(), 150));
    // The list must not take the focus from the field before the click has counted.
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  get #options(): HTMLElement[] {
    return [...this.#list.querySelectorAll<HTMLElement>("[role=option]")];
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    const query = this.input.value.trim();
    if (!query) {
      this.#close();
      return;
    }
    this.#timer = setTimeout(() => void this.#ask(query), PAUSE);
  }

  async #ask(query: string): Promise<void> {
    this.#asking = new AbortController();
    try {
      const answer = await fetch(`${this.address}?q=${encodeURIComponent(query.slice(0, 200))}`, {
        signal: this.#asking.signal,
        headers: { Accept: "application/json" },
      });
      if (answer.ok) this.#show(query, readSuggestions(await answer.json()));
    } catch {
      // Given up for a newer question, or no network: the form itself still works.
      this.#close();
    }
  }

  #show(query: string, found: Suggestion[]): void {
    if (this.input.value.trim() !== query || document.activeElement !== this.input) return;
    const rows = found.map((one) =>
      this.#row(
        one.url,
        one.detail,
        ...one.pieces.map((piece) => (piece.hit ? make("mark", {}, piece.text) : piece.text)),
      ),
    );
    if (found.length) {
      rows.push(this.#row(`/search/?q=${encodeURIComponent(query)}`, "", `${this.#words.all} „${query}“`));
    }
    this.#list.replaceChildren(...rows);
    for (const [place, row] of this.#options.entries()) row.id = `${this.#list.id}-${place}`;
    this.#chosen = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.#said.textContent = found.length ? `${found.length} ${this.#words.some}` : this.#words.none;
    this.#list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
  }

  #row(url: string, detail: string, ...name: (Node | string)[]): HTMLLIElement {
    const title = make("bdi", { class: "suggestion-name" }, ...name);
    const row = make(
      "li",
      { role: "option", "aria-selected": "false" },
      title,
      detail ? make("span", { class: "suggestion-detail" }, detail) : null,
    );
    row.dataset.url = url;
    row.addEventListener("click", () => location.assign(url));
    return row;
  }

  #key(event: KeyboardEvent): void {
    const options = this.#options;
    if (event.key === "Escape" && !this.#list.hidden) {
      event.preventDefault();
      this.#close();
    } else if (
      (event.key === "ArrowDown" || event.key === "ArrowUp") &&
      options.length &&
      !this.#list.hidden
    ) {
      event.preventDefault();
      const steps = options.length + 1;
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#choose(((this.#chosen + 1 + step + steps) % steps) - 1);
    } else if (event.key === "Enter" && this.#chosen >= 0 && !this.#list.hidden) {
      event.preventDefault();
      const url = options[this.#chosen]?.dataset.url;
      if (url) location.assign(url);
    }
  }

  #choose(place: number): void {
    this.#chosen = place;
    for (const [at, row] of this.#options.entries()) {
      row.setAttribute("aria-selected", String(at === place));
      if (at === place) row.scrollIntoView({ block: "nearest" });
    }
    if (place >= 0) this.input.setAttribute("aria-activedescendant", `${this.#list.id}-${place}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#list.hidden = true;
    this.#chosen = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
