/**
 * From blocks to triangles, one chunk at a time; pure. Faces of the same block that lie beside each other become one, unless
 * the light in their corners differs. Leaves, water and small things have their own ways (mesh-leaves.ts, mesh-things.ts).
 */
import { Buffers } from "./mesh-buffers";
import { AROUND, type Job, LEVEL, type Meshed, SCALE, SIDE, STEP, WAYS, type Way } from "./mesh-chunk";
import { hideTrunks, meshLeaves } from "./mesh-leaves";
import { meshLeavesFar } from "./mesh-leaves-far";
import { MOST_SLICES, type Scanned, scan } from "./mesh-scan";
import type { Tables } from "./mesh-tables";
import { meshShapes } from "./mesh-things";
import { type Walls, wallsOf } from "./mesh-walls";
import { meshWater } from "./mesh-water";

/** Light in a corner by how much stands around it. */
export const CORNER_LIGHT = [146, 188, 224, 255] as const;

const solid = new Buffers();
const water = new Buffers();
let mask = new Int32Array(32 * 64);
let aside = new Int32Array(32 * 64);

/** Makes the meshes of a chunk. */
export function meshChunk(job: Job, tables: Tables): Meshed {
  solid.clear();
  water.clear();
  const size = 32 * Math.max(32, job.levels);
  if (mask.length < size) {
    mask = new Int32Array(size);
    aside = new Int32Array(size);
  }
  hideTrunks(job, tables);
  const scanned = scan(job, tables);
  const walls = scanned.walls ? wallsOf(job, tables, scanned) : null;
  WAYS.forEach((way, number) => {
    meshWay(job, tables, way, number, scanned, way.axis === 2 ? null : walls);
  });
  if (job.leaf > 1) meshLeavesFar(job, tables, scanned.leaves, solid);
  else meshLeaves(job, tables, scanned.leaves, solid);
  meshShapes(job, tables, scanned.things, solid);
  if (scanned.water.length) meshWater(job, tables, scanned.water, water);
  return { solid: solid.finish(), water: water.finish(), triangles: solid.triangles + water.triangles };
}

function meshWay(
  job: Job,
  tables: Tables,
  way: Way,
  number: number,
  scanned: Scanned,
  walls: Walls | null,
): void {
  const tall = way.axis === 2 ? 32 : job.levels;
  for (let slice = 0; slice < (way.axis === 2 ? job.levels : 32); slice++) {
    const from = scanned.begin[number * MOST_SLICES + slice] as number;
    const to = scanned.begin[number * MOST_SLICES + slice + 1] as number;
    const start = LEVEL + SIDE + 1 + slice * STEP[way.axis];
    for (let face = from; face < to; face++) {
      const at = scanned.faces[face] as number;
      const place = placeOf(at - start, way);
      mask[place] =
        (job.blocks[at] as number) | (cornersOf(job.blocks, tables.full, at + way.ahead, way.u, way.v) << 16);
      aside[place] = besideAt(job, tables, way, at, walls);
    }
    for (let face = from; face < to; face++) {
      const place = placeOf((scanned.faces[face] as number) - start, way);
      if (mask[place] !== 0) joinFrom(tables, way, slice, place, tall);
    }
  }
}

/** Gives the place in the mask (v * 32 + u) of a block, by its distance from the slice's first. */
function placeOf(distance: number, way: Way): number {
  if (way.axis === 0) return Math.floor(distance / LEVEL) * 32 + (distance % LEVEL) / SIDE;
  if (way.axis === 1) return Math.floor(distance / LEVEL) * 32 + (distance % LEVEL);
  return Math.floor(distance / SIDE) * 32 + (distance % SIDE);
}

/** What else has to be the same for two faces to be joined: the run of a wall, the way of stripes, and (bits 26 on) the tone. */
function besideAt(job: Job, tables: Tables, way: Way, at: number, walls: Walls | null): number {
  const block = job.blocks[at] as number;
  const tone = tables.toned[block] ? ((job.foot[at % LEVEL] as number) >> 8) << 26 : PLAIN << 26;
  if (way.ahead === LEVEL) return tone | (tables.striped[block] ? lieOf(job.blocks, at, block) : 0);
  return tone | (walls && tables.storey[block] ? walls.of(way, at) : 0);
}

/** The tone of a building that has none of its own. */
export const PLAIN = 32;
const toned = [0, 0, 0];

/** Gives a block's colour in one of 64 tones: a little lighter or darker, warmer or cooler. */
function toneOf(tables: Tables, block: number, tone: number): readonly number[] {
  const bright = 1 + ((tone - PLAIN) / PLAIN) * 0.1;
  const warm = tone === PLAIN ? 0 : (((tone * 37) & 63) / PLAIN - 1) * 0.035;
  for (let part = 0; part < 3; part++)
    toned[part] = Math.min(
      255,
      (tables.colour[block * 3 + part] as number) * bright * (1 + warm * (1 - part)),
    );
  return toned;
}

/** Gives how lit (0 to 3) the four corners of a face are, two bits each: near-near, far-near, far-far, near-far. */
function cornersOf(blocks: Uint16Array, full: Uint8Array, at: number, u: number, v: number): number {
  const west = full[blocks[at - u] as number] as number;
  const east = full[blocks[at + u] as number] as number;
  const low = full[blocks[at - v] as number] as number;
  const high = full[blocks[at + v] as number] as number;
  const a = west && low ? 0 : 3 - west - low - (full[blocks[at - u - v] as number] as number);
  const b = east && low ? 0 : 3 - east - low - (full[blocks[at + u - v] as number] as number);
  const c = east && high ? 0 : 3 - east - high - (full[blocks[at + u + v] as number] as number);
  const d = west && high ? 0 : 3 - west - high - (full[blocks[at - u + v] as number] as number);
  return a | (b << 2) | (c << 4) | (d << 6);
}

/** Says which way something striped runs at a place: 1 where more of it lies to the east and west than to north and south. */
function lieOf(blocks: Uint16Array, at: number, block: number): number {
  const count = (step: number) => {
    let found = 0;
    for (let far = 1; far < 8 && blocks[at + far * step] === block; far++) found++;
    for (let far = 1; far < 8 && blocks[at - far * step] === block; far++) found++;
    return found;
  };
  return count(1) > count(SIDE) ? 1 : 0;
}

/**
 * Takes the largest rectangle of equal faces that begins at a place out of the mask and draws it: first along the row, then
 * upwards. Light that changes along a way ends it.
 */
function joinFrom(tables: Tables, way: Way, slice: number, place: number, tall: number): void {
  const [u, v] = [place & 31, place >> 5];
  const key = mask[place] as number;
  const beside = aside[place] as number;
  const wide = evenAcross(key) ? runLength(place, 32 - u, key, beside) : 1;
  let high = 1;
  if (evenUp(key)) while (v + high < tall && runLength(place + high * 32, wide, key, beside) === wide) high++;
  for (let row = 0; row < high; row++) mask.fill(0, place + row * 32, place + row * 32 + wide);
  emit(tables, way, slice, u, v, wide, high, key, beside);
}

function runLength(at: number, most: number, key: number, beside: number): number {
  let count = 0;
  while (count < most && mask[at + count] === key && aside[at + count] === beside) count++;
  return count;
}

function evenAcross(key: number): boolean {
  const light = key >>> 16;
  return (light & 3) === ((light >> 2) & 3) && ((light >> 6) & 3) === ((light >> 4) & 3);
}

function evenUp(key: number): boolean {
  const light = key >>> 16;
  return (light & 3) === ((light >> 6) & 3) && ((light >> 2) & 3) === ((light >> 4) & 3);
}

const corner = [0, 0, 0];
const normal = [0, 0, 0];

function emit(
  tables: Tables,
  way: Way,
  slice: number,
  u: number,
  v: number,
  wide: number,
  high: number,
  key: number,
  beside: number,
): void {
  const block = key & 0xffff;
  const light = key >>> 16;
  const pattern = (way.axis === 2 ? tables.top[block] : tables.side[block]) as number;
  solid.dip(toneOf(tables, block, beside >>> 26));
  normal.fill(0);
  normal[way.axis] = way.sign * 127;
  corner[way.axis] = (slice + (way.sign + 1) / 2) * SCALE;
  for (const [du, dv, shift] of way.corners) {
    corner[way.uAxis] = (u + du * wide) * SCALE;
    corner[way.vAxis] = (v + dv * high) * SCALE;
    solid.vertex(corner, CORNER_LIGHT[(light >> shift) & 3] as number);
    solid.facing(normal, pattern, beside);
  }
  const [near, right, far, left] = [light & 3, (light >> 2) & 3, (light >> 4) & 3, (light >> 6) & 3];
  // The cut along the darker diagonal keeps corners from looking bent; reversed corners begin at the left.
  const along = near + far > right + left;
  solid.quad(way.corners === AROUND ? along : !along);
}
