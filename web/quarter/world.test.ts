import { describe, expect, test } from "vitest";
import type { Grid } from "./grid";
import { Keeper } from "./pending";
import { chances, lawn } from "./testing";
import type { Box, Entry, Fill } from "./types";
import type { Base } from "./wire";
import { World } from "./world";

const quiet = { changed: () => undefined, waiting: () => undefined };
const HOUSE: Fill = { box: { x0: 3, y0: 3, z0: 2, x1: 5, y1: 5, z1: 4 }, block: 40 };

function entry(participant: number, counter: number, fill: Fill): Entry {
  return { participant, counter, ...fill };
}

function store(): Map<string, string> & {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
} {
  const map = new Map<string, string>();
  return Object.assign(map, {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  });
}

describe("one's own edits", () => {
  test("are shown at once and stay when the server tells them", () => {
    const world = new World(lawn(), quiet);
    world.hello(1, 0, 0);
    const [sent] = world.edit([HOUSE]);
    expect(world.shown.get(4, 4, 3)).toBe(40);
    expect(world.sure.get(4, 4, 3)).toBe(0);
    expect(world.apply(1, [entry(1, sent?.counter ?? 0, HOUSE)])).toBe(true);
    expect(world.sure.get(4, 4, 3)).toBe(40);
    expect(world.waiting).toBe(0);
  });

  test("disappear when they are refused, and what lies under them comes back", () => {
    const world = new World(lawn(), quiet);
    world.hello(1, 0, 0);
    const [sent] = world.edit([HOUSE]);
    world.refused(sent?.counter ?? 0);
    expect(world.shown.same(world.base.grid)).toBe(true);
    expect(world.history.canUndo).toBe(false);
  });

  test("give way to what others built later", () => {
    const world = new World(lawn(), quiet);
    world.hello(1, 0, 0);
    world.edit([HOUSE]);
    const tree = { box: { ...HOUSE.box, x1: 3, y1: 3 }, block: 31 };
    world.apply(1, [entry(1, 1, HOUSE), entry(2, 9, tree)]);
    expect(world.shown.get(3, 3, 3)).toBe(31);
    expect(world.shown.get(4, 4, 3)).toBe(40);
    expect(world.shown.same(world.sure)).toBe(true);
  });

  test("are taken back block by block, but not what others changed", () => {
    const world = new World(lawn(), quiet);
    world.hello(1, 0, 0);
    world.edit([HOUSE]);
    world.apply(1, [entry(1, 1, HOUSE), entry(2, 9, { box: { ...HOUSE.box, x1: 3, y1: 3 }, block: 31 })]);
    const [undo] = world.undo();
    expect(undo).toMatchObject({ counter: 2, target: 1 });
    expect(world.shown.get(4, 4, 3)).toBe(0);
    expect(world.shown.get(3, 3, 3)).toBe(31);
    const [again] = world.redo();
    expect(again).toMatchObject({ counter: 3, target: null });
    expect(world.shown.get(4, 4, 3)).toBe(40);
  });

  test("of one step never lie over each other", () => {
    const world = new World(lawn(), quiet);
    world.hello(1, 0, 0);
    const ground = { box: { x0: 0, y0: 0, z0: 1, x1: 9, y1: 9, z1: 1 }, block: 10 };
    const bed = { box: { x0: 2, y0: 2, z0: 1, x1: 4, y1: 4, z1: 1 }, block: 18 };
    const sent = world.edit([ground, bed]);
    const cells = new Set<string>();
    for (const { fills } of sent)
      for (const { box } of fills)
        for (let y = box.y0; y <= box.y1; y++)
          for (let x = box.x0; x <= box.x1; x++) {
            expect(cells.has(`${x},${y}`)).toBe(false);
            cells.add(`${x},${y}`);
          }
    expect(cells.size).toBe(100);
    world.undo();
    expect(world.shown.same(world.base.grid)).toBe(true);
  });

  test("that change nothing are none, and what others built over is not taken back", () => {
    const world = new World(lawn(), quiet);
    world.hello(1, 0, 0);
    const [sent] = world.edit([HOUSE]);
    world.apply(1, [entry(1, sent?.counter ?? 0, HOUSE)]);
    expect(world.edit([HOUSE])).toEqual([]);
    world.apply(2, [entry(2, 1, { ...HOUSE, block: 41 })]);
    expect(world.undo()).toEqual([]);
    expect(world.shown.get(4, 4, 3)).toBe(41);
  });

  test("are cut into parts the server takes, and left out where the quarter ends", () => {
    const world = new World(lawn(), quiet);
    world.hello(1, 0, 0);
    const sent = world.edit([{ box: { x0: 60, y0: 0, z0: 2, x1: 200, y1: 39, z1: 2 }, block: 40 }]);
    expect(sent.length).toBe(2);
    expect(world.edit([{ box: { x0: 90, y0: 0, z0: 2, x1: 91, y1: 0, z1: 2 }, block: 40 }])).toEqual([]);
  });
});

describe("after a break", () => {
  test("what the server has seen is not sent again, the rest is", () => {
    const world = new World(lawn(), quiet);
    world.hello(1, 0, 0);
    world.edit([HOUSE]);
    world.edit([{ ...HOUSE, block: 41 }]);
    world.hello(1, 1, 0);
    expect(world.unseen().map((one) => one.counter)).toEqual([2]);
  });

  test("a reload brings unanswered edits back with the same counters", () => {
    const kept = store();
    const before = new World(lawn(), quiet, new Keeper("v", kept));
    before.hello(1, 4, 0);
    before.edit([HOUSE]);
    const after = new World(lawn(), quiet, new Keeper("v", kept));
    expect(after.shown.get(4, 4, 3)).toBe(40);
    after.hello(1, 4, 0);
    expect(after.unseen().map((one) => one.counter)).toEqual([5]);
    after.apply(1, [entry(1, 5, HOUSE)]);
    expect(kept.get("stadtkern-edits-3")).toBeUndefined();
  });

  test("edits of another person in the same browser are forgotten, never sent in her name", () => {
    const kept = store();
    const before = new World(lawn(), quiet, new Keeper("v", kept));
    before.hello(1, 0, 0);
    before.edit([HOUSE]);
    const after = new World(lawn(), quiet, new Keeper("v", kept));
    after.hello(2, 0, 0);
    expect(after.unseen()).toEqual([]);
    expect(after.shown.same(after.base.grid)).toBe(true);
  });

  test("that waited while another window counted on get new counters, and can still be taken back", () => {
    const kept = store();
    const world = new World(lawn(), quiet, new Keeper("3", kept, null));
    world.hello(1, 0, 0);
    world.edit([HOUSE]);
    const [second] = world.edit([{ ...HOUSE, block: 41 }]);
    world.undo();
    expect(second?.counter).toBe(2);
    world.part(1);
    expect(world.unseen().map((one) => [one.counter, one.target])).toEqual([
      [2, null],
      [3, 2],
    ]);
    const again = new World(lawn(), quiet, new Keeper("3", kept, null));
    for (const one of [world, again]) {
      one.hello(1, 8, 0);
      expect(one.unseen().map((each) => [each.counter, each.target])).toEqual([
        [9, null],
        [10, 9],
      ]);
    }
    const [third] = world.redo();
    expect(third?.counter).toBe(11);
    expect(world.undo()[0]?.target).toBe(11);
  });

  test("get new counters too when nobody said that another window was here", () => {
    const [first, second, shared] = [store(), store(), store()];
    const here = new World(lawn(), quiet, new Keeper("3", first, shared));
    here.hello(1, 0, 0);
    here.edit([HOUSE]);
    const there = new World(lawn(), quiet, new Keeper("3", second, shared));
    there.hello(1, 0, 0);
    here.hello(1, 4, 0);
    expect(here.unseen().map((one) => one.counter)).toEqual([5]);
    here.hello(1, 4, 0);
    expect(here.unseen().map((one) => one.counter)).toEqual([5]);
  });

  test("a log that is shorter than known, as after a restored backup, is taken as it is", () => {
    const world = new World(lawn(), quiet);
    world.hello(1, 0, 0);
    world.apply(1, [entry(2, 1, HOUSE), entry(2, 2, HOUSE)]);
    world.hello(1, 0, 1);
    expect(world.shown.same(world.base.grid)).toBe(true);
    const whole = lawn().grid.copy();
    whole.fill({ ...HOUSE.box, x1: 3 }, 40);
    world.reset(1, new Map([[0, whole.chunks[0] as Uint16Array]]));
    expect([world.position, world.shown.get(3, 3, 3), world.shown.get(4, 4, 3)]).toEqual([1, 40, 0]);
  });

  test("a gap in the log is noticed, what is known already is left out", () => {
    const world = new World(lawn(), quiet);
    world.hello(1, 0, 0);
    expect(world.apply(3, [entry(2, 1, HOUSE)])).toBe(false);
    expect(world.apply(1, [entry(2, 1, HOUSE)])).toBe(true);
    world.apply(1, [entry(2, 1, HOUSE), entry(2, 2, { ...HOUSE, block: 41 })]);
    expect(world.position).toBe(2);
    expect(world.shown.get(4, 4, 3)).toBe(41);
  });

  test("a damaged store is as good as none", () => {
    const kept = store();
    kept.set("stadtkern-edits-v", "{broken");
    expect(new World(lawn(), quiet, new Keeper("v", kept)).waiting).toBe(0);
  });
});

/** A room as the server keeps it: an ordered log, the highest counter of each, refusals; undo as `blocks/undo.py` has it. */
class Room {
  readonly log: Entry[] = [];
  readonly seen = new Map<number, number>();
  constructor(readonly base: Base) {}

  grid(upTo = this.log.length): Grid {
    const grid = this.base.grid.copy();
    for (const { box, block } of this.log.slice(0, upTo)) grid.fill(box, block);
    return grid;
  }

  /** Takes an edit; gives the counter when it is refused. */
  take(participant: number, counter: number, fill: Fill | undefined, target: number | null): number | null {
    if (counter <= (this.seen.get(participant) ?? 0)) return null;
    this.seen.set(participant, counter);
    if (target !== null) return this.undo(participant, counter, target);
    if (!fill || fill.box.z0 < 1) return counter;
    this.log.push({ participant, counter, ...fill });
    return null;
  }

  private undo(participant: number, counter: number, target: number): number | null {
    const at = this.log.findIndex((one) => one.participant === participant && one.counter === target);
    if (at < 0) return counter;
    const { box } = this.log[at] as Entry;
    const [earlier, now] = [this.grid(at), this.grid()];
    let any = false;
    each(box, (x, y, z) => {
      const last = this.log.findLastIndex(
        ({ box: b }) => b.x0 <= x && x <= b.x1 && b.y0 <= y && y <= b.y1 && b.z0 <= z && z <= b.z1,
      );
      const before = earlier.get(x, y, z);
      if (last !== at || before === now.get(x, y, z)) return;
      any = true;
      this.log.push({
        participant,
        counter,
        box: { x0: x, y0: y, z0: z, x1: x, y1: y, z1: z },
        block: before,
      });
    });
    return any ? null : counter;
  }
}

function each(box: Box, found: (x: number, y: number, z: number) => void): void {
  for (let z = box.z0; z <= box.z1; z++)
    for (let y = box.y0; y <= box.y1; y++) for (let x = box.x0; x <= box.x1; x++) found(x, y, z);
}

type Sent = ReturnType<World["unseen"]>[number];

/** Two people, a room, and a line that loses and doubles. */
class Trial {
  readonly room = new Room(lawn(40, 36, 6));
  readonly people = [1, 2].map((who) => ({
    who,
    world: new World(this.room.base, quiet),
    queue: [] as Sent[],
  }));

  constructor(private readonly chance: () => number) {
    for (const one of this.people) this.greet(one);
  }

  greet(one: Trial["people"][number]): void {
    one.world.hello(one.who, this.room.seen.get(one.who) ?? 0, this.room.log.length);
    one.world.apply(one.world.position + 1, this.room.log.slice(one.world.position));
    one.queue = [...one.world.unseen()];
  }

  turn(): void {
    const one = this.people[Math.floor(this.chance() * 2)] as Trial["people"][number];
    const what = this.chance();
    if (what < 0.4) one.queue.push(...one.world.edit([someFill(this.chance)]));
    else if (what < 0.5) one.queue.push(...one.world.undo());
    else if (what < 0.55) one.queue.push(...one.world.redo());
    else if (what < 0.8) this.deliver(one);
    else if (what < 0.9) {
      // The line breaks: what was on its way is lost, then one greets again.
      one.queue = [];
      this.greet(one);
    } else one.world.apply(1, this.room.log.slice(0, Math.floor(this.chance() * (one.world.position + 1))));
  }

  private deliver(one: Trial["people"][number]): void {
    const before = this.room.log.length;
    // Now and then a message goes twice.
    const going = one.queue.splice(0).flatMap((edit) => (this.chance() < 0.2 ? [edit, edit] : [edit]));
    for (const edit of going) {
      const refused = this.room.take(one.who, edit.counter, edit.fills[0], edit.target);
      if (refused !== null) one.world.refused(refused);
    }
    const fresh = this.room.log.slice(before);
    for (const other of this.people)
      if (fresh.length && this.chance() < 0.8) other.world.apply(before + 1, fresh);
  }

  /** Everybody sends what is left and hears what is new. */
  settle(): void {
    for (let round = 0; round < 2; round++)
      for (const one of this.people) {
        this.greet(one);
        for (const edit of one.queue) this.room.take(one.who, edit.counter, edit.fills[0], edit.target);
      }
    for (const one of this.people) this.greet(one);
  }
}

describe("whatever is lost or comes twice", () => {
  const seeds = Array.from({ length: 25 }, (_, seed) => seed + 1);
  test.each(seeds)(
    "everybody ends with the same blocks, and nothing is applied twice (chance %i)",
    (seed) => {
      const trial = new Trial(chances(seed));
      for (let turn = 0; turn < 60; turn++) trial.turn();
      trial.settle();
      for (const { world } of trial.people) {
        expect(world.waiting).toBe(0);
        expect(world.sure.same(trial.room.grid())).toBe(true);
        expect(world.shown.same(world.sure)).toBe(true);
      }
      const counted = trial.room.log.map(
        (one) => `${one.participant}:${one.counter}:${JSON.stringify(one.box)}`,
      );
      expect(counted.length).toBeGreaterThan(5);
      expect(new Set(counted).size).toBe(counted.length);
    },
  );
});

function someFill(chance: () => number): Fill {
  const [x0, y0, z0] = [Math.floor(chance() * 36), Math.floor(chance() * 34), Math.floor(chance() * 4)];
  const box = {
    x0,
    y0,
    z0,
    x1: x0 + Math.floor(chance() * 4),
    y1: y0 + Math.floor(chance() * 2),
    z1: z0 + Math.floor(chance() * 2),
  };
  return { box, block: [0, 16, 40, 41][Math.floor(chance() * 4)] ?? 0 };
}
