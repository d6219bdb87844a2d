import type { Grid } from "./grid";
import type { Place } from "./types";

/** A block that a ray met, and the side it came through. */
export interface Hit extends Place {
  readonly block: number;
  readonly nx: number;
  readonly ny: number;
  readonly nz: number;
  readonly distance: number;
}

interface Line {
  readonly at: readonly [number, number, number];
  readonly way: readonly [number, number, number];
}

/** Gives how far along a line a box begins and ends, or null when it goes past. */
function through(
  line: Line,
  size: readonly [number, number, number],
): { enter: number; leave: number; axis: number } | null {
  let [enter, leave, axis] = [0, Number.POSITIVE_INFINITY, -1];
  for (let k = 0; k < 3; k++) {
    const [at, way, most] = [line.at[k] as number, line.way[k] as number, size[k] as number];
    if (way === 0) {
      if (at < 0 || at >= most) return null;
      continue;
    }
    const [one, two] = [-at / way, (most - at) / way];
    const near = Math.min(one, two);
    if (near > enter) [enter, axis] = [near, k];
    leave = Math.min(leave, Math.max(one, two));
  }
  return enter < leave ? { enter, leave, axis } : null;
}

/**
 * Walks the grid from block to block along a ray (Amanatides and Woo 1987) and gives the first that is not air, or null.
 * `at` is where the ray begins, `way` a direction of length 1.
 */
export function pick(
  grid: Grid,
  at: Place,
  way: Place,
  most = 4000,
  passes: (block: number) => boolean = isAir,
): Hit | null {
  const line: Line = { at: [at.x, at.y, at.z], way: [way.x, way.y, way.z] };
  const span = through(line, [grid.nx, grid.ny, grid.nz]);
  if (!span || span.enter > most) return null;
  const size = [grid.nx, grid.ny, grid.nz];
  const cell = [0, 0, 0];
  const next = [0, 0, 0];
  const sign = [0, 0, 0];
  for (let k = 0; k < 3; k++) {
    const [from, go] = [line.at[k] as number, line.way[k] as number];
    const place = Math.floor(from + go * (span.enter + 1e-6));
    cell[k] = Math.min((size[k] as number) - 1, Math.max(0, place));
    sign[k] = Math.sign(go);
    next[k] = go === 0 ? Number.POSITIVE_INFINITY : ((cell[k] as number) + (go > 0 ? 1 : 0) - from) / go;
  }
  let [axis, distance] = [span.axis, span.enter];
  while (distance <= Math.min(most, span.leave)) {
    const [x, y, z] = cell as [number, number, number];
    const block = grid.get(x, y, z);
    if (!passes(block)) {
      const side = (k: number) => (axis === k ? -(sign[k] as number) : 0);
      return { x, y, z, block, nx: side(0), ny: side(1), nz: side(2), distance };
    }
    axis = next.indexOf(Math.min(...next));
    distance = next[axis] as number;
    cell[axis] = (cell[axis] as number) + (sign[axis] as number);
    const place = cell[axis] as number;
    if (place < 0 || place >= (size[axis] as number)) return null;
    next[axis] = distance + Math.abs(1 / (line.way[axis] as number));
  }
  return null;
}

function isAir(block: number): boolean {
  return block === 0;
}
