import { boxesOf, cell } from "./boxes";
import type { Grid } from "./grid";
import type { Box, Fill, Place } from "./types";

/**
 * Something that is set as a whole: a copy or a ready-made thing. `ground` [y, x] is what its ground becomes, -1 for as it is;
 * `things` stand on it, their level counted from the ground (1 is the first above).
 */
export interface Stamp {
  readonly wide: number;
  readonly deep: number;
  readonly ground: Int32Array;
  readonly things: readonly Fill[];
}

/** A ready-made thing of prefabs.json: boxes [x0, y0, z0, x1, y1, z1, key of the block]; level 0 is the ground. */
export interface Prefab {
  readonly key: string;
  readonly de: string;
  readonly en: string;
  readonly easy: string;
  readonly size: readonly [number, number];
  readonly boxes: readonly (readonly [number, number, number, number, number, number, string])[];
}

type Ground = (x: number, y: number) => number;
type Within = Pick<Grid, "nx" | "ny" | "nz" | "holds">;

/** Makes the stamp of a ready-made thing. Raises RangeError for a block nobody knows. */
export function stampOf(prefab: Prefab, idOf: (key: string) => number | undefined): Stamp {
  const [wide, deep] = prefab.size;
  const ground = new Int32Array(wide * deep).fill(-1);
  const things: Fill[] = [];
  for (const [x0, y0, z0, x1, y1, z1, key] of prefab.boxes) {
    const block = idOf(key);
    if (block === undefined) throw new RangeError(`there is no block ${key}`);
    if (z0 > 0) things.push({ box: { x0, y0, z0, x1, y1, z1 }, block });
    else for (let y = y0; y <= y1; y++) ground.fill(block, y * wide + x0, y * wide + x1 + 1);
  }
  return { wide, deep, ground, things };
}

/** Copies what is in a rectangle: the ground, and all that stands on it. */
export function stampFrom(grid: Grid, groundAt: Ground, area: Box): Stamp {
  const [wide, deep] = [area.x1 - area.x0 + 1, area.y1 - area.y0 + 1];
  const ground = new Int32Array(wide * deep);
  const top = grid.nz - 1;
  const wanted = new Int32Array(wide * deep * top).fill(-1);
  for (let y = 0; y < deep; y++)
    for (let x = 0; x < wide; x++) {
      const level = groundAt(area.x0 + x, area.y0 + y);
      ground[y * wide + x] = grid.get(area.x0 + x, area.y0 + y, level);
      for (let z = 1; level + z <= top; z++)
        wanted[((z - 1) * deep + y) * wide + x] = grid.get(area.x0 + x, area.y0 + y, level + z) || -1;
    }
  const things = boxesOf(wanted, { x0: 0, y0: 0, z0: 1, x1: wide - 1, y1: deep - 1, z1: top });
  return { wide, deep, ground, things };
}

/** Turns a stamp a quarter to the right, seen from above. */
export function turned(stamp: Stamp): Stamp {
  const { wide, deep } = stamp;
  const ground = new Int32Array(wide * deep);
  for (let y = 0; y < deep; y++)
    for (let x = 0; x < wide; x++) ground[(wide - 1 - x) * deep + y] = stamp.ground[y * wide + x] as number;
  const things = stamp.things.map(({ box, block }) => ({
    box: { ...box, x0: box.y0, x1: box.y1, y0: wide - 1 - box.x1, y1: wide - 1 - box.x0 },
    block,
  }));
  return { wide: deep, deep: wide, ground, things };
}

/** Swaps east and west. */
export function mirrored(stamp: Stamp): Stamp {
  const { wide, deep } = stamp;
  const ground = new Int32Array(wide * deep);
  for (let y = 0; y < deep; y++)
    for (let x = 0; x < wide; x++) ground[y * wide + wide - 1 - x] = stamp.ground[y * wide + x] as number;
  const things = stamp.things.map(({ box, block }) => ({
    box: { ...box, x0: wide - 1 - box.x1, x1: wide - 1 - box.x0 },
    block,
  }));
  return { ...stamp, ground, things };
}

/**
 * Gives the fills that set a stamp with its middle at a place. Its ground follows the land; things stand on the highest
 * ground under them all, so that a house stays level. What is outside the quarter is left out.
 */
export function fillsOf(stamp: Stamp, at: Place, grid: Within, groundAt: Ground): Fill[] {
  const x0 = at.x - Math.floor(stamp.wide / 2);
  const y0 = at.y - Math.floor(stamp.deep / 2);
  let level = 0;
  const out: Fill[] = [];
  const inside = (x: number, y: number) => grid.holds(x, y, 0);
  for (let y = 0; y < stamp.deep; y++)
    for (let x = 0; x < stamp.wide; x++)
      if (inside(x0 + x, y0 + y)) level = Math.max(level, groundAt(x0 + x, y0 + y));
  out.push(...groundFills(stamp, x0, y0, grid, groundAt));
  for (const { box, block } of stamp.things) {
    const there = {
      x0: Math.max(0, box.x0 + x0),
      x1: Math.min(grid.nx - 1, box.x1 + x0),
      y0: Math.max(0, box.y0 + y0),
      y1: Math.min(grid.ny - 1, box.y1 + y0),
      z0: box.z0 + level,
      z1: Math.min(grid.nz - 1, box.z1 + level),
    };
    if (there.x0 <= there.x1 && there.y0 <= there.y1 && there.z0 <= there.z1) out.push({ box: there, block });
  }
  return out;
}

function groundFills(stamp: Stamp, x0: number, y0: number, grid: Within, groundAt: Ground): Fill[] {
  const wanted = new Map<string, number>();
  for (let y = 0; y < stamp.deep; y++)
    for (let x = 0; x < stamp.wide; x++) {
      const block = stamp.ground[y * stamp.wide + x] as number;
      if (block >= 0 && grid.holds(x0 + x, y0 + y, 0)) wanted.set(`${x0 + x},${y0 + y}`, block);
    }
  return overGround(wanted, groundAt);
}

/** Gives fills that set the ground of columns ("x,y" and block), joined where they lie level. */
export function overGround(wanted: ReadonlyMap<string, number>, groundAt: Ground): Fill[] {
  const columns = [...wanted].map(([key, block]) => {
    const [x, y] = key.split(",").map(Number) as [number, number];
    return { x, y, z: groundAt(x, y), block };
  });
  if (!columns.length) return [];
  const box = columns.reduce<Box>(
    (all, { x, y, z }) => ({
      x0: Math.min(all.x0, x),
      y0: Math.min(all.y0, y),
      z0: Math.min(all.z0, z),
      x1: Math.max(all.x1, x),
      y1: Math.max(all.y1, y),
      z1: Math.max(all.z1, z),
    }),
    cell(columns[0]?.x ?? 0, columns[0]?.y ?? 0, columns[0]?.z ?? 0),
  );
  const [wide, deep] = [box.x1 - box.x0 + 1, box.y1 - box.y0 + 1];
  const array = new Int32Array(wide * deep * (box.z1 - box.z0 + 1)).fill(-1);
  for (const { x, y, z, block } of columns)
    array[((z - box.z0) * deep + (y - box.y0)) * wide + (x - box.x0)] = block;
  return boxesOf(array, box);
}
