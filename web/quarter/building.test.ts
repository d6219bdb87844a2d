import { describe, expect, test } from "vitest";
import { type Aim, costOf, type Doing, fillsFor, type Ground } from "./aims";
import { boxBetween, boxesOf, flatten, portions, volume } from "./boxes";
import { Bus } from "./bus";
import { pick } from "./pick";
import PREFABS from "./prefabs.json";
import { fillsOf, mirrored, type Prefab, stampFrom, stampOf, turned } from "./stamp";
import { chances, lawn, palette } from "./testing";
import { HELP, MOUSE, TEXTS, type TextName, text } from "./texts";
import { Tools } from "./tools";
import type { Fill } from "./types";
import { footing, standing, walk } from "./walk";
import { answers, groupOf } from "./words";

const blocks = palette();
const byId = new Map(blocks.map((block) => [block.id, block]));
const id = (key: string) => blocks.find((block) => block.key === key)?.id as number;

function ground(nx = 40, ny = 40): Ground & { base: ReturnType<typeof lawn> } {
  const base = lawn(nx, ny, 24);
  // A step of one metre to the east of 20.
  base.grid.fill({ x0: 20, y0: 0, z0: 1, x1: nx - 1, y1: ny - 1, z1: 1 }, 1);
  base.grid.fill({ x0: 20, y0: 0, z0: 2, x1: nx - 1, y1: ny - 1, z1: 2 }, 16);
  const groundAt = (x: number, _y: number) => (x >= 20 ? 2 : 1);
  return { base, grid: base.grid, groundAt, blockOf: (block) => byId.get(block), bare: 16 };
}

function aim(x: number, y: number, z: number, side: "top" | "east" | "exact" = "top"): Aim {
  return { x, y, z, nx: side === "east" ? 1 : 0, ny: 0, nz: side === "top" ? 1 : 0, exact: side === "exact" };
}

const doing = (tool: Doing["tool"], key: string, height = 1): Doing => ({
  tool,
  block: id(key),
  height,
  stamp: null,
});

describe("what a tool does", () => {
  test("a house is set on the ground, a lawn becomes ground", () => {
    const given = ground();
    expect(fillsFor(given, doing("place", "homes"), null, aim(3, 3, 1), [])).toEqual([
      { box: { x0: 3, y0: 3, z0: 2, x1: 3, y1: 3, z1: 2 }, block: 40 },
    ]);
    expect(fillsFor(given, doing("place", "square"), null, aim(3, 3, 1), [])[0]?.box.z0).toBe(1);
    expect(fillsFor(given, doing("place", "homes"), null, aim(3, 3, 4, "east"), [])[0]?.box.x0).toBe(4);
    expect(fillsFor(given, doing("place", "homes"), null, aim(3, 3, 5, "exact"), [])[0]?.box.z0).toBe(5);
  });

  test("an area of ground follows the land and stops at houses", () => {
    const given = ground();
    given.grid.fill({ x0: 2, y0: 2, z0: 2, x1: 3, y1: 3, z1: 4 }, 40);
    const fills = fillsFor(given, doing("box", "square"), aim(0, 0, 1), aim(24, 5, 2), []);
    expect(fills.every(({ box }) => box.z0 === box.z1)).toBe(true);
    expect(fills.reduce((sum, { box }) => sum + volume(box), 0)).toBe(25 * 6 - 4);
    expect(fills.some(({ box }) => box.z0 === 2 && box.x0 < 20)).toBe(false);
  });

  test("a box of house is as high as asked; a line joins into one edit", () => {
    const given = ground();
    expect(fillsFor(given, doing("box", "homes", 6), aim(1, 1, 1), aim(4, 6, 1), [])).toEqual([
      { box: { x0: 1, y0: 1, z0: 2, x1: 4, y1: 6, z1: 7 }, block: 40 },
    ]);
    expect(fillsFor(given, doing("line", "wall", 2), aim(9, 3, 1), aim(2, 3, 1), [])).toEqual([
      { box: { x0: 2, y0: 3, z0: 2, x1: 9, y1: 3, z1: 3 }, block: 85 },
    ]);
    const slanting = fillsFor(given, doing("line", "hedge"), aim(0, 0, 1), aim(6, 3, 1), []);
    expect(slanting.reduce((sum, { box }) => sum + volume(box), 0)).toBe(7);
  });

  test("taking away leaves the ground, which becomes bare", () => {
    const given = ground();
    given.grid.fill({ x0: 2, y0: 2, z0: 2, x1: 5, y1: 5, z1: 4 }, 40);
    given.grid.fill({ x0: 8, y0: 8, z0: 1, x1: 8, y1: 8, z1: 1 }, 3);
    expect(fillsFor(given, doing("erase", "homes"), aim(2, 2, 2), aim(5, 5, 4), [])).toEqual([
      { box: { x0: 2, y0: 2, z0: 2, x1: 5, y1: 5, z1: 4 }, block: 0 },
    ]);
    expect(fillsFor(given, doing("erase", "homes"), null, aim(8, 8, 1), [])).toEqual([
      { box: { x0: 8, y0: 8, z0: 1, x1: 8, y1: 8, z1: 1 }, block: 16 },
    ]);
    expect(fillsFor(given, doing("erase", "homes"), null, aim(9, 9, 1), [])).toEqual([]);
  });

  test("painting changes ground into ground and walls into walls only", () => {
    const given = ground();
    given.grid.fill({ x0: 2, y0: 2, z0: 2, x1: 2, y1: 2, z1: 2 }, 40);
    const stroke = [aim(2, 2, 2), aim(3, 2, 1), aim(3, 2, 1)];
    expect(fillsFor(given, doing("paint", "homes_brick"), aim(2, 2, 2), aim(3, 2, 1), stroke).length).toBe(1);
    expect(fillsFor(given, doing("paint", "meadow"), aim(2, 2, 2), aim(3, 2, 1), stroke)).toEqual([
      { box: { x0: 3, y0: 2, z0: 1, x1: 3, y1: 2, z1: 1 }, block: 17 },
    ]);
  });

  test("the cost counts what is taken away and what is made", () => {
    const given = ground();
    const fills: Fill[] = [{ box: { x0: 0, y0: 0, z0: 1, x1: 1, y1: 0, z1: 1 }, block: 3 }];
    expect(costOf(given.grid, given.blockOf, fills)).toEqual({ blocks: 2, cost: 2 * (130 + 8) });
    expect(costOf(given.grid, given.blockOf, [{ ...(fills[0] as Fill), block: 16 }])).toEqual({
      blocks: 0,
      cost: 0,
    });
  });
});

describe("tools in hand", () => {
  function tools() {
    const given = ground();
    const built: Fill[][] = [];
    const bus = new Bus();
    return {
      tools: new Tools(given, bus, (fills) => built.push([...fills]), id("homes")),
      built,
      given,
      bus,
    };
  }

  test("nothing is built before one lets go, and nothing when it is cancelled", () => {
    const { tools: hand, built } = tools();
    hand.choose("box");
    hand.press(aim(1, 1, 1));
    hand.hover(aim(3, 3, 1));
    expect(built.length).toBe(0);
    hand.cancel();
    hand.release();
    expect(built.length).toBe(0);
    hand.press(aim(1, 1, 1));
    hand.hover(aim(3, 3, 1));
    hand.release();
    expect(built).toHaveLength(1);
  });

  test("with keys a span takes two goes", () => {
    const { tools: hand, built } = tools();
    hand.choose("line");
    expect(hand.enter(aim(1, 1, 2, "exact"))).toBe(true);
    expect(hand.enter(aim(5, 1, 2, "exact"))).toBe(false);
    expect(built[0]?.[0]?.box).toMatchObject({ x0: 1, x1: 5, z0: 2 });
  });

  test("a copy can be set again; the pipette gives back the tool", () => {
    const { tools: hand, built, given } = tools();
    given.grid.fill({ x0: 5, y0: 5, z0: 2, x1: 6, y1: 6, z1: 3 }, 41);
    hand.choose("copy");
    hand.press(aim(4, 4, 1));
    hand.hover(aim(7, 7, 1));
    hand.release();
    expect(hand.tool).toBe("stamp");
    hand.press(aim(12, 12, 1));
    hand.release();
    expect(
      built[0]?.some(({ box, block }) => block === 41 && box.x0 === 11 && box.z0 === 2 && box.z1 === 3),
    ).toBe(true);
    hand.choose("line");
    hand.choose("pick");
    hand.press(aim(5, 5, 3));
    hand.release();
    expect([hand.tool, hand.block]).toEqual(["line", 41]);
  });

  test("a house begins with the height of its storey", () => {
    const { tools: hand } = tools();
    hand.take(id("shop"));
    expect(hand.height).toBe(4);
    hand.setHeight(0);
    expect(hand.height).toBe(1);
  });
});

describe("stamps and templates", () => {
  test("every template is made of known blocks inside its size", () => {
    for (const prefab of PREFABS as unknown as Prefab[]) {
      const stamp = stampOf(prefab, (key) => blocks.find((block) => block.key === key)?.id);
      for (const { box } of stamp.things) {
        expect(
          box.x0 >= 0 &&
            box.y0 >= 0 &&
            box.x1 < stamp.wide &&
            box.y1 < stamp.deep &&
            box.x0 <= box.x1 &&
            box.z0 <= box.z1,
        ).toBe(true);
      }
      expect([prefab.de, prefab.en, prefab.easy].every(Boolean)).toBe(true);
    }
    expect(new Set(PREFABS.map((prefab) => prefab.key)).size).toBe(PREFABS.length);
  });

  test("four turns and two mirrorings change nothing", () => {
    const stamp = stampOf(PREFABS[0] as unknown as Prefab, (key) => id(key));
    expect(turned(turned(turned(turned(stamp))))).toEqual(stamp);
    expect(mirrored(mirrored(stamp))).toEqual(stamp);
    expect(turned(stamp)).toMatchObject({ wide: stamp.deep, deep: stamp.wide });
  });

  test("a house on a slope stays level, its garden follows the land", () => {
    const given = ground();
    const stamp = stampFrom(given.grid, given.groundAt, { x0: 2, y0: 2, z0: 0, x1: 7, y1: 4, z1: 0 });
    const house = { ...stamp, things: [{ box: { x0: 0, y0: 0, z0: 1, x1: 5, y1: 2, z1: 3 }, block: 40 }] };
    const fills = fillsOf(house, { x: 20, y: 10, z: 0 }, given.grid, given.groundAt);
    expect(fills.filter(({ block }) => block === 40).map(({ box }) => [box.z0, box.z1])).toEqual([[3, 5]]);
    expect(new Set(fills.filter(({ block }) => block === 16).map(({ box }) => box.z0))).toEqual(
      new Set([1, 2]),
    );
  });

  test("what would stand outside is left out", () => {
    const given = ground();
    const stamp = stampOf(PREFABS[1] as unknown as Prefab, (key) => id(key));
    for (const { box } of fillsOf(stamp, { x: 0, y: 39, z: 1 }, given.grid, given.groundAt))
      expect(box.x0 >= 0 && box.x1 < 40 && box.y0 >= 0 && box.y1 < 40).toBe(true);
  });
});

describe("boxes", () => {
  test.each([1, 2, 3])("cover any array exactly and never overlap (chance %i)", (seed) => {
    const chance = chances(seed);
    const box = boxBetween(3, 4, 5, 9, 8, 7);
    const wanted = Int32Array.from({ length: volume(box) }, () => Math.floor(chance() * 3) - 1);
    const back = new Int32Array(wanted.length).fill(-1);
    for (const { box: one, block } of boxesOf(wanted, box))
      for (let z = one.z0; z <= one.z1; z++)
        for (let y = one.y0; y <= one.y1; y++)
          for (let x = one.x0; x <= one.x1; x++) {
            const at = ((z - 5) * 5 + (y - 4)) * 7 + (x - 3);
            expect(back[at]).toBe(-1);
            back[at] = block;
          }
    expect(back).toEqual(wanted);
  });

  test("what lies over each other becomes flat, a large one is cut", () => {
    const fills = flatten([
      { box: boxBetween(0, 0, 0, 3, 3, 0), block: 1 },
      { box: boxBetween(1, 1, 0, 2, 2, 0), block: 2 },
    ]);
    expect(fills.reduce((sum, { box }) => sum + volume(box), 0)).toBe(16);
    expect(portions(boxBetween(0, 0, 0, 69, 0, 0)).map(volume)).toEqual([32, 32, 6]);
  });
});

describe("pointing", () => {
  test("a ray meets the first block, and tells the side", () => {
    const { grid } = lawn(40, 40, 24);
    grid.fill(boxBetween(10, 10, 2, 12, 12, 6), 40);
    expect(pick(grid, { x: 11.5, y: 11.5, z: 60 }, { x: 0, y: 0, z: -1 })).toMatchObject({
      x: 11,
      y: 11,
      z: 6,
      nz: 1,
      block: 40,
    });
    expect(pick(grid, { x: -5, y: 11.5, z: 3.5 }, { x: 1, y: 0, z: 0 })).toMatchObject({
      x: 10,
      y: 11,
      z: 3,
      nx: -1,
    });
    expect(pick(grid, { x: 20, y: 20, z: 5 }, { x: 0, y: 0, z: 1 })).toBeNull();
    expect(pick(grid, { x: -5, y: -5, z: 50 }, { x: -1, y: 0, z: 0 })).toBeNull();
  });

  test.each([1, 2, 3])("any ray finds what small steps along it find (chance %i)", (seed) => {
    const chance = chances(seed);
    const { grid } = lawn(40, 40, 24);
    for (let time = 0; time < 60; time++)
      grid.fill(
        boxBetween(
          Math.floor(chance() * 38),
          Math.floor(chance() * 38),
          2,
          Math.floor(chance() * 38),
          Math.floor(chance() * 38),
          2 + Math.floor(chance() * 9),
        ),
        chance() < 0.9 ? 0 : 40,
      );
    for (let time = 0; time < 40; time++) {
      const at = { x: chance() * 40, y: chance() * 40, z: 23.5 };
      const to = { x: chance() * 40 - at.x, y: chance() * 40 - at.y, z: -20 * chance() - 2 };
      const far = Math.hypot(to.x, to.y, to.z);
      const way = { x: to.x / far, y: to.y / far, z: to.z / far };
      const hit = pick(grid, at, way);
      expect(hit && grid.get(hit.x, hit.y, hit.z)).toEqual(stepped(grid, at, way));
    }
  });

  function stepped(
    grid: ReturnType<typeof lawn>["grid"],
    at: { x: number; y: number; z: number },
    way: typeof at,
  ): number | null {
    for (let far = 0; far < 90; far += 0.002) {
      const [x, y, z] = [
        Math.floor(at.x + way.x * far),
        Math.floor(at.y + way.y * far),
        Math.floor(at.z + way.z * far),
      ];
      if (!grid.holds(x, y, z) && far > 1) return null;
      const block = grid.get(x, y, z);
      if (block) return block;
    }
    return null;
  }
});

describe("walking", () => {
  const passes = (block: number) => block === 0;
  test("one climbs one block, not two, and goes down", () => {
    const { grid } = ground();
    grid.fill(boxBetween(30, 0, 3, 31, 39, 4), 40);
    expect(footing(grid, passes, 20.5, 5, 2)).toBe(3);
    expect(footing(grid, passes, 30.5, 5, 3)).toBeNull();
    expect(footing(grid, passes, 19.5, 5, 3)).toBe(2);
    expect(footing(grid, passes, -1, 5, 2)).toBeNull();
  });

  test("at a wall one slides along it", () => {
    const { grid } = ground();
    grid.fill(boxBetween(10, 0, 2, 10, 39, 6), 40);
    const at = walk(grid, passes, { x: 9.6, y: 5, z: 2 }, 0.5, 0.5);
    expect([at.x, at.y]).toEqual([9.6, 5.5]);
    const start = standing(grid, passes, 10.5, 5.5, (x) => (x >= 20 ? 2 : 1));
    expect(grid.get(Math.floor(start.x), Math.floor(start.y), start.z)).toBe(0);
  });
});

describe("words", () => {
  test("every text stands in both languages and is filled", () => {
    for (const texts of [...Object.values(TEXTS), ...HELP.map(([, words]) => words), ...MOUSE.flat()])
      expect(texts.de.length > 0 && texts.en.length > 0).toBe(true);
    expect(text("at", "de", { block: "Wiese", x: 12, y: 40, level: "Erdgeschoss" })).toBe(
      "Wiese, 12 Ost, 40 Nord, Erdgeschoss",
    );
  });

  test("easy German says du, and what needs no easier word stays", () => {
    const easy = (name: TextName, language: "de" | "en" = "de") => text(name, language, {}, true);
    for (const name of Object.keys(TEXTS) as TextName[])
      expect(easy(name)).not.toMatch(/\bSie (?!zeigen)|\bIhre?\b/);
    expect(easy("closed")).toBe("Der Raum ist zu. Du kannst noch schauen.");
    expect(easy("erase")).toBe("Abreißen");
    expect(easy("closed", "en")).toBe(TEXTS.closed.en);
  });

  test("blocks are found by any of their names, with or without umlauts", () => {
    const found = (typed: string) =>
      blocks.filter((block) => answers(block, typed)).map((block) => block.key);
    expect(found("Bäume").length + found("baum").length).toBeGreaterThan(0);
    expect(found("spielturm")).toEqual(["play_tower"]);
    expect(found("Haltestelle")).toEqual(["bus_stop"]);
    expect(found("strasse")).toContain("cycle_street");
  });

  test("every block people build with stands in a group", () => {
    for (const block of blocks)
      expect(groupOf(block) === null).toBe(block.kind === "air" || block.kind === "soil");
  });
});
