import type { Buffers } from "./mesh-buffers";
import { type Job, LEVEL, SCALE, SIDE, WAYS } from "./mesh-chunk";
import { cellAt, chance, leafColour, leafLight } from "./mesh-leaves";
import { LOOK, type Tables } from "./mesh-tables";
import { PATTERN } from "./patterns";

/** A cell is leaf when at least this share of it is: single crowns keep their size, thin hedges stay. */
const SHARE = 0.25;

let counts = new Uint8Array(0);
let kinds = new Uint16Array(0);

/**
 * Crowns of a dense wood as seen from far: cells of two or four metres instead of one, each a quarter or a sixteenth of the
 * faces. Their corners move as those of single leaves do, so that a wood stays a soft cover.
 */
export function meshLeavesFar(job: Job, tables: Tables, leaves: readonly number[], out: Buffers): void {
  const size = job.leaf;
  const wide = 32 / size + 2;
  const layer = wide * wide;
  const high = Math.ceil(job.levels / size);
  const room = layer * (high + 2);
  if (counts.length < room) [counts, kinds] = [new Uint8Array(room), new Uint16Array(room)];
  counts.fill(0, 0, room);
  const put = (at: number, weight: number) => {
    const [x, y, z] = cellAt(at);
    const cell =
      (Math.floor(z / size) + 1) * layer + (Math.floor(y / size) + 1) * wide + Math.floor(x / size) + 1;
    counts[cell] = Math.min(255, (counts[cell] as number) + weight);
    kinds[cell] = job.blocks[at] as number;
  };
  for (const at of leaves) put(at, 1);
  // Of the neighbours one column is known: it stands for its cell.
  for (const at of around(job))
    if (tables.look[job.blocks[at] as number] === LOOK.leaves) put(at, onCorner(at) ? size * size : size);
  const least = SHARE * size ** 3;
  for (let cell = layer; cell < room - layer; cell++) {
    const [x, y] = [cell % wide, Math.floor((cell % layer) / wide)];
    if ((counts[cell] as number) < least || x === 0 || y === 0 || x > wide - 2 || y > wide - 2) continue;
    draw(job, tables, out, cell, wide, least);
  }
}

function* around(job: Job): Iterable<number> {
  for (let z = 1; z <= job.levels; z++)
    for (let place = 0; place < LEVEL; place++) {
      const [x, y] = [place % SIDE, Math.floor(place / SIDE)];
      if (x === 0 || y === 0 || x === SIDE - 1 || y === SIDE - 1) yield z * LEVEL + place;
      else if (x === 1) place += SIDE - 3;
    }
}

function onCorner(at: number): boolean {
  const [x, y] = cellAt(at);
  return (x < 0 || x > 31) && (y < 0 || y > 31);
}

const corner = [0, 0, 0];
const outward = [0, 0, 0];
const normal = [0, 0, 0];
const place = [0, 0, 0];
const colour = [0, 0, 0];

function draw(job: Job, tables: Tables, out: Buffers, cell: number, wide: number, least: number): void {
  const layer = wide * wide;
  const steps = [1, wide, layer];
  const at = [cell % wide, Math.floor((cell % layer) / wide), Math.floor(cell / layer)] as const;
  for (const way of WAYS) {
    if ((counts[cell + way.sign * (steps[way.axis] as number)] as number) >= least) continue;
    for (const [du, dv] of way.corners) {
      corner[way.axis] = at[way.axis] + (way.sign + 1) / 2;
      corner[way.uAxis] = at[way.uAxis] + du;
      corner[way.vAxis] = at[way.vAxis] + dv;
      vertex(job, tables, out, wide, least, kinds[cell] as number);
    }
    out.quad(((at[0] + at[1] + at[2]) & 1) === 0);
  }
}

function vertex(job: Job, tables: Tables, out: Buffers, wide: number, least: number, block: number): void {
  const [cx, cy, cz] = corner as [number, number, number];
  outward.fill(0);
  let open = 0;
  for (let bits = 0; bits < 8; bits++) {
    const [dx, dy, dz] = [bits & 1, (bits >> 1) & 1, bits >> 2];
    if ((counts[(cz - 1 + dz) * wide * wide + (cy - 1 + dy) * wide + cx - 1 + dx] as number) >= least)
      continue;
    open++;
    outward[0] = (outward[0] as number) + dx * 2 - 1;
    outward[1] = (outward[1] as number) + dy * 2 - 1;
    outward[2] = (outward[2] as number) + dz * 2 - 1;
  }
  const size = job.leaf;
  const length = Math.hypot(...outward) || 1;
  const up = (outward[2] as number) > 0;
  const [x, y, z] = [job.x + (cx - 1) * size, job.y + (cy - 1) * size, (cz - 1) * size];
  const here = [(cx - 1) * size, (cy - 1) * size, z];
  for (let part = 0; part < 3; part++) {
    const way = (outward[part] as number) / length;
    normal[part] = Math.round(way * 127);
    const moved = (here[part] as number) - way * (open - 4) * 0.13 * size;
    place[part] = Math.round((moved + chance(x, y, z, part + 1) * 0.17 * size) * SCALE);
  }
  leafColour(colour, tables, block, chance(x, y, z, 7), up);
  out.dip(colour);
  out.vertex(place, leafLight(open, up));
  out.facing(normal, PATTERN.leaves);
}
