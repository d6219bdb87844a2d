/** A chunk as the mesher gets it and what it makes of it, and the six ways a face can look. */
import type { Mesh } from "./mesh-buffers";

export const SIDE = 34;
export const LEVEL = SIDE * SIDE;
export const SCALE = 16;

/**
 * A chunk with one column of its neighbours around it: blocks [z, y, x] of 34 x 34 columns, with a level of soil under it and
 * one of air above, so that level 1 of the array is level 0 of the quarter. `foot` [y, x] is where buildings begin (lower byte)
 * and the tone of the building there (upper byte, 32 for its plain colour). Meshing uses the blocks up.
 */
export interface Job {
  /** The chunk's south-west column in the quarter: chance is drawn by place, so that neighbours meet. */
  readonly x: number;
  readonly y: number;
  readonly levels: number;
  readonly blocks: Uint16Array;
  readonly foot: Uint16Array;
  /** How large leaves are drawn, in metres: 1, and 2 or 4 in dense woods far away. */
  readonly leaf: number;
}

export interface Meshed {
  readonly solid: Mesh | null;
  readonly water: Mesh | null;
  readonly triangles: number;
}

/** A corner of a face: how far along the face, and where its light stands among the four. */
type Corner = readonly [u: 0 | 1, v: 0 | 1, light: number];

/** A direction: step to the neighbour, steps along the face, its axes, and its corners counted around, seen from outside. */
export interface Way {
  readonly axis: 0 | 1 | 2;
  readonly sign: 1 | -1;
  readonly ahead: number;
  readonly u: number;
  readonly v: number;
  readonly uAxis: 0 | 1;
  readonly vAxis: 1 | 2;
  readonly corners: readonly Corner[];
}

export const STEP = [1, SIDE, LEVEL] as const;
export const AROUND: readonly Corner[] = [
  [0, 0, 0],
  [1, 0, 2],
  [1, 1, 4],
  [0, 1, 6],
];

function wayOf(axis: 0 | 1 | 2, sign: 1 | -1): Way {
  const [uAxis, vAxis] = (
    [
      [1, 2],
      [0, 2],
      [0, 1],
    ] as const
  )[axis];
  // Across east and up one turns left around; towards the north it is the other way.
  const turns = (axis === 1) === (sign === 1);
  const corners = turns ? [...AROUND].reverse() : AROUND;
  return { axis, sign, ahead: sign * STEP[axis], u: STEP[uAxis], v: STEP[vAxis], uAxis, vAxis, corners };
}

export const WAYS: readonly Way[] = [
  wayOf(0, 1),
  wayOf(0, -1),
  wayOf(1, 1),
  wayOf(1, -1),
  wayOf(2, 1),
  wayOf(2, -1),
];
