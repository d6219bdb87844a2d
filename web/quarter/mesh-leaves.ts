import type { Buffers } from "./mesh-buffers";
import { type Job, LEVEL, SCALE, SIDE, WAYS } from "./mesh-chunk";
import { LOOK, type Tables } from "./mesh-tables";
import { PATTERN } from "./patterns";

/** A number from -1 to 1 that is always the same for a place. */
export function chance(x: number, y: number, z: number, seed: number): number {
  let h =
    Math.imul(x, 374_761_393) +
    Math.imul(y, 668_265_263) +
    Math.imul(z, 2_147_483_647) +
    Math.imul(seed, 974_634_777);
  h = Math.imul(h ^ (h >>> 13), 1_274_126_177);
  return ((h ^ (h >>> 16)) >>> 0) / 2_147_483_648 - 1;
}

const CORNERS = [0, 1, 2, 3, 4, 5, 6, 7].map((bit) => [bit & 1, (bit >> 1) & 1, (bit >> 2) & 1] as const);

/**
 * Crowns and hedges: each corner of their faces moves towards the middle of what is leaf around it, and a little by chance,
 * so that a heap of cubes becomes a soft clump. The normal is the way out of the leaves, so light runs softly over it.
 */
export function meshLeaves(job: Job, tables: Tables, cells: readonly number[], out: Buffers): void {
  for (const at of cells) leaf(job, tables, out, cellAt(at), at);
}

/** A trunk with leaves on all sides becomes leaf: nobody sees it, and the crown has no hole around it. */
export function hideTrunks(job: Job, tables: Tables): void {
  const { blocks } = job;
  for (let at = LEVEL; at < blocks.length - LEVEL; at++) {
    if (!tables.trunk[blocks[at] as number]) continue;
    const column = at % SIDE;
    const row = Math.floor((at % LEVEL) / SIDE);
    const beside: number[] = [];
    if (column > 0) beside.push(blocks[at - 1] as number);
    if (column < SIDE - 1) beside.push(blocks[at + 1] as number);
    if (row > 0) beside.push(blocks[at - SIDE] as number);
    if (row < SIDE - 1) beside.push(blocks[at + SIDE] as number);
    if (beside.every((block) => tables.look[block] === LOOK.leaves)) blocks[at] = beside[0] as number;
  }
}

/** Gives the block in the chunk that a place of the job is. */
export function cellAt(at: number): [number, number, number] {
  const rest = at % LEVEL;
  return [(rest % SIDE) - 1, Math.floor(rest / SIDE) - 1, Math.floor(at / LEVEL) - 1];
}

const corner = [0, 0, 0];

function leaf(
  job: Job,
  tables: Tables,
  out: Buffers,
  cell: readonly [number, number, number],
  at: number,
): void {
  const block = job.blocks[at] as number;
  for (const way of WAYS) {
    const ahead = job.blocks[at + way.ahead] as number;
    if (tables.full[ahead] || tables.look[ahead] === LOOK.leaves) continue;
    for (const [du, dv] of way.corners) {
      corner[way.axis] = cell[way.axis] + (way.sign + 1) / 2;
      corner[way.uAxis] = cell[way.uAxis] + du;
      corner[way.vAxis] = cell[way.vAxis] + dv;
      leafCorner(job, tables, out, corner as [number, number, number], block);
    }
    out.quad(((cell[0] + cell[1] + cell[2]) & 1) === 0);
  }
}

const outward = [0, 0, 0];
const normal = [0, 0, 0];
const place = [0, 0, 0];
const colour = [0, 0, 0];

function leafCorner(
  job: Job,
  tables: Tables,
  out: Buffers,
  at: readonly [number, number, number],
  block: number,
): void {
  const open = lookAround(job, tables, at);
  const length = Math.hypot(outward[0] as number, outward[1] as number, outward[2] as number) || 1;
  const [x, y, z] = [job.x + at[0], job.y + at[1], at[2]];
  // At a corner in the open seven of eight are air: there it goes in most.
  const inward = (open - 4) * 0.115;
  const up = (outward[2] as number) > 0;
  for (let part = 0; part < 3; part++) {
    const way = (outward[part] as number) / length;
    normal[part] = Math.round(way * 127);
    place[part] = Math.round(
      ((at[part] as number) - way * inward + chance(x, y, z, part + 1) * 0.11) * SCALE,
    );
  }
  leafColour(colour, tables, block, chance(x, y, z, 7), up);
  out.dip(colour);
  out.vertex(place, leafLight(open, up));
  out.facing(normal, PATTERN.leaves);
}

/** Puts a leaf's colour into `into`: a little lighter or darker by chance (-1 to 1), lighter above than below. */
export function leafColour(into: number[], tables: Tables, block: number, by: number, up: boolean): void {
  const rough = 1 + by * 0.09 + (up ? 0.05 : -0.06);
  for (let part = 0; part < 3; part++)
    into[part] = Math.max(0, Math.min(255, Math.round((tables.colour[block * 3 + part] as number) * rough)));
}

/** Gives the light on a corner of leaves by how many of the eight places around it are open. */
export function leafLight(open: number, up: boolean): number {
  return open < 4 ? 170 : up ? 255 : 200;
}

/** Adds up the ways out of the leaves around a corner into `outward`. Gives how many of the eight places are open. */
function lookAround(job: Job, tables: Tables, at: readonly [number, number, number]): number {
  outward.fill(0);
  let open = 0;
  for (const bits of CORNERS) {
    const near = job.blocks[(at[2] + bits[2]) * LEVEL + (at[1] + bits[1]) * SIDE + at[0] + bits[0]] as number;
    if (tables.look[near] === LOOK.leaves || tables.full[near]) continue;
    open++;
    for (let part = 0; part < 3; part++)
      outward[part] = (outward[part] as number) + (bits[part] as number) * 2 - 1;
  }
  return open;
}
