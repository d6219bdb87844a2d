import { describe, expect, test } from "vitest";
import { Grid } from "./grid";
import { isNear, leafSizes } from "./leaf-sizes";
import { SCALE } from "./mesh-chunk";
import { tablesOf } from "./mesh-tables";
import { meshChunk } from "./mesher";
import { padChunk } from "./pad";
import { chances, palette } from "./testing";

const tables = tablesOf(palette());
const crown = palette().find((block) => block.tree === "crown")?.id ?? 0;

function wood(seed: number): Grid {
  const chance = chances(seed);
  const grid = new Grid(96, 96, 32);
  grid.fill({ ...grid.box, z1: 0 }, 16);
  for (let tree = 0; tree < 300; tree++) {
    const [x, y, z] = [Math.floor(chance() * 90), Math.floor(chance() * 90), 5 + Math.floor(chance() * 12)];
    grid.fill({ x0: x, y0: y, z0: z, x1: x + 5, y1: y + 5, z1: z + 5 }, crown);
  }
  return grid;
}

function triangles(grid: Grid, leaf: number, chunk = 4): number {
  return meshChunk(padChunk(grid, chunk, new Uint16Array(grid.nx * grid.ny), leaf), tables).triangles;
}

describe("leaves", () => {
  test("are fine everywhere in a quarter with few of them", () => {
    expect([...leafSizes([0, 400, 3000, 12])]).toEqual([1, 1, 1, 1]);
    expect([...leafSizes([])]).toEqual([]);
  });

  test("are coarser where they are densest, until all keep within the budget", () => {
    const counts = [100, 9000, 8000, 200, 0, 7000];
    expect([...leafSizes(counts, undefined, 12_000)]).toEqual([1, 2, 2, 1, 1, 2]);
    expect([...leafSizes(counts, undefined, 16_500)]).toEqual([1, 2, 2, 1, 1, 1]);
    expect([...leafSizes(counts, undefined, 10)]).toEqual([4, 4, 4, 4, 1, 4]);
  });

  test("are fine where one is near, and coarser elsewhere to make up for it", () => {
    const counts = [100, 9000, 8000, 200, 0, 7000];
    expect([...leafSizes(counts, (index) => index === 1, 17_000)]).toEqual([1, 1, 2, 1, 1, 2]);
    expect([...leafSizes(counts, (index) => index < 3, 100)]).toEqual([1, 1, 1, 4, 1, 4]);
  });

  test("are fine near to the eye, but not from high above", () => {
    expect(isNear(100, 100, { x: 90, y: 90, reach: 40 })).toBe(true);
    expect(isNear(100, 100, { x: 10, y: 90, reach: 40 })).toBe(false);
    expect(isNear(100, 100, { x: 100, y: 100, reach: 400 })).toBe(false);
  });

  test.each([1, 2, 3])("of two and four metres have fewer faces (chance %i)", (seed) => {
    const grid = wood(seed);
    const [fine, coarse, coarsest] = [1, 2, 4].map((leaf) => triangles(grid, leaf)) as [
      number,
      number,
      number,
    ];
    expect(coarse).toBeLessThan(fine * 0.4);
    expect(coarsest).toBeLessThan(fine * 0.15);
  });

  test("of two metres stand where the fine ones do", () => {
    const grid = new Grid(96, 96, 32);
    grid.fill({ x0: 40, y0: 40, z0: 8, x1: 47, y1: 47, z1: 15 }, crown);
    const { solid } = meshChunk(padChunk(grid, 4, new Uint16Array(96 * 96), 2), tables);
    const places = [0, 1, 2].map((part) =>
      Array.from(solid?.place ?? []).flatMap((value, at) => (at % 4 === part ? [value / SCALE] : [])),
    );
    const [low, high] = [places.map((all) => Math.min(...all)), places.map((all) => Math.max(...all))];
    expect(solid?.index.length).toBe(6 * 4 * 4 * 6);
    for (const [part, from] of [8, 8, 8].entries()) {
      expect(Math.abs((low[part] as number) - from)).toBeLessThan(1.2);
      expect(Math.abs((high[part] as number) - from - 8)).toBeLessThan(1.2);
    }
  });

  test("have no face between two woods that meet at a chunk's edge", () => {
    const grid = new Grid(96, 96, 32);
    grid.fill({ ...grid.box, z0: 4, z1: 11 }, crown);
    expect(triangles(grid, 2)).toBe(2 * 2 * 16 * 16);
    expect(triangles(grid, 4)).toBe(2 * 2 * 8 * 8);
  });
});
