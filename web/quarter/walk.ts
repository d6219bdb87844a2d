import type { Grid } from "./grid";
import type { Place } from "./types";

/** A child's eyes are 1.2 m above its feet; it passes where two blocks are free and climbs one. */
export const EYE = 1.2;
const BODY = 0.28;

/** Gives where feet stand in a column for someone who comes from level `from`: a step up, level, or down; null if blocked. */
export function footing(
  grid: Grid,
  passes: (block: number) => boolean,
  x: number,
  y: number,
  from: number,
): number | null {
  const [cx, cy] = [Math.floor(x), Math.floor(y)];
  if (!grid.holds(cx, cy, 0)) return null;
  const free = (z: number) => passes(grid.get(cx, cy, z));
  for (let z = from + 1; z > 0; z--) {
    // Feet may go down to the next ground, but only through free blocks.
    if (!free(z) || !free(z + 1)) {
      if (z === from + 1) continue;
      return null;
    }
    if (!free(z - 1)) return z;
  }
  return null;
}

/** Moves somebody by a distance; at a wall the part along it remains. `at.z` is the level of the feet. */
export function walk(
  grid: Grid,
  passes: (block: number) => boolean,
  at: Place,
  dx: number,
  dy: number,
): Place {
  const go = (x: number, y: number): Place | null => {
    let level: number | null = null;
    for (const [ox, oy] of [
      [0, 0],
      [BODY, BODY],
      [-BODY, BODY],
      [BODY, -BODY],
      [-BODY, -BODY],
    ] as const) {
      const there = footing(grid, passes, x + ox, y + oy, Math.round(at.z));
      if (there === null) return null;
      level ??= there;
    }
    return level === null ? null : { x, y, z: level };
  };
  return go(at.x + dx, at.y + dy) ?? go(at.x + dx, at.y) ?? go(at.x, at.y + dy) ?? at;
}

/** Finds a place to stand near a point, from the ground up; gives the ground itself where nothing better is near. */
export function standing(
  grid: Grid,
  passes: (block: number) => boolean,
  x: number,
  y: number,
  ground: (x: number, y: number) => number,
): Place {
  for (let far = 0; far < 24; far++)
    for (let turn = 0; turn < 8; turn++) {
      const [px, py] = [x + far * Math.cos((turn * Math.PI) / 4), y + far * Math.sin((turn * Math.PI) / 4)];
      if (!grid.holds(Math.floor(px), Math.floor(py), 0)) continue;
      const level = ground(Math.floor(px), Math.floor(py));
      const at = { x: Math.floor(px) + 0.5, y: Math.floor(py) + 0.5, z: level + 1 };
      if (footing(grid, passes, at.x, at.y, level + 1) === level + 1) return at;
    }
  return { x, y, z: ground(Math.floor(x), Math.floor(y)) + 1 };
}

/** How far one wants to see ahead at first, how far one looks at most, and in how many directions; metres. */
const ENOUGH = 14;
const FARTHEST = 60;
const WAYS = 16;
/** So far aside (radians) nothing may stand close either. */
const ASIDE = 0.3;

/** Gives where to look from a place: the wanted direction (radians clockwise from north) if there is no wall, else the widest. */
export function openBearing(
  grid: Grid,
  passes: (block: number) => boolean,
  from: Place,
  wanted: number,
): number {
  const eye = Math.floor(from.z + EYE);
  const ray = (bearing: number) => {
    for (let far = 1; far < FARTHEST; far++) {
      const [x, y] = [
        Math.floor(from.x + far * Math.sin(bearing)),
        Math.floor(from.y + far * Math.cos(bearing)),
      ];
      if (!grid.holds(x, y, eye) || !passes(grid.get(x, y, eye))) return far;
    }
    return FARTHEST;
  };
  const sight = (bearing: number) => Math.min(ray(bearing - ASIDE), ray(bearing), ray(bearing + ASIDE));
  if (sight(wanted) >= ENOUGH) return wanted;
  let [best, widest] = [wanted, 0];
  for (let way = 0; way < WAYS; way++) {
    const bearing = wanted + (way * 2 * Math.PI) / WAYS;
    const far = sight(bearing);
    if (far > widest) [best, widest] = [bearing, far];
  }
  return best;
}
