import { CHUNK, type Grid } from "./grid";
import { type Job, LEVEL, SIDE } from "./mesh-chunk";

const LAYER = CHUNK * CHUNK;
const SOIL = 1;

type Chunk = Uint16Array | null;

/** Cuts a chunk out of a grid with one column of its neighbours around it, up to the highest block. */
export function padChunk(grid: Grid, index: number, foot: Uint16Array, leaf = 1): Job {
  const [cx, cy] = [index % grid.wide, Math.floor(index / grid.wide)];
  const chunkAt = (x: number, y: number): Chunk =>
    x >= 0 && y >= 0 && x < grid.wide && y < grid.deep
      ? (grid.chunks[y * grid.wide + x] as Uint16Array)
      : null;
  const bands = [-1, 0, 1].map((dy) => [-1, 0, 1].map((dx) => chunkAt(cx + dx, cy + dy)));
  const levels = Math.min(grid.nz, levelsOf(chunkAt(cx, cy) as Uint16Array) + 1);
  const blocks = new Uint16Array((levels + 2) * LEVEL);
  blocks.fill(SOIL, 0, LEVEL);
  // One level more than is meshed: what neighbours have there gives shade.
  for (let z = 0; z < Math.min(grid.nz, levels + 1); z++)
    for (let row = -1; row <= 32; row++)
      copyRow(bands[row < 0 ? 0 : row > 31 ? 2 : 1] as Chunk[], blocks, z, row);
  const [x, y] = [cx * CHUNK, cy * CHUNK];
  return { x, y, levels, blocks, foot: padFoot(grid, x, y, foot), leaf };
}

function copyRow([west, here, east]: readonly Chunk[], blocks: Uint16Array, z: number, row: number): void {
  const from = z * LAYER + (row & 31) * CHUNK;
  const to = (z + 1) * LEVEL + (row + 1) * SIDE;
  if (here) blocks.set(here.subarray(from, from + CHUNK), to + 1);
  if (west) blocks[to] = west[from + 31] as number;
  if (east) blocks[to + 33] = east[from] as number;
}

function levelsOf(chunk: Uint16Array): number {
  let at = chunk.length - 1;
  while (at >= 0 && chunk[at] === 0) at--;
  return Math.floor(at / LAYER) + 1;
}

function padFoot(grid: Grid, x0: number, y0: number, foot: Uint16Array): Uint16Array {
  const out = new Uint16Array(LEVEL);
  for (let row = 0; row < SIDE; row++) {
    const y = y0 + row - 1;
    if (y < 0 || y >= grid.ny) continue;
    for (let column = 0; column < SIDE; column++) {
      const x = x0 + column - 1;
      if (x >= 0 && x < grid.nx) out[row * SIDE + column] = foot[y * grid.nx + x] as number;
    }
  }
  return out;
}
