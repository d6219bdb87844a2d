import { beforeEach, describe, expect, test } from "vitest";
import { type Config, readConfig } from "./config";
import { makeLegend } from "./legend";
import { type Shown, startingWith } from "./style/data";
import { textsOf } from "./texts";
import { OTHERS } from "./ways";

const CONFIG: Config = readConfig({
  layers: [
    { id: "trees", title: "<b>Bäume</b>", tiles: "/t", href: "/datasets/trees/", count: 15711 },
    {
      id: "pois",
      title: "Ziele",
      tiles: "/t",
      href: "/datasets/pois/",
      table: "/datasets/pois/table/",
      on: false,
      classes: { column: "class", values: [{ value: "food", title: "Essen" }] },
    },
  ],
});
const TEXTS = textsOf("de");

describe("legend", () => {
  let said: [string, Shown][];
  let legend: ReturnType<typeof makeLegend>;

  beforeEach(() => {
    said = [];
    const shown = new Map(CONFIG.layers.map((layer) => [layer.id, startingWith(layer)]));
    legend = makeLegend(CONFIG, TEXTS, shown, (layer, now) => said.push([layer.id, now]));
    document.body.replaceChildren(legend.element);
  });

  function field(name: string): HTMLInputElement {
    const label = [...document.querySelectorAll("label")].find((one) => one.textContent?.includes(name));
    const input = label?.querySelector("input");
    if (!input) throw new Error(`no tick box for ${name}`);
    return input;
  }

  test("writes titles as text and counts as people write them", () => {
    expect(document.querySelector("b")).toBeNull();
    expect(document.body.textContent).toContain("<b>Bäume</b> 15.711");
  });

  test("links each layer's table by name, the dataset where there is no own table", () => {
    const links = [...document.querySelectorAll("a")].map((a) => [
      a.getAttribute("href"),
      a.getAttribute("aria-label"),
    ]);
    expect(links).toEqual([
      ["/datasets/trees/", "<b>Bäume</b> als Tabelle"],
      ["/datasets/pois/table/", "Ziele als Tabelle"],
    ]);
  });

  test("tells when a layer is switched off", () => {
    field("Bäume").click();
    expect(said).toEqual([["trees", { on: false, hidden: new Set(), way: -1, measure: 0 }]]);
  });

  test("switches a layer on with one of its classes", () => {
    expect(field("Ziele").checked).toBe(false);
    field("Essen").click();
    field("Essen").click();
    expect(said.at(-1)).toEqual(["pois", { on: true, hidden: new Set(), way: 0, measure: 0 }]);
    expect(said[0]?.[1].hidden).toEqual(new Set(["food"]));
  });

  test("lists what has no class of its own", () => {
    field(TEXTS.others).click();
    expect(said.at(-1)?.[1].hidden).toEqual(new Set([OTHERS]));
  });

  test("opens, says so, and closes with Escape giving the keyboard back", () => {
    const button = document.querySelector("button");
    if (!button) throw new Error("no button");
    button.click();
    expect(button.getAttribute("aria-expanded")).toBe("true");
    field("Bäume").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    expect(button.getAttribute("aria-expanded")).toBe("false");
    expect(document.activeElement).toBe(button);
  });

  test("follows the address", () => {
    legend.set(new Map([["pois", { on: true, hidden: new Set(["food"]), way: 0, measure: 0 }]]));
    expect([field("Bäume").checked, field("Ziele").checked, field("Essen").checked]).toEqual([
      false,
      true,
      false,
    ]);
  });
});
