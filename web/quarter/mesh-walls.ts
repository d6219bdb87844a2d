import { type Job, LEVEL, SIDE } from "./mesh-chunk";
import type { Scanned } from "./mesh-scan";
import type { Tables } from "./mesh-tables";

/** For each wall where it begins and how long it runs, so that windows are spread evenly over it. */
export interface Walls {
  /** Gives foot (8 bits), start (6), length (6) and storeys (6) of the wall at a place of the job, 0 where there is none. */
  of(way: { readonly axis: 0 | 1 | 2; readonly sign: 1 | -1 }, at: number): number;
}

interface Column {
  readonly block: number;
  readonly foot: number;
  readonly storeys: number;
}

const EMPTY: Column = { block: 0, foot: 0, storeys: 0 };

/** Finds how the walls of a chunk run. */
export function wallsOf(job: Job, tables: Tables, scanned: Scanned): Walls {
  const columns: Column[] = [];
  for (let place = 0; place < 1024; place++) columns.push(columnAt(job, tables, scanned, place));
  const runs = [0, 1, 2, 3].map((side) => runsOf(columns, scanned.open, side));
  return {
    of(way, at) {
      const rest = at % LEVEL;
      const place = (Math.floor(rest / SIDE) - 1) * 32 + (rest % SIDE) - 1;
      const side = (way.axis === 0 ? 0 : 2) + (way.sign > 0 ? 0 : 1);
      return (runs[side] as Int32Array)[place] as number;
    },
  };
}

/** Looks where the building in a column begins and how many storeys fit into it. */
function columnAt(job: Job, tables: Tables, scanned: Scanned, place: number): Column {
  const low = scanned.low[place] as number;
  if (low < 0) return EMPTY;
  const at = ((place >> 5) + 1) * SIDE + (place & 31) + 1;
  const block = job.blocks[(low + 1) * LEVEL + at] as number;
  const given = (job.foot[at] as number) & 255;
  // Where the survey knows the building, its lowest place counts; on top of a roof the storeys go on.
  const foot = given && given <= low ? given : low;
  const storeys = Math.floor(
    ((scanned.high[place] as number) + 1 - foot + 0.6) / (tables.storey[block] as number),
  );
  return { block, foot, storeys: Math.min(63, storeys) };
}

/** Packs for each place what `Walls.of` gives, for one of four sides: east, west, north, south. */
function runsOf(columns: readonly Column[], open: Uint8Array, side: number): Int32Array {
  const out = new Int32Array(1024);
  const alongY = side < 2;
  const placeOf = (row: number, along: number) => (alongY ? along * 32 + row : row * 32 + along);
  const isWall = (place: number) => ((open[place] as number) & (1 << side)) !== 0;
  for (let row = 0; row < 32; row++) {
    let along = 0;
    while (along < 32) {
      const place = placeOf(row, along);
      if (!isWall(place)) {
        along++;
        continue;
      }
      const first = columns[place] as Column;
      let end = along + 1;
      while (end < 32 && isWall(placeOf(row, end)) && goesOn(first, columns[placeOf(row, end)] as Column))
        end++;
      for (let at = along; at < end; at++) {
        const { foot, storeys } = columns[placeOf(row, at)] as Column;
        out[placeOf(row, at)] = foot | (along << 8) | ((end - along) << 14) | (storeys << 20);
      }
      along = end;
    }
  }
  return out;
}

function goesOn(first: Column, next: Column): boolean {
  return next.block === first.block && next.foot === first.foot;
}
