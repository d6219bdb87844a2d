import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { describe, expect, test } from "vitest";
import { type Config, readConfig } from "../config";
import { hasOthers, OTHERS } from "../ways";
import type { Look } from "./colours";
import { clickable, filterOf, partsOf, type Shown, startingWith } from "./data";
import { inDrawingOrder, makeStyle } from "./style";

const CONFIG = readConfig({
  base: "/tiles/base/{z}/{x}/{y}.mvt",
  attribution: "© OpenStreetMap",
  layers: ["station", "point", "line", "area"].map((kind) => ({
    id: kind,
    kind,
    tiles: `/tiles/${kind}/{z}/{x}/{y}.mvt`,
    count: 10,
    ...(kind === "point"
      ? {
          classes: {
            column: "art",
            values: [
              { value: "a", count: 4 },
              { value: "b", count: 3 },
            ],
          },
        }
      : {}),
  })),
});

function all(config: Config, hidden: string[] = []): Map<string, Shown> {
  return new Map(
    config.layers.map((layer) => [layer.id, { ...startingWith(layer, true), hidden: new Set(hidden) }]),
  );
}

describe("style", () => {
  for (const look of ["light", "dark", "print"] satisfies Look[]) {
    test(`is valid for ${look}`, () => {
      expect(validateStyleMin(makeStyle(CONFIG, all(CONFIG, ["a"]), look))).toEqual([]);
    });
  }

  test("is valid without a base map and without layers", () => {
    const empty = readConfig({});
    const style = makeStyle(empty, all(empty), "light");
    expect(validateStyleMin(style)).toEqual([]);
    expect(style.layers.map((layer) => layer.id)).toContain("ground");
  });

  test("asks no other server for words or tiles", () => {
    const style = makeStyle(CONFIG, all(CONFIG), "light");
    const addresses = JSON.stringify(style).match(/https?:\/\/[^"\s]+/g) ?? [];
    expect(style.glyphs).toBeUndefined();
    expect(style.sprite).toBeUndefined();
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses) expect(new URL(address).origin).toBe(location.origin);
  });

  test("keeps the signs in tile addresses", () => {
    const source = makeStyle(CONFIG, all(CONFIG), "light").sources.area;
    expect(source).toMatchObject({
      tiles: [expect.stringMatching(/\/tiles\/area\/\{z\}\/\{x\}\/\{y\}\.mvt$/)],
    });
  });

  test("draws small things over large ones, in each kind the first layer on top", () => {
    const layers = readConfig({
      layers: ["point", "area", "point"].map((kind, n) => ({ id: `${kind}${n}`, kind, tiles: "/t" })),
    }).layers;
    expect(inDrawingOrder(layers).map((layer) => layer.id)).toEqual(["area1", "point2", "point0"]);
  });

  test("names only parts that it has", () => {
    const ids = new Set(makeStyle(CONFIG, all(CONFIG), "light").layers.map((layer) => layer.id));
    for (const layer of CONFIG.layers) {
      for (const part of [...partsOf(layer), ...clickable(layer)]) expect(ids).toContain(part);
    }
  });

  test("hides a layer that is off", () => {
    const shown = all(CONFIG).set("area", { on: false, hidden: new Set(), way: -1, measure: 0 });
    const parts = makeStyle(CONFIG, shown, "light").layers.filter((layer) => layer.id.startsWith("area:"));
    expect(parts.length).toBe(2);
    for (const part of parts) expect(part.layout?.visibility).toBe("none");
  });
});

describe("classes", () => {
  const layer = CONFIG.layers.find((one) => one.ways.length);
  if (!layer) throw new Error("the test's config has lost its classes");
  const [way] = layer.ways;
  if (!way) throw new Error("the test's config has lost its way");
  const column = ["to-string", ["get", "art"]];
  const without = (...hidden: string[]) =>
    filterOf(layer, { ...startingWith(layer, true), hidden: new Set(hidden) });

  test("leave everything in when all are on", () => {
    expect(without()).toBeUndefined();
  });

  test("leave out those that are off", () => {
    expect(without("a")).toEqual(["!", ["in", column, ["literal", ["a"]]]]);
  });

  test("leave only named ones in when the others are off", () => {
    expect(without(OTHERS, "b")).toEqual(["in", column, ["literal", ["a"]]]);
  });

  test("know from the counts whether there are others", () => {
    expect(hasOthers(way, layer.count)).toBe(true);
    expect(hasOthers(way, 7)).toBe(false);
  });
});

describe("a number's classes and a station's values", () => {
  const layers = readConfig({
    layers: [
      {
        id: "trees",
        tiles: "/t",
        ways: [
          {
            column: "height",
            kind: "number",
            values: [
              { value: "0", to: 5 },
              { value: "1", from: 5, to: 10 },
              { value: "2", from: 10 },
            ],
          },
        ],
      },
      {
        id: "air",
        kind: "station",
        tiles: "/t",
        series: { address: "/map/values/air/", measures: [{ key: "0", title: "°C", steps: ["hour"] }] },
      },
    ],
  });

  for (const look of ["light", "dark", "print"] satisfies Look[]) {
    test(`are a valid style for ${look}, also with classes off`, () => {
      expect(validateStyleMin(makeStyle(layers, all(layers, ["1", OTHERS]), look))).toEqual([]);
    });
  }
});
