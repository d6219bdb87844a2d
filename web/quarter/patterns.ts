import type { Block } from "./types";

/** How a face is drawn: numbers that the mesher writes and the shader reads. Walls come last, each style with its windows. */
export const PATTERN = {
  plain: 0,
  grass: 1,
  flowers: 2,
  bed: 3,
  paving: 4,
  asphalt: 5,
  crossing: 6,
  gravel: 7,
  rail: 8,
  planks: 9,
  bank: 10,
  tiles: 11,
  flat: 12,
  solar: 13,
  leaves: 14,
  glow: 15,
  field: 16,
  soil: 17,
  wall: 20,
} as const;

/** Windows of a wall, all in metres: storey, sill, head, width, distance, and whether the ground floor is a shop's. */
export interface WallStyle {
  readonly storey: number;
  readonly sill: number;
  readonly head: number;
  readonly width: number;
  readonly every: number;
}

const HOMES: WallStyle = { storey: 3, sill: 0.95, head: 2.35, width: 1.05, every: 2.4 };

/** Wall styles; style n has pattern `PATTERN.wall + n`. */
export const WALL_STYLES: readonly WallStyle[] = [
  HOMES,
  { storey: 3, sill: 0.85, head: 2.35, width: 1, every: 2.2 },
  { storey: 3, sill: 0.6, head: 2.4, width: 1.35, every: 2.7 },
  { storey: 3.5, sill: 0.9, head: 2.7, width: 2.5, every: 2.8 },
  { storey: 4, sill: 0.4, head: 2.9, width: 2.5, every: 3.1 },
  { storey: 3.5, sill: 0.9, head: 2.8, width: 1.7, every: 2.5 },
  { storey: 6, sill: 1.6, head: 5, width: 0.8, every: 3.2 },
  { storey: 6, sill: 4.1, head: 5.2, width: 3.2, every: 4 },
  { storey: 3, sill: 1.15, head: 2.45, width: 3.7, every: 4 },
  { storey: 3, sill: 1.2, head: 1.9, width: 0.6, every: 4 },
];

const BY_KEY: Readonly<Record<string, number>> = {
  soil: PATTERN.soil,
  rock: PATTERN.soil,
  street: PATTERN.asphalt,
  parking: PATTERN.asphalt,
  cycleway: PATTERN.asphalt,
  cycle_street: PATTERN.asphalt,
  calm_street: PATTERN.paving,
  footway: PATTERN.paving,
  square: PATTERN.paving,
  permeable_paving: PATTERN.paving,
  yard: PATTERN.paving,
  parking_grass: PATTERN.paving,
  steps: PATTERN.planks,
  deck: PATTERN.planks,
  roof_terrace: PATTERN.planks,
  crossing: PATTERN.crossing,
  gravel_path: PATTERN.gravel,
  gravel_yard: PATTERN.gravel,
  sand: PATTERN.gravel,
  playground: PATTERN.gravel,
  rail: PATTERN.rail,
  grass_track: PATTERN.rail,
  lawn: PATTERN.grass,
  garden: PATTERN.grass,
  forest_floor: PATTERN.grass,
  green_roof: PATTERN.grass,
  meadow: PATTERN.flowers,
  bed: PATTERN.bed,
  rain_garden: PATTERN.bed,
  raised_bed: PATTERN.plain,
  field: PATTERN.field,
  roof: PATTERN.tiles,
  flat_roof: PATTERN.flat,
  solar_roof: PATTERN.solar,
  lamp: PATTERN.plain,
};

const WALL_BY_KEY: Readonly<Record<string, number>> = {
  homes: 0,
  homes_brick: 1,
  homes_wood: 2,
  building: 0,
};
const WALL_BY_USE: Readonly<Record<string, number>> = {
  work: 3,
  shop: 4,
  school: 5,
  nursery: 5,
  doctor: 5,
  culture: 5,
  public: 5,
  worship: 6,
  industry: 7,
  car_park: 8,
  shed: 9,
};

/** Gives the number of a block's wall style, -1 when it is no wall. */
export function wallStyle(block: Block): number {
  if (block.kind !== "building") return -1;
  return WALL_BY_KEY[block.key] ?? WALL_BY_USE[block.use ?? ""] ?? 0;
}

/** Gives the pattern of a block's top. */
export function topPattern(block: Block): number {
  if (block.look === "leaves") return PATTERN.leaves;
  if (block.kind === "building") return PATTERN.flat;
  return BY_KEY[block.key] ?? PATTERN.plain;
}

/** Gives the pattern of a block's sides. */
export function sidePattern(block: Block): number {
  const style = wallStyle(block);
  if (style >= 0) return PATTERN.wall + style;
  if (block.kind === "surface") return PATTERN.bank;
  return block.kind === "roof" && block.key !== "roof" ? PATTERN.plain : topPattern(block);
}
