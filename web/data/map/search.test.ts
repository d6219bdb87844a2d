import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readConfig } from "./config";
import { type Hit, layersLike, makeSearch, readHits } from "./search";
import { textsOf } from "./texts";

const CONFIG = readConfig({
  doors: { places: "/search/places" },
  layers: [
    { id: "b", title: "Bäume", theme: "Umwelt", tiles: "/t" },
    { id: "k", title: "Kitas", tiles: "/t" },
  ],
});

describe("what is found", () => {
  test("needs a title and a place, and never links to another site", () => {
    const hits = readHits({
      results: [
        { title: "Markt", detail: "Platz", lon: 13, lat: 52, url: "//evil.example/" },
        { title: "Ortsteil", bbox: [1, 2, 3, 4], url: "/place/1/" },
        { title: "ohne Ort" },
        { lon: 13, lat: 52 },
        null,
      ],
    });
    expect(hits.map((hit) => [hit.title, hit.url])).toEqual([
      ["Markt", undefined],
      ["Ortsteil", "/place/1/"],
    ]);
    expect(readHits("x")).toEqual([]);
  });

  test("holds layers in any spelling", () => {
    expect(layersLike(CONFIG.layers, "baeume", "Ebene").map((hit) => hit.title)).toEqual(["Bäume"]);
    expect(layersLike(CONFIG.layers, "", "Ebene")).toEqual([]);
  });
});

describe("the box", () => {
  let chosen: Hit[];
  let field: HTMLInputElement;

  beforeEach(() => {
    vi.useFakeTimers();
    chosen = [];
    const element = makeSearch(CONFIG, textsOf("de"), (hit) => chosen.push(hit));
    document.body.replaceChildren(element);
    field = element.querySelector("input") as HTMLInputElement;
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  async function type(words: string, answer: { ok: boolean; results?: unknown[] }): Promise<void> {
    vi.stubGlobal("fetch", async () => ({ ok: answer.ok, json: async () => ({ results: answer.results }) }));
    field.value = words;
    field.dispatchEvent(new Event("input"));
    await vi.advanceTimersByTimeAsync(300);
  }
  const press = (key: string) => field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const options = () => [...document.querySelectorAll('[role="option"]')];

  test("lists places as text, and is walked through by keyboard", async () => {
    await type("ma", {
      ok: true,
      results: [
        { title: "<b>Markt</b>", lon: 13, lat: 52 },
        { title: "Mauer", lon: 13, lat: 52 },
      ],
    });
    expect(field.getAttribute("aria-expanded")).toBe("true");
    expect(document.querySelector("b")).toBeNull();
    press("ArrowDown");
    press("ArrowDown");
    expect(field.getAttribute("aria-activedescendant")).toBe(options()[1]?.id);
    expect(options().map((one) => one.getAttribute("aria-selected"))).toEqual(["false", "true"]);
    press("Enter");
    expect(chosen.map((hit) => hit.title)).toEqual(["Mauer"]);
    expect(field.getAttribute("aria-expanded")).toBe("false");
  });

  test("still finds layers when places cannot be searched", async () => {
    await type("kita", { ok: false });
    expect(options().map((one) => one.textContent)).toEqual(["KitasEbene"]);
    press("Enter");
    expect(chosen[0]?.layer?.id).toBe("k");
  });

  test("says that places cannot be found when that is so", async () => {
    await type("xyz", { ok: false });
    expect(document.querySelector('[role="status"]')?.textContent).toBe(textsOf("de").searchOff);
    await type("xyz", { ok: true, results: [] });
    expect(document.querySelector('[role="status"]')?.textContent).toBe(textsOf("de").foundNone);
  });
});
