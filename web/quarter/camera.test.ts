import { describe, expect, it } from "vitest";
import { Camera } from "./camera";
import { Grid } from "./grid";

function camera(): Camera {
  return new Camera(
    new Grid(400, 400, 40),
    () => 2,
    () => true,
    true,
  );
}

describe("a look that nobody has moved", () => {
  it("has the whole model in sight again when more of the picture is covered", () => {
    const seen = camera();
    seen.resize(900, 640, 56, 197);
    const before = seen.view;
    seen.resize(900, 640, 132, 197);
    expect(seen.view.distance).toBeGreaterThan(before.distance * 1.1);
    seen.resize(900, 640, 56, 197);
    expect(seen.view).toEqual(before);
  });

  it("stays the preset that was chosen, from the side it was turned to", () => {
    const seen = camera();
    seen.resize(900, 640, 56, 197);
    seen.preset("top");
    const { bearing, tilt } = seen.view;
    seen.resize(640, 900, 132, 197);
    expect(seen.view).toMatchObject({ bearing, tilt });
  });

  it.each([
    ["turned", (seen: Camera) => seen.orbit(30, 0)],
    ["pushed", (seen: Camera) => seen.pan(30, 20)],
    ["brought nearer", (seen: Camera) => seen.zoom(0.8)],
    ["led to a place", (seen: Camera) => seen.go({ x: 20, y: 30 })],
  ])("is left alone once it was %s", (_how, move) => {
    const seen = camera();
    seen.resize(900, 640, 56, 197);
    move(seen);
    const moved = seen.view;
    seen.resize(900, 640, 132, 197);
    expect(seen.view).toEqual(moved);
  });
});
