import { describe, expect, test, vi } from "vitest";
import { type Found, factsOf, makeCard, nameOf } from "./card";
import { readConfig } from "./config";
import { textsOf } from "./texts";

const CONFIG = readConfig({
  layers: [
    {
      id: "trees",
      title: "Bäume",
      tiles: "/t",
      href: "/datasets/trees/",
      columns: [
        { name: "hoehe", title: "Höhe", unit: "m" },
        { name: "art", title: "Art" },
      ],
    },
  ],
});
const TEXTS = textsOf("de");
const [layer] = CONFIG.layers;
if (!layer) throw new Error("no layer");

function tree(properties: Record<string, unknown>): Found {
  return { layer: layer as Found["layer"], properties };
}

describe("what a card shows", () => {
  test("known columns first with title and unit, inner ones never", () => {
    const facts = factsOf(tree({ _id: 3, nr: 17, art: "Linde", hoehe: 12.5, point_count: 1 }), TEXTS, "de");
    expect(facts).toEqual([
      ["Höhe", "12,5 m"],
      ["Art", "Linde"],
      ["nr", "17"],
    ]);
  });

  test("a year without points, a missing value in words, yes and no", () => {
    const facts = factsOf(tree({ hoehe: null, jahr: 1998, gesund: true }), TEXTS, "de");
    expect(facts).toEqual([
      ["Höhe", "keine Angabe"],
      ["jahr", "1998"],
      ["gesund", "ja"],
    ]);
  });

  test("the naming column only above", () => {
    const found = { layer: { ...layer, name: "nr" }, properties: { nr: 17, art: "Linde" } };
    expect(nameOf(found)).toBe("17");
    expect(factsOf(found, TEXTS, "de")).toEqual([["Art", "Linde"]]);
  });

  test("a name where there is one, else the layer's title", () => {
    expect(nameOf(tree({ Bezeichnung: "Friedenseiche" }))).toBe("Friedenseiche");
    expect(nameOf(tree({ name: "" }))).toBe("Bäume");
  });
});

describe("card", () => {
  test("writes values as text, never as markup", () => {
    const card = makeCard(CONFIG, TEXTS, () => {});
    card.show([tree({ art: "<img src=x onerror=alert(1)>" })]);
    expect(card.element.querySelector("img")).toBeNull();
    expect(card.element.textContent).toContain("<img src=x onerror=alert(1)>");
    expect(card.element.querySelector("a")?.getAttribute("href")).toBe("/datasets/trees/");
  });

  test("turns through things in one spot, round and round", () => {
    const turned = vi.fn();
    const card = makeCard(CONFIG, TEXTS, turned);
    document.body.replaceChildren(card.element);
    card.show([tree({ name: "A" }), tree({ name: "B" })]);
    const press = (name: string) =>
      card.element.querySelector<HTMLElement>(`[aria-label="${name}"]`)?.click();
    press(TEXTS.next);
    expect(card.element.querySelector("h2")?.textContent).toBe("B");
    press(TEXTS.next);
    expect(card.element.querySelector("h2")?.textContent).toBe("A");
    expect(turned.mock.calls).toEqual([[1], [0]]);
    expect(document.activeElement?.getAttribute("aria-label")).toBe(TEXTS.next);
  });

  test("says when a point stands for many", () => {
    const card = makeCard(CONFIG, TEXTS, () => {});
    card.show([tree({ art: "Linde", point_count: 1200 })]);
    expect(card.element.textContent).toContain("Eines von 1.200");
  });

  test("closes with Escape and tells so", () => {
    const turned = vi.fn();
    const card = makeCard(CONFIG, TEXTS, turned);
    card.show([tree({ name: "A" })]);
    card.element.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    expect(card.element.hidden).toBe(true);
    expect(turned).toHaveBeenCalledWith(-1);
  });
});
