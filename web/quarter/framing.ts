import { FRONT, RIM } from "./plate";

/** A place as the eye sees it from afar: to the right, up, away, and how it moves up and away with a step ahead on the ground. */
export interface Seen {
  readonly right: number;
  readonly up: number;
  readonly away: number;
  readonly tilt: number;
}

/** How high what stands at the plate's far side may be before it leaves the picture, in metres. */
const HIGH = 16;
/** Air around the model, as a share of its picture. */
const AIR = 1.04;

/** Gives the corners of the plate around its middle, and what stands on those of the quarter: [east, north, up] in metres. */
export function plateCorners(nx: number, ny: number): readonly (readonly [number, number, number])[] {
  const [east, north] = [nx / 2, ny / 2];
  const flat = [
    [-east - RIM, -north - FRONT],
    [east + RIM, -north - FRONT],
    [east + RIM, north + RIM],
    [-east - RIM, north + RIM],
  ] as const;
  const high = [
    [-east, -north],
    [east, -north],
    [east, north],
    [-east, north],
  ] as const;
  return [...flat.map(([x, y]) => [x, y, 0] as const), ...high.map(([x, y]) => [x, y, HIGH] as const)];
}

/** Gives a place as an eye sees it that looks in a direction (radians clockwise from north) and down by `tilt`. */
export function turned([x, y, z]: readonly [number, number, number], bearing: number, tilt: number): Seen {
  const [sin, cos] = [Math.sin(bearing), Math.cos(bearing)];
  const ahead = x * sin + y * cos;
  return {
    right: x * cos - y * sin,
    up: ahead * Math.sin(tilt) + z * Math.cos(tilt),
    away: ahead * Math.cos(tilt) - z * Math.sin(tilt),
    tilt,
  };
}

/**
 * Gives the least distance of an eye from which all places are in the picture, and how many metres further ahead than their
 * middle it has to look so that as much air is above them as below. `across` and `along` are the tangents of half the
 * picture's width and height.
 */
export function framing(
  places: readonly Seen[],
  across: number,
  along: number,
): { reach: number; ahead: number } {
  let [reach, ahead] = [0, 0];
  for (let round = 0; round < 8; round++) {
    reach = AIR * Math.max(...places.map((place) => needed(place, ahead, across, along)));
    ahead = balanced(places, reach);
  }
  reach = AIR * Math.max(...places.map((place) => needed(place, ahead, across, along)));
  return { reach, ahead };
}

/** Gives how far away the eye must be at least for a place to be in the picture. */
function needed({ right, up, away, tilt }: Seen, ahead: number, across: number, along: number): number {
  const high = Math.abs(up - ahead * Math.sin(tilt)) / along;
  return Math.max(high, Math.abs(right) / across) - (away - ahead * Math.cos(tilt));
}

/** Gives how far ahead to look from a distance so that the highest place is as far from the middle as the lowest. */
function balanced(places: readonly Seen[], reach: number): number {
  let [low, high] = [-400, 400];
  for (let round = 0; round < 30; round++) {
    const ahead = (low + high) / 2;
    const heights = places.map(
      ({ up, away, tilt }) =>
        (up - ahead * Math.sin(tilt)) / Math.max(1, reach + away - ahead * Math.cos(tilt)),
    );
    if (Math.max(...heights) + Math.min(...heights) > 0) low = ahead;
    else high = ahead;
  }
  return (low + high) / 2;
}
