import { describe, expect, test } from "vitest";
import { Grid } from "./grid";
import { openBearing } from "./walk";

describe("walking begins", () => {
  const passes = (block: number) => block === 0;
  const grid = new Grid(64, 64, 32);
  grid.fill({ ...grid.box, z1: 0 }, 16);
  // A wall right to the north, 40 m of street to the east.
  grid.fill({ x0: 0, y0: 12, z0: 1, x1: 63, y1: 14, z1: 9 }, 40);
  const feet = { x: 20.5, y: 6.5, z: 1 };

  test("with the look that was, where one sees far", () => {
    expect(openBearing(grid, passes, feet, Math.PI / 2)).toBe(Math.PI / 2);
  });

  test("turned away from a wall, to where one sees farthest", () => {
    const bearing = openBearing(grid, passes, feet, 0);
    expect(Math.sin(bearing)).toBeGreaterThan(0.9);
  });

  test("as it was, where everything is near", () => {
    const box = new Grid(32, 32, 32);
    box.fill({ x0: 4, y0: 4, z0: 0, x1: 12, y1: 12, z1: 9 }, 40);
    box.fill({ x0: 8, y0: 8, z0: 1, x1: 8, y1: 8, z1: 9 }, 0);
    expect(openBearing(box, passes, { x: 8.5, y: 8.5, z: 1 }, 0)).toBe(0);
  });
});
