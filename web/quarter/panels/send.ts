import { make } from "../../shared/dom";
import type { Engine } from "../engine";
import type { More } from "./more";
import { action, field } from "./parts";
import type { Stops } from "./stops";
import type { Speak } from "./words";

const FORMATS: Readonly<Record<string, { readonly de: string; readonly en: string }>> = {
  png: { de: "Bild (PNG)", en: "Picture (PNG)" },
  night: { de: "Bild bei Nacht (PNG)", en: "Picture by night (PNG)" },
  plan: { de: "Plan (PNG)", en: "Plan (PNG)" },
  pdf: { de: "Blatt A3 (PDF)", en: "A3 sheet (PDF)" },
  glb: { de: "3D-Modell (glTF)", en: "3D model (glTF)" },
  cityjson: { de: "Stadtmodell (CityJSON)", en: "City model (CityJSON)" },
  geojson: { de: "Flächen (GeoJSON)", en: "Land use (GeoJSON)" },
  mts: { de: "Luanti (MTS)", en: "Luanti (MTS)" },
  stl: { de: "3D-Druck (STL)", en: "3D printing (STL)" },
};

/** Gives the downloads that the page's addresses name: "export_glb" is the 3D model. */
export function exportsOf(
  urls: Readonly<Record<string, string>>,
  language: "de" | "en",
): { readonly href: string; readonly name: string }[] {
  return Object.entries(urls).flatMap(([key, href]) => {
    if (!key.startsWith("export_")) return [];
    const format = key.slice("export_".length);
    return [{ href, name: FORMATS[format]?.[language] ?? format.toUpperCase() }];
  });
}

/** Send the design in under a name, share its address, take a picture or a file along. */
export class Send {
  readonly body = make("div", { class: "send" });

  constructor(
    private readonly engine: Engine,
    private readonly words: Speak,
    private readonly more: More,
    private readonly stops: Stops,
  ) {
    const { urls } = engine.config;
    if (urls.send_in && engine.config.role !== "viewer") this.body.append(this.form(urls.send_in));
    this.body.append(this.share(), this.downloads());
  }

  /** A real form: it posts `name`, `text`, `stops` (JSON) and `position` to the page. */
  private form(address: string): HTMLElement {
    const { words, engine } = this;
    const name = make("input", {
      name: "name",
      type: "text",
      required: true,
      maxlength: 80,
      value: this.more.name,
      autocomplete: "off",
    });
    const text = make("textarea", { name: "text", rows: 4, maxlength: 2000 });
    const stops = make("input", { type: "hidden", name: "stops" });
    const position = make("input", { type: "hidden", name: "position" });
    const many = make("p", { class: "panels-quiet" });
    const says = make("p", { class: "panels-says", role: "status" });
    this.stops.on(() => {
      stops.value = JSON.stringify(this.stops.stops);
      many.hidden = this.stops.stops.length === 0;
      many.textContent = words(this.stops.stops.length === 1 ? "stops_too_one" : "stops_too", {
        n: this.stops.stops.length,
      });
    });
    const token = make("input", { type: "hidden", name: "csrfmiddlewaretoken", value: this.more.csrf });
    const form = make(
      "form",
      { class: "send-form", method: "post", action: address },
      token,
      stops,
      position,
      make("p", { class: "panels-quiet" }, words("send_lead")),
      field(words("design_name"), name),
      field(words("design_text"), text, words("optional")),
      many,
      make("button", { class: "button button--act" }, words("send_now")),
      says,
    );
    form.addEventListener("submit", (event) => {
      const waiting = engine.world.waiting > 0;
      says.textContent = waiting ? words("unsaved") : "";
      position.value = String(engine.world.position);
      if (token.value && !waiting) return;
      event.preventDefault();
      if (!waiting)
        void this.fetchToken(address, token).then(
          () => form.submit(),
          () => undefined,
        );
    });
    return form;
  }

  /** Without a token in the page's config it is taken from the page's own form. */
  private async fetchToken(address: string, token: HTMLInputElement): Promise<void> {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
      const found = page.querySelector<HTMLInputElement>("form input[name=csrfmiddlewaretoken]");
      token.value = found?.value ?? "";
    } catch {
      this.engine.say.note(this.words("no_line"), "bad");
      throw new Error("the page for sending in cannot be reached");
    }
  }

  private share(): HTMLElement {
    const { words, engine } = this;
    const { share } = engine.config.urls;
    const photo = action(words("photo"), () => void engine.photograph());
    const title = make("h3", {}, words("share"));
    if (!share) return make("section", {}, title, make("div", { class: "button-row" }, photo));
    const address = new URL(share, location.href).href;
    const shown = make("input", { type: "text", readonly: true, value: address });
    shown.addEventListener("focus", () => shown.select());
    const copy = action(words("copy"), () => void this.copy(address, shown));
    const buttons = [copy, photo];
    if (typeof navigator.share === "function")
      buttons.push(
        action(words("share"), () => void navigator.share({ url: address }).catch(() => undefined)),
      );
    return make(
      "section",
      {},
      title,
      field(words("link"), shown),
      make("div", { class: "button-row" }, ...buttons),
    );
  }

  private async copy(address: string, shown: HTMLInputElement): Promise<void> {
    try {
      await navigator.clipboard.writeText(address);
      this.engine.say.note(this.words("copied"), "good");
    } catch {
      // Where the clipboard is out of reach the address stands ready to be copied by hand.
      shown.focus();
    }
  }

  private downloads(): HTMLElement {
    const all = exportsOf(this.engine.config.urls, this.engine.config.language);
    if (!all.length) return make("div");
    // In a tab of its own, which closes by itself: a file may take a moment to be made, and building goes on here.
    const item = ({ href, name }: (typeof all)[number]) =>
      make("li", {}, make("a", { href, target: "_blank", rel: "noopener" }, name));
    return make(
      "section",
      {},
      make("h3", {}, this.words("take_away")),
      make("ul", { class: "send-files" }, ...all.map(item)),
    );
  }
}
