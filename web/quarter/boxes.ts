import type { Box, Fill } from "./types";

/** Gives the box between two corners, whichever way they lie. */
export function boxBetween(ax: number, ay: number, az: number, bx: number, by: number, bz: number): Box {
  return {
    x0: Math.min(ax, bx),
    y0: Math.min(ay, by),
    z0: Math.min(az, bz),
    x1: Math.max(ax, bx),
    y1: Math.max(ay, by),
    z1: Math.max(az, bz),
  };
}

export function cell(x: number, y: number, z: number): Box {
  return { x0: x, y0: y, z0: z, x1: x, y1: y, z1: z };
}

export function volume(box: Box): number {
  return (box.x1 - box.x0 + 1) * (box.y1 - box.y0 + 1) * (box.z1 - box.z0 + 1);
}

/** Gives the part of a box inside another one, or null. */
export function clip(box: Box, other: Box): Box | null {
  const out = {
    x0: Math.max(box.x0, other.x0),
    y0: Math.max(box.y0, other.y0),
    z0: Math.max(box.z0, other.z0),
    x1: Math.min(box.x1, other.x1),
    y1: Math.min(box.y1, other.y1),
    z1: Math.min(box.z1, other.z1),
  };
  return out.x0 > out.x1 || out.y0 > out.y1 || out.z0 > out.z1 ? null : out;
}

export function touches(one: Box, two: Box): boolean {
  return clip(one, two) !== null;
}

export function sameBox(one: Box, two: Box): boolean {
  return (
    one.x0 === two.x0 &&
    one.y0 === two.y0 &&
    one.z0 === two.z0 &&
    one.x1 === two.x1 &&
    one.y1 === two.y1 &&
    one.z1 === two.z1
  );
}

/** Cuts a box into parts of at most `most` blocks a side: the server takes none that is larger. */
export function portions(box: Box, most = 32): Box[] {
  const out: Box[] = [];
  for (let z = box.z0; z <= box.z1; z += most)
    for (let y = box.y0; y <= box.y1; y += most)
      for (let x = box.x0; x <= box.x1; x += most)
        out.push({
          x0: x,
          y0: y,
          z0: z,
          x1: Math.min(box.x1, x + most - 1),
          y1: Math.min(box.y1, y + most - 1),
          z1: Math.min(box.z1, z + most - 1),
        });
  return out;
}

const MOST_FLAT = 400_000;

/** Gives fills that do the same without lying over each other: the later one counts. Very large ones stay as they are. */
export function flatten(fills: readonly Fill[]): readonly Fill[] {
  const [first] = fills;
  if (!first || fills.length < 2) return fills;
  const all = { ...first.box } as { -readonly [K in keyof Box]: number };
  for (const { box } of fills) {
    all.x0 = Math.min(all.x0, box.x0);
    all.y0 = Math.min(all.y0, box.y0);
    all.z0 = Math.min(all.z0, box.z0);
    all.x1 = Math.max(all.x1, box.x1);
    all.y1 = Math.max(all.y1, box.y1);
    all.z1 = Math.max(all.z1, box.z1);
  }
  if (volume(all) > MOST_FLAT) return fills;
  const [wide, deep] = [all.x1 - all.x0 + 1, all.y1 - all.y0 + 1];
  const wanted = new Int32Array(volume(all)).fill(-1);
  for (const { box, block } of fills)
    for (let z = box.z0; z <= box.z1; z++)
      for (let y = box.y0; y <= box.y1; y++) {
        const row = ((z - all.z0) * deep + (y - all.y0)) * wide - all.x0;
        wanted.fill(block, row + box.x0, row + box.x1 + 1);
      }
  return boxesOf(wanted, all);
}

interface Slab {
  west: number;
  east: number;
  south: number;
  north: number;
  low: number;
  high: number;
  block: number;
}

/**
 * Gives boxes that cover an array [z, y, x] of the size of `box` wherever it is not negative, each with its value: runs to
 * the east, joined northwards, then upwards. Boxes never overlap.
 */
export function boxesOf(wanted: Int32Array, box: Box): Fill[] {
  const [wide, deep] = [box.x1 - box.x0 + 1, box.y1 - box.y0 + 1];
  const slabs: Slab[] = [];
  const open = new Map<string, Slab>();
  for (let row = 0; row * wide < wanted.length; row++) {
    const [level, north] = [Math.floor(row / deep), row % deep];
    for (const run of runsOf(wanted, row * wide, wide)) {
      const key = `${level},${run.west},${run.east},${run.block}`;
      const slab = open.get(key);
      if (slab && slab.north === north - 1) slab.north = north;
      else {
        const fresh = { ...run, south: north, north, low: level, high: level };
        open.set(key, fresh);
        slabs.push(fresh);
      }
    }
  }
  return pile(slabs).map((one) => ({
    box: {
      x0: box.x0 + one.west,
      y0: box.y0 + one.south,
      z0: box.z0 + one.low,
      x1: box.x0 + one.east,
      y1: box.y0 + one.north,
      z1: box.z0 + one.high,
    },
    block: one.block,
  }));
}

function runsOf(
  wanted: Int32Array,
  start: number,
  wide: number,
): { west: number; east: number; block: number }[] {
  const out: { west: number; east: number; block: number }[] = [];
  for (let x = 0; x < wide; x++) {
    const block = wanted[start + x] as number;
    const last = out.at(-1);
    if (block < 0) continue;
    if (last && last.block === block && last.east === x - 1) last.east = x;
    else out.push({ west: x, east: x, block });
  }
  return out;
}

function pile(slabs: readonly Slab[]): Slab[] {
  const out: Slab[] = [];
  const open = new Map<string, Slab>();
  for (const slab of slabs) {
    const key = `${slab.south},${slab.north},${slab.west},${slab.east},${slab.block}`;
    const under = open.get(key);
    if (under && under.high === slab.low - 1) under.high = slab.low;
    else {
      open.set(key, slab);
      out.push(slab);
    }
  }
  return out;
}
