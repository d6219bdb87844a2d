/** One walk over a chunk's blocks that notes what there is to draw, so that nothing empty is looked at again. */

import { type Job, LEVEL, SIDE } from "./mesh-chunk";
import { LOOK, type Tables } from "./mesh-tables";

export const MOST_SLICES = 64;

/** What a walk found. The arrays are used again by the next walk. */
export interface Scanned {
  /** Faces by way and slice: those of slice s of way w are `faces` from `begin[w * 64 + s]` to `begin[w * 64 + s + 1]`. */
  readonly begin: Int32Array;
  /** Place of the block in the job. */
  faces: Int32Array;
  readonly leaves: number[];
  readonly things: number[];
  readonly water: number[];
  /** For each column (y * 32 + x) the lowest and highest level of a wall, -1 for none. */
  readonly low: Int16Array;
  readonly high: Int16Array;
  /** For each column the ways (bit 0 east, 1 west, 2 north, 3 south) in which a wall is open. */
  readonly open: Uint8Array;
  walls: boolean;
}

const found: Scanned = {
  begin: new Int32Array(6 * MOST_SLICES + 1),
  faces: new Int32Array(4096),
  leaves: [],
  things: [],
  water: [],
  low: new Int16Array(1024),
  high: new Int16Array(1024),
  open: new Uint8Array(1024),
  walls: false,
};
let shown = new Int32Array(4096);
let sides = new Uint8Array(4096);

/** Walks over a chunk. */
export function scan(job: Job, tables: Tables): Scanned {
  found.begin.fill(0);
  found.low.fill(-1);
  found.high.fill(-1);
  found.open.fill(0);
  found.leaves.length = 0;
  found.things.length = 0;
  found.water.length = 0;
  found.walls = false;
  sortFaces(walk(job, tables));
  return found;
}

/** Notes the blocks that show a face. Gives how many there are. */
function walk(job: Job, tables: Tables): number {
  const { blocks, levels } = job;
  const { look } = tables;
  let count = 0;
  for (let z = 0; z < levels; z++)
    for (let row = 0; row < 32; row++) {
      const start = (z + 1) * LEVEL + (row + 1) * SIDE + 1;
      for (let at = start; at < start + 32; at++) {
        const block = blocks[at] as number;
        if (block === 0) continue;
        if (look[block] === LOOK.cube)
          count = noteCube(blocks, tables, at, block, z, row * 32 + at - start, count);
        else noteOther(look[block] as number, at);
      }
    }
  return count;
}

function noteOther(look: number, at: number): void {
  if (look === LOOK.leaves) found.leaves.push(at);
  else if (look === LOOK.shape) found.things.push(at);
  else if (look === LOOK.water) found.water.push(at);
}

function noteCube(
  blocks: Uint16Array,
  tables: Tables,
  at: number,
  block: number,
  z: number,
  place: number,
  count: number,
): number {
  const bits = sidesOf(blocks, tables, at);
  if (tables.storey[block]) {
    found.walls = true;
    if (found.low[place] === -1) found.low[place] = z;
    found.high[place] = z;
    found.open[place] = (found.open[place] as number) | (bits & 15);
  }
  if (bits === 0) return count;
  if (count === shown.length) [shown, sides] = [longer(shown), longerBytes(sides)];
  shown[count] = at;
  sides[count] = bits;
  const { begin } = found;
  // Counted one place further: the sum over all before it is then where its own begin.
  if (bits & 1) begin[(place & 31) + 1] = (begin[(place & 31) + 1] as number) + 1;
  if (bits & 2) begin[MOST_SLICES + (place & 31) + 1] = (begin[MOST_SLICES + (place & 31) + 1] as number) + 1;
  if (bits & 4)
    begin[2 * MOST_SLICES + (place >> 5) + 1] = (begin[2 * MOST_SLICES + (place >> 5) + 1] as number) + 1;
  if (bits & 8)
    begin[3 * MOST_SLICES + (place >> 5) + 1] = (begin[3 * MOST_SLICES + (place >> 5) + 1] as number) + 1;
  if (bits & 16) begin[4 * MOST_SLICES + z + 1] = (begin[4 * MOST_SLICES + z + 1] as number) + 1;
  if (bits & 32) begin[5 * MOST_SLICES + z + 1] = (begin[5 * MOST_SLICES + z + 1] as number) + 1;
  return count + 1;
}

/** Gives the ways in which a cube is seen, one bit each in the order of `WAYS`. Nobody sees what lies under water. */
function sidesOf(blocks: Uint16Array, tables: Tables, at: number): number {
  const { full } = tables;
  let bits = 0;
  if (full[blocks[at + 1] as number] === 0) bits |= 1;
  if (full[blocks[at - 1] as number] === 0) bits |= 2;
  if (full[blocks[at + SIDE] as number] === 0) bits |= 4;
  if (full[blocks[at - SIDE] as number] === 0) bits |= 8;
  const above = blocks[at + LEVEL] as number;
  if (full[above] === 0 && tables.look[above] !== LOOK.water) bits |= 16;
  if (full[blocks[at - LEVEL] as number] === 0) bits |= 32;
  return bits;
}

/** Puts each face to its way and slice; within a slice the order of the walk stays. */
function sortFaces(count: number): void {
  const { begin } = found;
  for (let at = 1; at < begin.length; at++) begin[at] = (begin[at] as number) + (begin[at - 1] as number);
  const total = begin[begin.length - 1] as number;
  while (found.faces.length < total) found.faces = longer(found.faces);
  const next = begin.slice();
  for (let at = 0; at < count; at++) {
    const cell = shown[at] as number;
    const bits = sides[at] as number;
    for (let way = 0; way < 6; way++) {
      if (!(bits & (1 << way))) continue;
      const slice = way * MOST_SLICES + sliceOf(cell, way);
      found.faces[next[slice] as number] = cell;
      next[slice] = (next[slice] as number) + 1;
    }
  }
}

function sliceOf(cell: number, way: number): number {
  if (way >= 4) return Math.floor(cell / LEVEL) - 1;
  const rest = cell % LEVEL;
  return way < 2 ? (rest % SIDE) - 1 : Math.floor(rest / SIDE) - 1;
}

function longer(old: Int32Array): Int32Array<ArrayBuffer> {
  const fresh = new Int32Array(old.length * 2);
  fresh.set(old);
  return fresh;
}

function longerBytes(old: Uint8Array): Uint8Array<ArrayBuffer> {
  const fresh = new Uint8Array(old.length * 2);
  fresh.set(old);
  return fresh;
}
