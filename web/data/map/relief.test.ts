import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { describe, expect, test } from "vitest";
import { readConfig } from "./config";
import { heightText } from "./here";
import { makeLegend } from "./legend";
import { NO_RELIEF, RELIEF, switchable } from "./relief";
import type { Look } from "./style/colours";
import { type Shown, startingWith } from "./style/data";
import { makeStyle } from "./style/style";
import { textsOf } from "./texts";
import { shownFrom, viewOf } from "./viewing";

const CONFIG = readConfig({
  base: "/tiles/base/{z}/{x}/{y}.mvt",
  relief: {
    id: RELIEF,
    title: "Relief",
    tiles: "/tiles/relief/{z}/{x}/{y}.png?state=abc",
    minzoom: 8,
    maxzoom: 15,
    bounds: [13.8, 51.9, 14, 52.1],
  },
  layers: [{ id: "trees", tiles: "/tiles/trees/{z}/{x}/{y}.mvt" }],
});
const POSITION = { zoom: 12, lat: 52, lng: 13.9 };

function shown(on: boolean): Map<string, Shown> {
  return new Map(
    switchable(CONFIG).map((layer) => [layer.id, startingWith(layer, layer.id === RELIEF ? on : true)]),
  );
}

describe("relief", () => {
  for (const look of ["light", "dark", "print"] satisfies Look[]) {
    test(`lies on the land, under water, houses, roads and words (${look})`, () => {
      const style = makeStyle(CONFIG, shown(true), look);
      expect(validateStyleMin(style)).toEqual([]);
      const order = style.layers.map((layer) => layer.id);
      const at = order.indexOf(RELIEF);
      expect(at).toBeGreaterThan(order.indexOf("land"));
      for (const above of ["water", "buildings", "road-minor", "trees:mark"]) {
        expect(order.indexOf(above), above).toBeGreaterThan(at);
      }
      expect(style.sources[RELIEF]).toMatchObject({ tileSize: 256, minzoom: 8, maxzoom: 15 });
    });
  }

  test("is not drawn where it is switched off or there is none", () => {
    const ids = (style: ReturnType<typeof makeStyle>) => style.layers.map((layer) => layer.id);
    expect(ids(makeStyle(CONFIG, shown(false), "light"))).not.toContain(RELIEF);
    expect(ids(makeStyle(readConfig({ base: "/b" }), new Map(), "light"))).not.toContain(RELIEF);
  });

  test("is shown unless an address says otherwise, and an address says so only then", () => {
    const relief = CONFIG.relief ?? expect.fail();
    expect(shownFrom(relief, {}).on).toBe(true);
    expect(shownFrom(relief, { layers: ["trees"] }).on).toBe(true);
    expect(shownFrom(relief, { layers: ["trees", NO_RELIEF] }).on).toBe(false);
    expect(viewOf(CONFIG, shown(true), POSITION, null, undefined).view.layers).toEqual(["trees"]);
    expect(viewOf(CONFIG, shown(false), POSITION, null, undefined).view.layers).toEqual(["trees", NO_RELIEF]);
  });

  test("has a tick of its own below the layers, which are not counted with it", () => {
    const said: [string, boolean][] = [];
    const legend = makeLegend(CONFIG, textsOf("de"), shown(true), (layer, now) =>
      said.push([layer.id, now.on]),
    );
    const tick = legend.element.querySelector<HTMLInputElement>(".map-layers--ground input");
    expect(tick?.checked).toBe(true);
    expect(legend.element.querySelector(".map-drawer-button .map-count")?.textContent).toBe("1");
    if (tick) tick.checked = false;
    tick?.dispatchEvent(new Event("change"));
    expect(said).toEqual([[RELIEF, false]]);
  });

  test("heights are written as people say them", () => {
    expect(heightText(412.4, CONFIG, textsOf("de"))).toBe("Höhe 412 m");
    expect(heightText(1412, readConfig({ language: "en" }), textsOf("en"))).toBe("Height 1,412 m");
  });
});
