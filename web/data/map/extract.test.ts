import { describe, expect, test } from "vitest";
import { sparkPaths } from "./card_pictures";
import { readConfig } from "./config";
import { askItems, readItems } from "./extract";
import { frameCode } from "./share";
import { legendLines } from "./sheet";
import { boxOf, fitting, moved } from "./still";
import { startingWith } from "./style/data";
import { textsOf } from "./texts";
import { reachOf } from "./timebar";
import { shownFrom, viewOf } from "./viewing";

const CONFIG = readConfig({
  layers: [
    {
      id: "b",
      title: "Bäume",
      tiles: "/t",
      items: "/features/collections/b/items",
      count: 9,
      ways: [
        {
          column: "art",
          title: "Art",
          values: [
            { value: "Linde", count: 4 },
            { value: "Eiche", count: 5 },
          ],
        },
      ],
      way: -1,
    },
    {
      id: "s",
      title: "Luft",
      kind: "station",
      tiles: "/t",
      series: {
        address: "/v/",
        first: "2024-01-01",
        last: "2024-02-01",
        measures: [{ key: "0", title: "NO2", unit: "µg/m³", steps: ["day"] }],
      },
    },
  ],
});
const [trees, air] = CONFIG.layers;
if (!trees || !air) throw new Error("no layers");

describe("what is on the screen", () => {
  test("is asked for by box, as the ticks filter it", () => {
    const shown = { ...startingWith(trees, true), way: 0, hidden: new Set(["Linde", "\u0000others"]) };
    const address = new URL(askItems(trees, shown, [13, 52, 13.5, 52.5]), "http://a/");
    expect(address.pathname).toBe("/features/collections/b/items");
    expect(address.searchParams.get("bbox")).toBe("13.000000,52.000000,13.500000,52.500000");
    expect(address.searchParams.get("filter")).toBe("(\"art\" = 'Eiche')");
  });

  test("counts all and lists those that have a place", () => {
    const geometry = { type: "Point", coordinates: [13, 52] };
    const read = readItems(trees, {
      numberMatched: 40,
      features: [{ id: 1, geometry, properties: null }, { id: 2, geometry: null }, null],
    });
    expect(read.total).toBe(40);
    expect(read.things.map((one) => [one.id, one.properties])).toEqual([[1, {}]]);
  });
});

describe("a view that is shared", () => {
  test("comes back with colours and classes that are off", () => {
    const shown = new Map([
      ["b", { ...startingWith(trees, true), way: 0, hidden: new Set(["Linde, alt; rot:1"]) }],
      ["s", startingWith(air, false)],
    ]);
    const position = { zoom: 14, lat: 52, lng: 13 };
    const { hash, query, view } = viewOf(
      CONFIG,
      shown,
      position,
      { step: "hour", at: "2026-11-22T14:00" },
      { layer: "b", id: "7" },
    );
    expect(query.slice(1)).toBe(hash.slice(1));
    expect(view.layers).toEqual(["b"]);
    const again = shownFrom(trees, { ...view });
    expect(again).toEqual(shown.get("b"));
  });

  test("frames carry no markup of their own", () => {
    expect(frameCode("https://a.example/embed/map/?a=1&b=2", 'Karte "Neu" <b>')).toContain(
      'src="https://a.example/embed/map/?a=1&amp;b=2" title="Karte &quot;Neu&quot; &lt;b>"',
    );
  });
});

describe("the still map", () => {
  test("shows the whole box it is asked for", () => {
    const at = fitting([13.9, 51.97, 14, 52.01], 900, 600);
    const [west, south, east, north] = boxOf(at, 900, 600);
    expect(west).toBeLessThanOrEqual(13.9);
    expect(east).toBeGreaterThanOrEqual(14);
    expect(south).toBeLessThanOrEqual(51.97);
    expect(north).toBeGreaterThanOrEqual(52.01);
  });

  test("moves there and back to where it was, and stays on the earth", () => {
    const at = { zoom: 14, lat: 52, lng: 13 };
    const back = moved(moved(at, 300, 0), -300, 0);
    expect(back.lng).toBeCloseTo(13, 9);
    expect(moved(at, 1e9, 1e9, 99)).toEqual({ zoom: 20, lat: 85, lng: 180 });
  });
});

test("the slider takes only steps that some shown layer has", () => {
  expect(reachOf([trees, air], () => 0)).toEqual({ steps: ["day"], first: "2024-01-01", last: "2024-02-01" });
  expect(reachOf([trees], () => 0).steps).toEqual([]);
});

test("the printed legend names what is shown and leaves out what is off", () => {
  const shown = new Map([
    ["b", { ...startingWith(trees, true), way: 0, hidden: new Set(["Linde"]) }],
    ["s", startingWith(air, true)],
  ]);
  expect(legendLines(CONFIG, shown, textsOf("de"), () => [20]).map((line) => line.title)).toEqual([
    "Bäume: Art",
    "Eiche",
    "Luft: NO2, µg/m³",
    "unter 20",
    "ab 20",
  ]);
});

test("a spark line has a gap where nothing was measured", () => {
  const [line] = sparkPaths([1, 2, null, 3, null], 100, 40);
  expect(line.match(/M/g)?.length).toBe(2);
  expect(sparkPaths([null, null], 100, 40)).toEqual(["", ""]);
});
