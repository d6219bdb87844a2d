import { describe, expect, test } from "vitest";
import { readAddress, readHash, writeHash } from "./state";

describe("the view in the address", () => {
  test("comes back as it was written", () => {
    const view = { zoom: 14.25, lat: 51.96, lng: 7.62, bearing: -30, pitch: 55, layers: ["bäume", "stops"] };
    expect(readHash(writeHash(view))).toEqual(view);
  });

  test("keeps it short when the map looks straight down to the north", () => {
    expect(writeHash({ zoom: 14, lat: 51.96, lng: 7.62, bearing: 0.2, pitch: 0 })).toBe(
      "#map=14.00/51.96000/7.62000",
    );
  });

  test("tells no layers at all from layers not said", () => {
    expect(readHash("#map=14/51/7&layers=").layers).toEqual([]);
    expect(readHash("#map=14/51/7").layers).toBeUndefined();
  });

  test("ignores places that are not on the map", () => {
    for (const hash of [
      "",
      "#",
      "#map=",
      "#map=99/51/7",
      "#map=14/91/7",
      "#map=14/51/200",
      "#map=a/b/c",
      "#section",
    ]) {
      expect(readHash(hash).zoom).toBeUndefined();
    }
  });

  test("ignores a tilt that the map cannot have", () => {
    const view = readHash("#map=14/51/7/400/85");
    expect(view).toEqual({ zoom: 14, lat: 51, lng: 7 });
  });

  test("carries colours, classes that are off, the time and the open card, whatever signs they hold", () => {
    const view = {
      zoom: 14,
      lat: 51.96,
      lng: 7.62,
      layers: ["b"],
      by: { b: "höhe; m" },
      off: { b: ["a,b", "c:d;e", "\u0000others"] },
      time: { step: "hour" as const, at: "2026-11-22T14:00" },
      card: { layer: "b", id: "7:1;2" },
    };
    expect(readHash(writeHash(view))).toEqual(view);
  });

  test("ignores a time that is none", () => {
    for (const time of ["hour/heute", "week/2026-11-22T14:00", "hour"]) {
      expect(readHash(`#map=14/51/7&time=${time}`).time).toBeUndefined();
    }
  });

  test("reads a link's query until the map has moved", () => {
    expect(readAddress({ hash: "", search: "?map=14/51/7&layers=a" }).layers).toEqual(["a"]);
    expect(readAddress({ hash: "#map=14/51/7&layers=b", search: "?layers=a" }).layers).toEqual(["b"]);
  });
});
