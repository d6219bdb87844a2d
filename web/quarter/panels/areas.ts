/** What stands on how much land, counted from the blocks: pure. */

import { boxesOf } from "../boxes";
import { CHUNK, type Grid } from "../grid";
import type { Block, Box, Fill, Kind } from "../types";

const LAYER = CHUNK * CHUNK;

/** By block id: square metres of land it covers, and how many blocks there are. */
export interface Tally {
  readonly area: Float64Array;
  readonly blocks: Float64Array;
}

export interface Row {
  readonly block: Block;
  /** Square metres; null for what covers no land (roofs, things, plants have blocks only). */
  readonly area: number | null;
  readonly areaToday: number | null;
  readonly blocks: number;
  readonly blocksToday: number;
}

function empty(most: number): Tally {
  return { area: new Float64Array(most), blocks: new Float64Array(most) };
}

/** Counts one chunk. A column belongs to the lowest house block over its ground, else to what the ground is. */
function countChunk(
  grid: Grid,
  index: number,
  ground: ArrayLike<number>,
  kinds: readonly (Kind | undefined)[],
  most: number,
): Tally {
  const out = empty(most);
  const chunk = grid.chunks[index] as Uint16Array;
  const { x0, y0, x1, y1 } = grid.chunkBox(index);
  for (let y = y0; y <= y1; y++)
    for (let x = x0; x <= x1; x++) {
      const level = ground[y * grid.nx + x] as number;
      const column = (y & 31) * CHUNK + (x & 31);
      let owner = chunk[level * LAYER + column] as number;
      let housed = false;
      for (let z = level; z < grid.nz; z++) {
        const block = chunk[z * LAYER + column] as number;
        if (block === 0) continue;
        out.blocks[block] = (out.blocks[block] as number) + 1;
        if (!housed && z > level && kinds[block] === "building") [owner, housed] = [block, true];
      }
      out.area[owner] = (out.area[owner] as number) + 1;
    }
  return out;
}

/** Keeps the counts of a grid; chunks that are the same array as before are not counted again. */
export class Areas {
  private readonly kept = new Map<number, { chunk: Uint16Array; tally: Tally }>();
  private readonly kinds: (Kind | undefined)[] = [];
  private readonly most: number;

  constructor(
    private readonly grid: Grid,
    private readonly ground: ArrayLike<number>,
    palette: readonly Block[],
  ) {
    this.most = 1 + palette.reduce((most, block) => Math.max(most, block.id), 0);
    for (const block of palette) this.kinds[block.id] = block.kind;
  }

  /** Blocks in these boxes changed. */
  touch(boxes: readonly Box[]): void {
    for (const box of boxes) for (const index of this.grid.touched(box)) this.kept.delete(index);
  }

  total(): Tally {
    const sum = empty(this.most);
    this.grid.chunks.forEach((chunk, index) => {
      let kept = this.kept.get(index);
      if (kept?.chunk !== chunk) {
        kept = { chunk, tally: countChunk(this.grid, index, this.ground, this.kinds, this.most) };
        this.kept.set(index, kept);
      }
      for (let id = 0; id < this.most; id++) {
        sum.area[id] = (sum.area[id] as number) + (kept.tally.area[id] as number);
        sum.blocks[id] = (sum.blocks[id] as number) + (kept.tally.blocks[id] as number);
      }
    });
    return sum;
  }
}

/** Gives the rows of the table: every block there is or was, in the palette's order. */
export function rowsOf(palette: readonly Block[], now: Tally, today: Tally): Row[] {
  return palette.flatMap((block) => {
    const { id, kind } = block;
    if (kind === "air") return [];
    const [blocks, blocksToday] = [now.blocks[id] ?? 0, today.blocks[id] ?? 0];
    if (!blocks && !blocksToday) return [];
    const covers = kind === "surface" || kind === "soil" || kind === "building";
    return [
      {
        block,
        area: covers ? (now.area[id] ?? 0) : null,
        areaToday: covers ? (today.area[id] ?? 0) : null,
        blocks,
        blocksToday,
      },
    ];
  });
}

/** A rectangle of columns, both corners included. */
export interface Rectangle {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export const MOST_SIDE = 128;

/** Reads four numbers as a rectangle inside the grid; null when they are none. Corners may come in any order. */
export function readRectangle(
  given: readonly [west: number, south: number, east: number, north: number],
  grid: { readonly nx: number; readonly ny: number },
): Rectangle | null {
  const [a, b, c, d] = given;
  if (!given.every(Number.isInteger)) return null;
  const [x0, y0, x1, y1] = [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
  if (x0 < 0 || y0 < 0 || x1 >= grid.nx || y1 >= grid.ny) return null;
  return x1 - x0 < MOST_SIDE && y1 - y0 < MOST_SIDE ? { x0, y0, x1, y1 } : null;
}

/**
 * Gives the fills that set a block on every column of a rectangle: ground takes the place of ground where no house stands,
 * everything else stands on the ground, `height` blocks high.
 */
export function fillsOn(
  grid: Grid,
  groundAt: (x: number, y: number) => number,
  kinds: (id: number) => Kind | undefined,
  area: Rectangle,
  block: Block,
  height: number,
): Fill[] {
  return columns(grid, groundAt, area, (x, y, z, ground) => {
    if (block.kind === "surface")
      return z === ground && kinds(grid.get(x, y, z + 1)) !== "building" && grid.get(x, y, z) !== block.id
        ? block.id
        : -1;
    return z > ground && z <= ground + height && grid.get(x, y, z) !== block.id ? block.id : -1;
  });
}

/** Gives the fills that take everything away that stands on a rectangle; its ground stays. */
export function fillsAway(grid: Grid, groundAt: (x: number, y: number) => number, area: Rectangle): Fill[] {
  return columns(grid, groundAt, area, (x, y, z, ground) => (z > ground && grid.get(x, y, z) !== 0 ? 0 : -1));
}

function columns(
  grid: Grid,
  groundAt: (x: number, y: number) => number,
  area: Rectangle,
  wanted: (x: number, y: number, z: number, ground: number) => number,
): Fill[] {
  const [wide, deep] = [area.x1 - area.x0 + 1, area.y1 - area.y0 + 1];
  const box: Box = { ...area, z0: 0, z1: grid.nz - 1 };
  const out = new Int32Array(wide * deep * grid.nz);
  for (let y = 0; y < deep; y++)
    for (let x = 0; x < wide; x++) {
      const ground = groundAt(area.x0 + x, area.y0 + y);
      for (let z = 0; z < grid.nz; z++)
        out[(z * deep + y) * wide + x] = wanted(area.x0 + x, area.y0 + y, z, ground);
    }
  return boxesOf(out, box);
}
