import { boxesOf } from "./boxes";
import type { Grid } from "./grid";
import type { Box, Fill } from "./types";

/** One fill of one's own, and what was there before it was shown. */
export interface Mark extends Fill {
  readonly counter: number;
  readonly before: Uint16Array;
}

/** What belongs together for the person who did it: a line, a house. */
export type Step = readonly Mark[];

const MOST_STEPS = 200;

/** What a person may take back and do again. */
export class History {
  private done: Step[] = [];
  private undone: Step[] = [];

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  add(step: Step, again = false): void {
    this.done.push(step);
    if (this.done.length > MOST_STEPS) this.done.shift();
    if (!again) this.undone = [];
  }

  takeBack(): Step | null {
    const step = this.done.pop();
    if (step) this.undone.push(step);
    return step ?? null;
  }

  takeAgain(): Step | null {
    return this.undone.pop() ?? null;
  }

  /** Forgets what the server refused. */
  forget(refused: (counter: number) => boolean): void {
    const without = (steps: Step[]) =>
      steps.map((step) => step.filter((mark) => !refused(mark.counter))).filter((step) => step.length > 0);
    this.done = without(this.done);
    this.undone = without(this.undone);
  }

  /** Follows edits that were counted anew. */
  recount(became: ReadonlyMap<number, number>): void {
    const anew = (steps: Step[]) =>
      steps.map((step) =>
        step.map((mark) => ({ ...mark, counter: became.get(mark.counter) ?? mark.counter })),
      );
    this.done = anew(this.done);
    this.undone = anew(this.undone);
  }

  clear(): void {
    this.done = [];
    this.undone = [];
  }
}

/** Gives the fills that show a mark taken back: only blocks that are still what it made of them. */
export function fillsBack(grid: Grid, mark: Mark): Fill[] {
  const now = grid.read(mark.box);
  const wanted = new Int32Array(now.length);
  for (let at = 0; at < now.length; at++)
    wanted[at] = now[at] === mark.block && mark.before[at] !== mark.block ? (mark.before[at] as number) : -1;
  return boxesOf(wanted, mark.box);
}

/** Remembers what is in a box before it is filled. */
export function markOf(grid: Grid, counter: number, box: Box, block: number): Mark {
  return { counter, box, block, before: grid.read(box) };
}
