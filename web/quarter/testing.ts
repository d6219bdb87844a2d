/** What several tests share: chance that repeats, a small quarter, a palette. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Grid } from "./grid";
import type { Block } from "./types";
import type { Base } from "./wire";

/** Gives numbers from 0 up to 1 that are the same in every run (mulberry32). */
export function chances(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Makes a lawn at level 1 over soil. */
export function lawn(nx = 70, ny = 40, nz = 12): Base {
  const grid = new Grid(nx, ny, nz);
  grid.fill({ ...grid.box, z1: 0 }, 1);
  grid.fill({ ...grid.box, z0: 1, z1: 1 }, 16);
  const count = nx * ny;
  return {
    grid,
    frame: { epsg: 25833, east: 0, north: 0, above_sea: 0 },
    ground: new Uint8Array(count).fill(1),
    surfaceFrom: new Uint8Array(count),
    thingFrom: new Uint8Array(count),
    building: new Uint16Array(count),
    sources: ["default"],
    buildings: [],
    spots: [],
    facts: {},
  };
}

/** Reads the palette that the program ships. */
export function palette(): readonly Block[] {
  const file = resolve(import.meta.dirname, "../../src/stadtkern/quarter/blocks/palette.json");
  return JSON.parse(readFileSync(file, "utf8")).blocks;
}
