import { describe, expect, it } from "vitest";
import { Grid } from "../grid";
import type { Block, Kind } from "../types";
import { Areas, fillsAway, fillsOn, readRectangle, rowsOf } from "./areas";

function block(id: number, key: string, kind: Kind): Block {
  return { id, key, kind, de: key, en: key, easy: key, colour: "#888888", cost: 0, remove: 0 };
}

const PALETTE = [
  block(0, "air", "air"),
  block(1, "soil", "soil"),
  block(2, "lawn", "surface"),
  block(3, "street", "surface"),
  block(4, "homes", "building"),
  block(5, "roof", "roof"),
];
const kinds = (id: number) => PALETTE.find((one) => one.id === id)?.kind;

/** 40 x 20 m of lawn on soil; a house of 4 x 3 m, two storeys of one block, with a roof. */
function town(): { grid: Grid; ground: Uint8Array } {
  const grid = new Grid(40, 20, 8);
  grid.fill({ x0: 0, y0: 0, z0: 0, x1: 39, y1: 19, z1: 0 }, 1);
  grid.fill({ x0: 0, y0: 0, z0: 1, x1: 39, y1: 19, z1: 1 }, 2);
  grid.fill({ x0: 30, y0: 5, z0: 2, x1: 33, y1: 7, z1: 3 }, 4);
  grid.fill({ x0: 30, y0: 5, z0: 4, x1: 33, y1: 7, z1: 4 }, 5);
  return { grid, ground: new Uint8Array(40 * 20).fill(1) };
}

describe("areas", () => {
  it("give each column to the house on it or else to its ground", () => {
    const { grid, ground } = town();
    const { area, blocks } = new Areas(grid, ground, PALETTE).total();
    expect(area[2]).toBe(800 - 12);
    expect(area[4]).toBe(12);
    expect([blocks[2], blocks[4], blocks[5]]).toEqual([800, 24, 12]);
    expect(area.reduce((sum, one) => sum + one, 0)).toBe(800);
  });

  it("follow what is built", () => {
    const { grid, ground } = town();
    const areas = new Areas(grid, ground, PALETTE);
    const before = areas.total();
    const box = { x0: 0, y0: 0, z0: 1, x1: 9, y1: 9, z1: 1 };
    grid.fill(box, 3);
    areas.touch([box]);
    const rows = rowsOf(PALETTE, areas.total(), before);
    const street = rows.find((row) => row.block.key === "street");
    expect(street).toMatchObject({ area: 100, areaToday: 0, blocks: 100 });
    expect(rows.find((row) => row.block.key === "lawn")).toMatchObject({ area: 688, areaToday: 788 });
    expect(rows.find((row) => row.block.key === "roof")).toMatchObject({ area: null, blocks: 12 });
    expect(rows.some((row) => row.block.key === "air")).toBe(false);
  });
});

describe("building by numbers", () => {
  const level = () => 1;
  const apply = (grid: Grid, fills: ReturnType<typeof fillsOn>) => {
    for (const { box, block: id } of fills) grid.fill(box, id);
  };

  it("takes corners in any order and refuses what lies outside", () => {
    const size = { nx: 40, ny: 20 };
    expect(readRectangle([9, 5, 3, 8], size)).toEqual({ x0: 3, y0: 5, x1: 9, y1: 8 });
    expect(readRectangle([0, 0, 40, 5], size)).toBeNull();
    expect(readRectangle([0, 0, 2.5, 5], size)).toBeNull();
    expect(readRectangle([0, 0, Number.NaN, 5], size)).toBeNull();
    expect(readRectangle([0, 0, 200, 5], { nx: 400, ny: 400 })).toBeNull();
  });

  it("lays ground where no house stands", () => {
    const { grid } = town();
    apply(grid, fillsOn(grid, level, kinds, { x0: 28, y0: 4, x1: 35, y1: 8 }, PALETTE[3] as Block, 1));
    expect(grid.get(28, 4, 1)).toBe(3);
    expect(grid.get(31, 6, 1)).toBe(2);
  });

  it("stands houses on the ground as high as wished", () => {
    const { grid } = town();
    apply(grid, fillsOn(grid, level, kinds, { x0: 0, y0: 0, x1: 1, y1: 1 }, PALETTE[4] as Block, 3));
    expect([1, 2, 3, 4, 5].map((z) => grid.get(0, 0, z))).toEqual([2, 4, 4, 4, 0]);
  });

  it("clears what stands and leaves the ground", () => {
    const { grid } = town();
    apply(grid, fillsAway(grid, level, { x0: 29, y0: 4, x1: 34, y1: 8 }));
    expect([0, 1, 2, 3, 4].map((z) => grid.get(31, 6, z))).toEqual([1, 2, 0, 0, 0]);
    expect(fillsAway(grid, level, { x0: 29, y0: 4, x1: 34, y1: 8 })).toEqual([]);
  });
});
