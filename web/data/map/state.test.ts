import { describe, expect, test } from "vitest";
import { readHash, writeHash } from "./state";

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
});
