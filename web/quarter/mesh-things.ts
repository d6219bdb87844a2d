import type { Buffers } from "./mesh-buffers";
import { type Job, LEVEL, SCALE, SIDE } from "./mesh-chunk";
import { cellAt } from "./mesh-leaves";
import type { Tables } from "./mesh-tables";
import { PATTERN } from "./patterns";
import type { Part, Shape } from "./shapes";

/** Small things: lamps, benches, fences, trunks. Each is a few boxes; what stands on the ground has no underside. */
export function meshShapes(job: Job, tables: Tables, cells: readonly number[], out: Buffers): void {
  for (const at of cells) thing(job, tables, out, cellAt(at), at);
}

type Cell = readonly [number, number, number];

function thing(job: Job, tables: Tables, out: Buffers, cell: Cell, at: number): void {
  const block = job.blocks[at] as number;
  const shape = tables.shapes[block];
  if (!shape) return;
  const add = (parts: readonly Part[] | undefined) => {
    for (const part of parts ?? []) {
      if (part.colour) out.dip(part.colour);
      else out.dip(tables.colour, block);
      box(out, cell, part);
    }
  };
  if (isColumn(shape)) column(job, tables, out, cell, at, shape);
  else add(shape.parts);
  if (job.blocks[at + LEVEL] !== block) add(shape.top);
  if (job.blocks[at + 1] === block) add(shape.east);
  if (job.blocks[at + SIDE] === block) add(shape.north);
}

/** Says whether a thing is one bar from its ground to its top: then a stack of it is one bar as well. */
function isColumn({ parts }: Shape): boolean {
  return parts.length === 1 && parts[0]?.box[2] === 0 && parts[0].box[5] === SCALE;
}

function column(job: Job, tables: Tables, out: Buffers, cell: Cell, at: number, shape: Shape): void {
  const block = job.blocks[at] as number;
  const part = shape.parts[0];
  if (!part || job.blocks[at - LEVEL] === block) return;
  let high = 1;
  while (job.blocks[at + high * LEVEL] === block) high++;
  const [x0, y0, z0, x1, y1] = part.box;
  out.dip(tables.colour, block);
  box(out, cell, { box: [x0, y0, z0, x1, y1, high * SCALE] });
}

/** Normals of a box's faces, and the corners of each: bit 1 east, 2 north, 4 top. */
const FACES: readonly (readonly [Cell, readonly number[]])[] = [
  [
    [127, 0, 0],
    [1, 3, 7, 5],
  ],
  [
    [-127, 0, 0],
    [0, 4, 6, 2],
  ],
  [
    [0, 127, 0],
    [2, 6, 7, 3],
  ],
  [
    [0, -127, 0],
    [0, 1, 5, 4],
  ],
  [
    [0, 0, 127],
    [4, 5, 7, 6],
  ],
  [
    [0, 0, -127],
    [0, 2, 3, 1],
  ],
];

function box(out: Buffers, cell: Cell, part: Part): void {
  const pattern = part.glow ? PATTERN.glow : PATTERN.plain;
  const low = part.box[2] === 0;
  for (const [normal, corners] of FACES) {
    if (low && normal[2] < 0) continue;
    for (const bits of corners) {
      out.vertex(cornerOf(cell, part.box, bits), low && bits < 4 ? 190 : 255);
      out.facing(normal, pattern);
    }
    out.quad(false);
  }
}

const corner = [0, 0, 0];

function cornerOf(cell: Cell, box: Part["box"], bits: number): number[] {
  for (let part = 0; part < 3; part++) {
    const end = (bits >> part) & 1 ? 3 : 0;
    corner[part] = (cell[part] as number) * SCALE + (box[part + end] as number);
  }
  return corner;
}
