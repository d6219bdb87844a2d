import { PATTERN, sidePattern, topPattern, WALL_STYLES, wallStyle } from "./patterns";
import { type Shape, shapeOf } from "./shapes";
import type { Block } from "./types";

export const LOOK = { none: 0, cube: 1, water: 2, leaves: 3, shape: 4 } as const;

const STRIPED: ReadonlySet<number> = new Set([PATTERN.crossing, PATTERN.rail]);

/** What the mesher has to know of each block, by id. */
export interface Tables {
  readonly look: Uint8Array;
  /** 1 where a block hides what is behind it. */
  readonly full: Uint8Array;
  readonly colour: Uint8Array;
  readonly top: Uint8Array;
  readonly side: Uint8Array;
  /** Height of a storey in metres where the block is a wall, 0 elsewhere. */
  readonly storey: Float32Array;
  /** 1 where the top has stripes that run one way. */
  readonly striped: Uint8Array;
  /** 1 where each building has its own tone of the colour. */
  readonly toned: Uint8Array;
  /** 1 for trunks: inside a crown they are not seen. */
  readonly trunk: Uint8Array;
  readonly shapes: readonly (Shape | null)[];
}

/** Gives red, green and blue (0 to 255) of "#rrggbb". */
export function rgb(colour: string): [number, number, number] {
  const part = (at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}

function lookOf(block: Block, shaped: boolean): number {
  if (shaped) return LOOK.shape;
  return block.look === "water" ? LOOK.water : block.look === "leaves" ? LOOK.leaves : LOOK.cube;
}

/** Makes the tables of a palette. An id nobody knows is drawn as nothing. */
export function tablesOf(blocks: readonly Block[]): Tables {
  const size = 1 + Math.max(0, ...blocks.map((block) => block.id));
  const shapes: (Shape | null)[] = new Array(size).fill(null);
  const tables = {
    look: new Uint8Array(size),
    full: new Uint8Array(size),
    colour: new Uint8Array(size * 3),
    top: new Uint8Array(size),
    side: new Uint8Array(size),
    storey: new Float32Array(size),
    striped: new Uint8Array(size),
    toned: new Uint8Array(size),
    trunk: new Uint8Array(size),
    shapes,
  };
  for (const block of blocks) {
    if (block.kind === "air") continue;
    const shape = shapeOf(block);
    shapes[block.id] = shape;
    const look = lookOf(block, shape !== null);
    tables.look[block.id] = look;
    tables.full[block.id] = look === LOOK.cube ? 1 : 0;
    tables.colour.set(rgb(block.colour), block.id * 3);
    tables.top[block.id] = topPattern(block);
    tables.side[block.id] = sidePattern(block);
    tables.striped[block.id] = STRIPED.has(tables.top[block.id] as number) ? 1 : 0;
    tables.toned[block.id] = block.kind === "building" || block.kind === "roof" ? 1 : 0;
    tables.trunk[block.id] = block.tree === "trunk" ? 1 : 0;
    tables.storey[block.id] = WALL_STYLES[wallStyle(block)]?.storey ?? 0;
  }
  return tables;
}
