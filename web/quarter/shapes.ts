import type { Block } from "./types";

/** A part of a small thing: a box in sixteenths of a metre, its colour as a share of the block's, and whether it glows. */
export interface Part {
  readonly box: readonly [number, number, number, number, number, number];
  readonly colour?: readonly [number, number, number];
  readonly glow?: boolean;
}

/** What a thing looks like, alone or with its like above and beside it. */
export interface Shape {
  readonly parts: readonly Part[];
  /** Only where nothing of the same kind stands on it. */
  readonly top?: readonly Part[];
  /** Towards a neighbour of the same kind in the east and in the north. */
  readonly east?: readonly Part[];
  readonly north?: readonly Part[];
}

const WOOD = [150, 110, 72] as const;
const IRON = [74, 82, 90] as const;
const LEAF = [104, 146, 84] as const;
const SOIL = [110, 84, 60] as const;
const WATER = [118, 178, 206] as const;
const CLOTH = [244, 236, 221] as const;
const WARM = [255, 226, 160] as const;

const SHAPES: Readonly<Record<string, Shape>> = {
  bench: {
    parts: [
      { box: [1, 4, 6, 15, 10, 8] },
      { box: [1, 10, 8, 15, 12, 14] },
      { box: [2, 5, 0, 4, 10, 6], colour: IRON },
      { box: [12, 5, 0, 14, 10, 6], colour: IRON },
    ],
  },
  table: { parts: [{ box: [0, 1, 10, 16, 15, 12] }, { box: [6, 6, 0, 10, 10, 10], colour: IRON }] },
  bike_rack: {
    parts: [3, 11].flatMap((x) => [
      { box: [x, 2, 0, x + 1, 3, 12] as const },
      { box: [x, 13, 0, x + 1, 14, 12] as const },
      { box: [x, 2, 12, x + 1, 14, 13] as const },
    ]),
  },
  lamp: {
    parts: [{ box: [7, 7, 0, 9, 9, 16] }],
    top: [{ box: [4, 4, 13, 12, 12, 15], colour: WARM, glow: true }, { box: [4, 4, 15, 12, 12, 16] }],
  },
  drinking_fountain: {
    parts: [{ box: [5, 5, 0, 11, 11, 12], colour: IRON }, { box: [3, 3, 12, 13, 13, 15] }],
  },
  charging: {
    parts: [
      { box: [4, 5, 0, 12, 11, 16] },
      { box: [6, 4, 10, 10, 5, 14], colour: [214, 240, 228], glow: true },
    ],
  },
  bollard: { parts: [{ box: [6, 6, 0, 10, 10, 12] }, { box: [6, 6, 12, 10, 10, 14], colour: CLOTH }] },
  fence: {
    parts: [{ box: [6, 6, 0, 10, 10, 16] }],
    east: [{ box: [10, 7, 4, 22, 9, 6] }, { box: [10, 7, 11, 22, 9, 13] }],
    north: [{ box: [7, 10, 4, 9, 22, 6] }, { box: [7, 10, 11, 9, 22, 13] }],
  },
  trunk: { parts: [{ box: [5, 5, 0, 11, 11, 16] }] },
  shade_sail: { parts: [{ box: [0, 0, 13, 16, 16, 14] }] },
  market_stall: {
    parts: [
      { box: [1, 1, 0, 15, 15, 7], colour: WOOD },
      { box: [1, 1, 7, 2, 2, 13], colour: WOOD },
      { box: [14, 14, 7, 15, 15, 13], colour: WOOD },
      { box: [1, 14, 7, 2, 15, 13], colour: WOOD },
      { box: [14, 1, 7, 15, 2, 13], colour: WOOD },
      { box: [0, 0, 13, 4, 16, 16] },
      { box: [4, 0, 13, 8, 16, 16], colour: CLOTH },
      { box: [8, 0, 13, 12, 16, 16] },
      { box: [12, 0, 13, 16, 16, 16], colour: CLOTH },
    ],
  },
  raised_bed: {
    parts: [
      { box: [0, 0, 0, 16, 16, 9], colour: WOOD },
      { box: [1, 1, 9, 15, 15, 10], colour: SOIL },
      { box: [2, 2, 10, 7, 7, 15], colour: LEAF },
      { box: [9, 3, 10, 14, 8, 13], colour: [190, 120, 120] },
      { box: [3, 9, 10, 8, 14, 14], colour: [206, 176, 92] },
      { box: [9, 10, 10, 14, 14, 15], colour: LEAF },
    ],
  },
  play_tower: {
    parts: [
      { box: [0, 0, 0, 2, 2, 16] },
      { box: [14, 0, 0, 16, 2, 16] },
      { box: [0, 14, 0, 2, 16, 16] },
      { box: [14, 14, 0, 16, 16, 16] },
      { box: [0, 0, 6, 16, 16, 8], colour: WOOD },
    ],
    top: [
      { box: [0, 0, 14, 16, 16, 16], colour: [62, 118, 150] },
      { box: [3, 3, 16, 13, 13, 19], colour: [62, 118, 150] },
    ],
  },
  bus_stop: {
    parts: [
      { box: [7, 7, 0, 9, 9, 16], colour: IRON },
      { box: [2, 6, 8, 14, 10, 16] },
      { box: [4, 5, 10, 12, 6, 14], colour: [246, 214, 120], glow: true },
    ],
  },
  fountain: {
    parts: [
      { box: [0, 0, 0, 16, 16, 6], colour: [196, 188, 172] },
      { box: [1, 1, 6, 15, 15, 7], colour: WATER },
      { box: [6, 6, 7, 10, 10, 14], colour: [196, 188, 172] },
      { box: [4, 4, 14, 12, 12, 15], colour: WATER },
    ],
  },
  container: { parts: [{ box: [1, 1, 0, 15, 15, 12] }, { box: [2, 2, 12, 14, 14, 14], colour: IRON }] },
};

const SLAB: Shape = { parts: [{ box: [0, 0, 0, 16, 16, 8] }] };
const POST: Shape = { parts: [{ box: [6, 6, 0, 10, 10, 16] }] };

/** Gives what a block looks like when it is no cube, water or leaves. */
export function shapeOf(block: Block): Shape | null {
  const known = SHAPES[block.key];
  if (known) return known;
  if (block.look === "slab") return SLAB;
  return block.look === "post" ? POST : null;
}
