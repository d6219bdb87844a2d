import { describe, expect, test } from "vitest";
import { readConfig } from "./config";

const TREES = {
  id: "trees",
  title: "Bäume",
  tiles: "/tiles/trees/{z}/{x}/{y}.mvt",
  href: "/datasets/trees/",
};

describe("config", () => {
  test("takes what a page says and fills in the rest", () => {
    const config = readConfig({
      bounds: [13, 52, 14, 53],
      language: "en",
      layers: [{ ...TREES, kind: "area", count: 12 }],
    });
    expect(config.center).toEqual([13.5, 52.5]);
    expect(config.base).toBeNull();
    expect(config.hash).toBe(false);
    expect(config.layers[0]).toMatchObject({
      slug: "trees",
      source: "trees",
      kind: "area",
      colour: 1,
      on: true,
      count: 12,
    });
  });

  test("leaves out layers that could not be drawn", () => {
    const config = readConfig({ layers: [{ title: "no id" }, { id: "no-tiles" }, null, "x", TREES] });
    expect(config.layers.map((layer) => layer.id)).toEqual(["trees"]);
  });

  test("bears nonsense without an error", () => {
    for (const raw of [null, 7, "x", [], { layers: 3, bounds: [1, 2], center: ["a", 0], zoom: Number.NaN }]) {
      const config = readConfig(raw);
      expect(config.layers).toEqual([]);
      expect(config.center).toEqual([10.4, 51.2]);
      expect(config.bounds).toBeUndefined();
    }
  });

  test("draws an unknown kind as points", () => {
    expect(readConfig({ layers: [{ ...TREES, kind: "cube" }] }).layers[0]?.kind).toBe("point");
  });

  test("keeps classes with their titles, and none when there are none", () => {
    const [first, second] = readConfig({
      layers: [
        {
          ...TREES,
          classes: { column: "art", values: [{ value: "Linde" }, { value: 3, title: "drei", count: 4 }] },
        },
        { ...TREES, id: "b", classes: { column: "art", values: [] } },
      ],
    }).layers;
    expect(first?.ways[0]?.values).toEqual([
      { value: "Linde", title: "Linde" },
      { value: "3", title: "drei", count: 4 },
    ]);
    expect(second?.ways).toEqual([]);
    expect([first?.way, second?.way]).toEqual([0, -1]);
  });

  test("takes doors, and leaves out those not said", () => {
    const { doors } = readConfig({ doors: { here: "/map/here/", picture: 7, other: "/x" } });
    expect(doors).toEqual({ here: "/map/here/", picture: "7" });
    expect(readConfig({}).doors).toEqual({});
  });
});
