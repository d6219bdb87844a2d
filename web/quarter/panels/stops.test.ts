import { describe, expect, it } from "vitest";
import { firstStops, lookOf, moved, readStops, stopOf } from "./stops-store";

const stop = (text: string) => ({ text, at: [1, 2, 3], eye: [4, 5, 6] }) as const;

describe("camera stops", () => {
  it("are those that were sent for who looks on, and one's own for who builds", () => {
    const [mine, sent] = [[stop("mine")], [stop("sent")]];
    expect(firstStops("viewer", mine, sent)).toEqual(sent);
    expect(firstStops("builder", mine, sent)).toEqual(mine);
    expect(firstStops("builder", [], sent)).toEqual(sent);
    expect(firstStops("viewer", mine, [])).toEqual(mine);
  });

  it("lead back to where the camera looked", () => {
    const look = { x: 10, y: 20, z: 3, bearing: 0.7, tilt: 0.5, distance: 80 };
    const found = lookOf(stopOf(look, " Von hier "));
    for (const [key, value] of Object.entries(look))
      expect(found[key as keyof typeof look]).toBeCloseTo(value, 1);
  });

  it("are read from anything, and what is none is left out", () => {
    expect(readStops("x")).toEqual([]);
    expect(readStops([null, 7, { at: [1, 2, 3] }, stop("a")])).toEqual([stop("a")]);
    expect(readStops([{ at: [1, 2, Number.NaN], eye: [1, 2, 3] }])).toEqual([]);
  });

  it("stay where they are when they cannot be moved", () => {
    expect(moved(["a", "b"], 0, 1)).toEqual(["b", "a"]);
    expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
  });
});
