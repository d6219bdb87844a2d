import { clip, flatten, portions, sameBox, touches } from "./boxes";
import type { Grid } from "./grid";
import { fillsBack, History, markOf, type Step } from "./history";
import { Keeper, type Pending, recount } from "./pending";
import type { Box, Entry, Fill } from "./types";
import type { Base } from "./wire";

/** What the world tells: blocks shown differently, and how many edits wait for an answer. */
export interface Listening {
  changed(boxes: readonly Box[]): void;
  waiting(count: number): void;
}

/**
 * The blocks of a variant. `sure` is what the server has told; `shown` is that with one's own unanswered edits over it.
 * The server's order decides: what it tells replaces what was shown ahead of it.
 */
export class World {
  readonly history = new History();
  readonly sure: Grid;
  readonly shown: Grid;
  /** Place in the log of the last entry in `sure`. */
  position = 0;
  private participant = 0;
  private next = 1;
  private pending: Pending[] = [];
  private settle: { counter: number; position: number } | null = null;
  /** Another window of the same person counted on: what waits here needs new counters. */
  private apart = false;

  constructor(
    readonly base: Base,
    private readonly listening: Listening,
    private readonly keeper: Keeper = new Keeper("none", null),
  ) {
    this.sure = base.grid.copy();
    this.shown = this.sure.copy();
    const kept = keeper.read();
    if (!kept) return;
    this.participant = kept.participant;
    this.next = kept.next;
    this.pending = [...kept.pending];
    this.apart = kept.apart === true;
    for (const one of this.pending) for (const { box, block } of one.fills) this.shown.fill(box, block);
  }

  get waiting(): number {
    return this.pending.length;
  }

  /** The server said who one is: `counter` is the last of one's edits it has seen, `position` where its log stands. */
  hello(participant: number, counter: number, position: number): void {
    if (this.participant !== participant && this.participant !== 0) {
      // Another person's edits are not ours to send.
      this.drop(() => true);
      this.history.clear();
    }
    this.participant = participant;
    this.next = Math.max(this.next, counter + 1);
    if (this.keeper.claim() || this.apart) this.countAnew(counter + 1);
    if (position < this.position) {
      // A log that is shorter than what is known is another one, as after a restored backup: the server tells it whole.
      this.position = 0;
      this.reset(0, new Map());
    }
    this.handled(counter, position);
    this.keep();
  }

  /** Another window of the same person goes on; `counter` is the last edit of this one that the server handled, if it said so. */
  part(counter: number | null): void {
    this.apart = true;
    if (counter !== null) this.drop((one) => one.counter <= counter);
    this.keep();
  }

  /** All of one's edits up to `counter` are in the log at `position`, or were refused. */
  handled(counter: number, position: number): void {
    this.settle = { counter, position };
    this.settleWhenThere();
  }

  /** Shows fills at once and gives what has to be sent. Fills outside the quarter are left out. */
  edit(fills: readonly Fill[], again = false): readonly Pending[] {
    // What belongs to one step must not lie over itself: each of its edits is taken back by itself.
    const inside = flatten(fills).flatMap(({ box, block }) => {
      const part = clip(box, this.base.grid.box);
      return part ? portions(part).map((one) => ({ box: one, block })) : [];
    });
    if (!inside.length) return [];
    const fresh: Pending[] = [];
    const step: Step = inside.flatMap(({ box, block }) => {
      const mark = markOf(this.shown, this.next, box, block);
      // What stands there already is no edit: the server could not take it back.
      if (mark.before.every((one) => one === block)) return [];
      fresh.push({ counter: this.next++, fills: [{ box, block }], target: null });
      this.shown.fill(box, block);
      return [mark];
    });
    if (!fresh.length) return [];
    this.history.add(step, again);
    this.add(fresh);
    return fresh;
  }

  /** Takes back one's last step. Gives what has to be sent. */
  undo(): readonly Pending[] {
    const step = this.history.takeBack();
    if (!step) return [];
    const fresh = [...step].reverse().flatMap((mark) => {
      const fills = fillsBack(this.shown, mark);
      // Others have built over all of it: nothing is left to take back.
      if (!fills.length) return [];
      for (const { box, block } of fills) this.shown.fill(box, block);
      return [{ counter: this.next++, fills, target: mark.counter }];
    });
    this.add(fresh);
    return fresh;
  }

  /** Does again what was taken back last. Gives what has to be sent. */
  redo(): readonly Pending[] {
    const step = this.history.takeAgain();
    return step ? this.edit(step, true) : [];
  }

  /** Gives what the server has not answered and, after `hello`, not seen. */
  unseen(): readonly Pending[] {
    const seen = this.settle?.counter ?? 0;
    return this.pending.filter((one) => one.counter > seen);
  }

  /**
   * Takes entries of the log; those known already are left out. Gives false when entries before them are missing: then
   * nothing is taken and the log has to be asked for from `position`.
   */
  apply(position: number, entries: readonly Entry[]): boolean {
    if (position > this.position + 1) return false;
    const fresh = entries.slice(this.position + 1 - position);
    if (!fresh.length) return true;
    const told: Box[] = [];
    const touched = new Set<number>();
    const met = new Set<number>();
    let answered = 0;
    for (const { participant, counter, box, block } of fresh) {
      this.sure.fill(box, block);
      for (const index of this.sure.touched(box)) touched.add(index);
      if (participant !== this.participant) told.push(box);
      else {
        answered = Math.max(answered, counter);
        if (this.isShown(counter, box, block)) met.add(counter);
        else told.push(box);
      }
    }
    this.position = position + entries.length - 1;
    // Edits are handled in the order they were counted: with this one all before it are answered.
    const gone = this.take((one) => one.counter <= answered);
    for (const index of this.chunksOf(gone)) touched.add(index);
    this.show(touched);
    this.listening.changed([...told, ...boxesIn(gone.filter((one) => !met.has(one.counter)))]);
    if (gone.length) this.keep();
    this.settleWhenThere();
    return true;
  }

  /** Takes a whole state: chunks that differ from the base. Older ones than what is known are left out. */
  reset(position: number, chunks: ReadonlyMap<number, Uint16Array>): void {
    if (position < this.position) return;
    const { grid } = this.base;
    const differing: number[] = [];
    for (let index = 0; index < grid.chunks.length; index++) {
      const blocks = chunks.get(index);
      const before = this.sure.chunks[index];
      if (blocks) this.sure.replace(index, blocks);
      else this.sure.share(index, grid);
      if (before !== this.sure.chunks[index]) differing.push(index);
    }
    this.position = position;
    this.show(new Set(differing));
    this.listening.changed(differing.map((index) => grid.chunkBox(index)));
    this.settleWhenThere();
  }

  /** The server refused edits, counted from `first` to `last`: they disappear. */
  refused(last: number, first = last): void {
    const gone = (counter: number) => first <= counter && counter <= last;
    this.history.forget(gone);
    this.drop((one) => gone(one.counter));
  }

  private countAnew(first: number): void {
    this.apart = false;
    const { pending, became } = recount(this.pending, first);
    this.pending = pending;
    this.next = first + pending.length;
    this.history.recount(became);
  }

  private isShown(counter: number, box: Box, block: number): boolean {
    const one = this.pending.find((each) => each.counter === counter && each.target === null);
    const fill = one?.fills[0];
    return fill !== undefined && fill.block === block && sameBox(fill.box, box);
  }

  private settleWhenThere(): void {
    const { settle } = this;
    if (!settle || this.position < settle.position) return;
    this.settle = null;
    this.drop((one) => one.counter <= settle.counter);
  }

  private add(fresh: readonly Pending[]): void {
    this.pending.push(...fresh);
    this.listening.changed(boxesIn(fresh));
    this.keep();
  }

  private drop(which: (one: Pending) => boolean): void {
    const gone = this.take(which);
    if (!gone.length) return;
    this.show(this.chunksOf(gone));
    this.listening.changed(boxesIn(gone));
    this.keep();
  }

  private take(which: (one: Pending) => boolean): Pending[] {
    const gone = this.pending.filter(which);
    if (gone.length) this.pending = this.pending.filter((one) => !which(one));
    return gone;
  }

  private chunksOf(all: readonly Pending[]): Set<number> {
    return new Set(all.flatMap((one) => one.fills.flatMap((fill) => this.shown.touched(fill.box))));
  }

  /** Makes chunks as shown anew: what is sure, with unanswered edits over it in their order. */
  private show(chunks: ReadonlySet<number>): void {
    const boxes = [...chunks].map((index) => {
      this.shown.share(index, this.sure);
      return this.shown.chunkBox(index);
    });
    for (const one of this.pending)
      for (const { box, block } of one.fills)
        for (const there of boxes) {
          const part = touches(box, there) ? clip(box, there) : null;
          if (part) this.shown.fill(part, block);
        }
  }

  private keep(): void {
    const { participant, next, pending, apart } = this;
    this.keeper.write({ participant, next, pending, apart });
    this.listening.waiting(this.pending.length);
  }
}

function boxesIn(all: readonly Pending[]): Box[] {
  return all.flatMap((one) => one.fills.map((fill) => fill.box));
}
