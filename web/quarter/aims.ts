/** What a tool does where it points: pure, from an aim (and where a drag began) to fills. */
import { boxBetween, cell, clip, volume } from "./boxes";
import type { Grid } from "./grid";
import { fillsOf, overGround, type Stamp } from "./stamp";
import type { Block, Fill, Place } from "./types";

export const TOOLS = ["look", "place", "erase", "paint", "line", "box", "copy", "stamp", "pick"] as const;
export type ToolName = (typeof TOOLS)[number];

/** A block that is pointed at, and from which side; from the keyboard it is the very place (`exact`). */
export interface Aim extends Place {
  readonly nx: number;
  readonly ny: number;
  readonly nz: number;
  readonly exact: boolean;
}

/** What a tool has to know. */
export interface Ground {
  readonly grid: Grid;
  readonly groundAt: (x: number, y: number) => number;
  readonly blockOf: (id: number) => Block | undefined;
  /** What bare ground becomes when it is taken away. */
  readonly bare: number;
}

export interface Doing {
  readonly tool: ToolName;
  readonly block: number;
  /** How many blocks high lines and boxes are. */
  readonly height: number;
  readonly stamp: Stamp | null;
}

const MOST_LINE = 512;

/** Gives the fills of a tool; nothing for tools that do not build. */
export function fillsFor(
  given: Ground,
  doing: Doing,
  from: Aim | null,
  aim: Aim,
  stroke: readonly Aim[],
): Fill[] {
  switch (doing.tool) {
    case "place":
      return inside(given, [{ box: at(spot(given, doing.block, aim)), block: doing.block }]);
    case "erase":
      return from ? erased(given, from, aim) : erased(given, aim, aim);
    case "paint":
      return painted(given, doing.block, stroke.length ? stroke : [aim]);
    case "line":
      return line(given, doing, from ?? aim, aim);
    case "box":
      return rectangle(given, doing, from ?? aim, aim);
    case "stamp":
      return doing.stamp ? fillsOf(doing.stamp, aim, given.grid, given.groundAt) : [];
    default:
      return [];
  }
}

/** Gives where a new block goes: beside the face that is pointed at; ground takes the place of ground. */
export function spot(given: Ground, block: number, aim: Aim): Place {
  const { x, y, z } = aim;
  if (aim.exact) return { x, y, z };
  const kind = given.blockOf(block)?.kind;
  const there = given.blockOf(given.grid.get(x, y, z));
  if (kind === "surface" && z === given.groundAt(x, y)) return { x, y, z };
  // What grows over another plant's leaves or into thin things takes their place only from above.
  if (there?.kind === "roof" && kind === "roof") return { x, y, z };
  return { x: x + aim.nx, y: y + aim.ny, z: z + aim.nz };
}

function at(place: Place) {
  return cell(place.x, place.y, place.z);
}

function inside(given: Ground, fills: readonly Fill[]): Fill[] {
  return fills.flatMap(({ box, block }) => {
    const part = clip(box, given.grid.box);
    return part ? [{ box: part, block }] : [];
  });
}

/** Takes away the box between two blocks. The ground stays: it becomes bare. */
function erased(given: Ground, from: Aim, to: Aim): Fill[] {
  const box = boxBetween(from.x, from.y, from.z, to.x, to.y, to.z);
  const bare = new Map<string, number>();
  let highest = 0;
  for (let y = box.y0; y <= box.y1; y++)
    for (let x = box.x0; x <= box.x1; x++) {
      const ground = given.groundAt(x, y);
      highest = Math.max(highest, ground);
      if (ground >= box.z0 && ground <= box.z1 && given.grid.get(x, y, ground) !== given.bare)
        bare.set(`${x},${y}`, given.bare);
    }
  if (box.z0 > highest) return inside(given, [{ box, block: 0 }]);
  // Where only the ground is pointed at, it is the ground that is meant.
  if (box.z1 <= highest) return overGround(bare, given.groundAt);
  return inside(given, [{ box: { ...box, z0: highest + 1 }, block: 0 }]);
}

/** Gives blocks another look: ground becomes other ground, walls other walls. */
function painted(given: Ground, block: number, stroke: readonly Aim[]): Fill[] {
  const wanted = given.blockOf(block);
  const out: Fill[] = [];
  const seen = new Set<string>();
  for (const aim of stroke) {
    const key = `${aim.x},${aim.y},${aim.z}`;
    const there = given.grid.get(aim.x, aim.y, aim.z);
    if (seen.has(key) || there === 0 || there === block) continue;
    seen.add(key);
    if (fits(wanted, given.blockOf(there))) out.push({ box: at(aim), block });
  }
  return out;
}

function fits(wanted: Block | undefined, there: Block | undefined): boolean {
  if (!wanted || !there) return false;
  if (wanted.kind === "surface") return there.kind === "surface" || there.kind === "soil";
  return there.kind !== "surface" && there.kind !== "soil";
}

/** A row of columns from one place to another. */
function line(given: Ground, doing: Doing, from: Aim, to: Aim): Fill[] {
  const start = spot(given, doing.block, from);
  const end = spot(given, doing.block, to);
  const columns: [number, number][] = [];
  const steps = Math.min(MOST_LINE, Math.max(Math.abs(end.x - start.x), Math.abs(end.y - start.y)));
  for (let step = 0; step <= steps; step++) {
    const share = steps ? step / steps : 0;
    columns.push([
      Math.round(start.x + (end.x - start.x) * share),
      Math.round(start.y + (end.y - start.y) * share),
    ]);
  }
  if (isGround(given, doing.block, start))
    return overGround(columnsMap(given, columns, doing.block), given.groundAt);
  const up = doing.height - 1;
  return inside(given, joinRuns(columns, start.z, start.z + up, doing.block));
}

/** Joins columns beside each other into boxes, so that a straight wall is one edit. */
function joinRuns(
  columns: readonly (readonly [number, number])[],
  z0: number,
  z1: number,
  block: number,
): Fill[] {
  const out: Fill[] = [];
  for (const [x, y] of columns) {
    const last = out.at(-1)?.box;
    const grown = last ? boxBetween(last.x0, last.y0, z0, last.x1, last.y1, z1) : null;
    const sameRow = grown && grown.y0 === y && grown.y1 === y && (grown.x1 === x - 1 || grown.x0 === x + 1);
    const sameColumn =
      grown && grown.x0 === x && grown.x1 === x && (grown.y1 === y - 1 || grown.y0 === y + 1);
    if (grown && (sameRow || sameColumn)) {
      const [x0, x1] = [Math.min(grown.x0, x), Math.max(grown.x1, x)];
      const [y0, y1] = [Math.min(grown.y0, y), Math.max(grown.y1, y)];
      out[out.length - 1] = { box: { x0, y0, z0, x1, y1, z1 }, block };
    } else out.push({ box: { x0: x, y0: y, z0, x1: x, y1: y, z1 }, block });
  }
  return out;
}

/** A house's body, or a piece of ground that follows the land. */
function rectangle(given: Ground, doing: Doing, from: Aim, to: Aim): Fill[] {
  const start = spot(given, doing.block, from);
  const end = spot(given, doing.block, to);
  const box = boxBetween(start.x, start.y, start.z, end.x, end.y, start.z);
  if (isGround(given, doing.block, start)) {
    const columns: [number, number][] = [];
    for (let y = box.y0; y <= box.y1; y++) for (let x = box.x0; x <= box.x1; x++) columns.push([x, y]);
    return overGround(columnsMap(given, columns, doing.block), given.groundAt);
  }
  return inside(given, [{ box: { ...box, z1: box.z0 + doing.height - 1 }, block: doing.block }]);
}

function isGround(given: Ground, block: number, place: Place): boolean {
  return given.blockOf(block)?.kind === "surface" && place.z === given.groundAt(place.x, place.y);
}

/** Gives the columns whose ground can be changed: inside, not there already, no house on it. */
function columnsMap(
  given: Ground,
  columns: readonly (readonly [number, number])[],
  block: number,
): Map<string, number> {
  const out = new Map<string, number>();
  for (const [x, y] of columns) {
    if (!given.grid.holds(x, y, 0)) continue;
    const ground = given.groundAt(x, y);
    const above = given.blockOf(given.grid.get(x, y, ground + 1))?.kind;
    if (above !== "building" && given.grid.get(x, y, ground) !== block) out.set(`${x},${y}`, block);
  }
  return out;
}

/** Counts what fills change: blocks, and euros for taking away and making. Large ones are counted by portions of a row. */
export function costOf(
  grid: Grid,
  blockOf: (id: number) => Block | undefined,
  fills: readonly Fill[],
): { blocks: number; cost: number } {
  let [blocks, cost] = [0, 0];
  for (const { box, block } of fills) {
    if (volume(box) > 40_000) continue;
    const make = blockOf(block)?.cost ?? 0;
    for (const there of grid.read(box)) {
      if (there === block) continue;
      blocks++;
      cost += make + (blockOf(there)?.remove ?? 0);
    }
  }
  return { blocks, cost };
}
