import type { Buffers } from "./mesh-buffers";
import { type Job, LEVEL, SCALE, SIDE } from "./mesh-chunk";
import { cellAt } from "./mesh-leaves";
import { LOOK, type Tables } from "./mesh-tables";

/** How far water lies under the edge of its blocks, in sixteenths of a metre. */
const LOW = 4;

/** Water: one surface a little lower than the banks; its light says how near the shore is (0 at it, 255 in the open). */
export function meshWater(job: Job, tables: Tables, cells: readonly number[], out: Buffers): void {
  const open = new Uint8Array(1024);
  let level = -1;
  for (const at of cells) {
    const [x, y, z] = cellAt(at);
    if (z !== level) join(job, tables, out, level, open);
    level = z;
    open[y * 32 + x] = surfaceAt(job, tables, at);
    sides(job, tables, out, x, y, z, at);
  }
  join(job, tables, out, level, open);
}

/** Gives 0 under something, 1 at the shore, 2 in the open. */
function surfaceAt(job: Job, tables: Tables, at: number): number {
  const above = job.blocks[at + LEVEL] as number;
  if (tables.full[above] || tables.look[above] === LOOK.water) return 0;
  for (let dy = -1; dy <= 1; dy++)
    for (let dx = -1; dx <= 1; dx++)
      if (tables.look[job.blocks[at + dy * SIDE + dx] as number] !== LOOK.water) return 1;
  return 2;
}

/** Open water becomes large faces, the shore one face a block. */
function join(job: Job, tables: Tables, out: Buffers, z: number, open: Uint8Array): void {
  for (let place = 0; place < 1024; place++) {
    const kind = open[place];
    if (!kind) continue;
    const [x, y] = [place & 31, place >> 5];
    const [wide, high] = kind === 2 ? reach(open, x, y) : [1, 1];
    for (let row = y; row < y + high; row++) open.fill(0, row * 32 + x, row * 32 + x + wide);
    face(job, tables, out, x, y, z, wide, high);
  }
}

/** Gives how wide and high the open water is that begins at a place. */
function reach(open: Uint8Array, x: number, y: number): [number, number] {
  let [wide, high] = [1, 1];
  while (x + wide < 32 && open[y * 32 + x + wide] === 2) wide++;
  while (y + high < 32 && isOpen(open, x, y + high, wide)) high++;
  return [wide, high];
}

function isOpen(open: Uint8Array, x: number, y: number, wide: number): boolean {
  for (let at = x; at < x + wide; at++) if (open[y * 32 + at] !== 2) return false;
  return true;
}

const UP = [0, 0, 127] as const;

function face(
  job: Job,
  tables: Tables,
  out: Buffers,
  x: number,
  y: number,
  z: number,
  wide: number,
  high: number,
): void {
  const at = (z + 1) * LEVEL + (y + 1) * SIDE + x + 1;
  out.dip(tables.colour, job.blocks[at] as number);
  const near: number[] = [];
  for (const [u, v] of [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ] as const) {
    const light = openness(job, tables, x + u * wide, y + v * high, z);
    near.push(light);
    out.vertex([(x + u * wide) * SCALE, (y + v * high) * SCALE, (z + 1) * SCALE - LOW], light);
    out.facing(UP, 0);
  }
  out.quad(near[0] !== near[2]);
}

/** Gives 255 where all four columns around a corner are water, 0 elsewhere; over the quarter's edge counts as water. */
function openness(job: Job, tables: Tables, x: number, y: number, z: number): number {
  const at = (z + 1) * LEVEL + y * SIDE + x;
  for (const step of [0, 1, SIDE, SIDE + 1]) if (tables.full[job.blocks[at + step] as number]) return 0;
  return 255;
}

/** Step to the neighbour, normal, and the two lower corners of the side, counted so that it faces outward. */
const SIDES = [
  [1, [127, 0, 0], [1, 0], [1, 1]],
  [-1, [-127, 0, 0], [0, 1], [0, 0]],
  [SIDE, [0, 127, 0], [1, 1], [0, 1]],
  [-SIDE, [0, -127, 0], [0, 0], [1, 0]],
] as const;

/** Where nothing is beside the water, as at the quarter's edge, it is cut. */
function sides(job: Job, tables: Tables, out: Buffers, x: number, y: number, z: number, at: number): void {
  out.dip(tables.colour, job.blocks[at] as number);
  const [low, top] = [z * SCALE, (z + 1) * SCALE - LOW];
  for (const [ahead, normal, one, two] of SIDES) {
    if (job.blocks[at + ahead] !== 0) continue;
    for (const [[px, py], pz] of [
      [one, low],
      [two, low],
      [two, top],
      [one, top],
    ] as const) {
      out.vertex([(x + px) * SCALE, (y + py) * SCALE, pz], 255);
      out.facing(normal, 0);
    }
    out.quad(false);
  }
}
