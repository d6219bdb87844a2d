import { describe, expect, it } from "vitest";
import { byGroup, endsIn, WISHES } from "./leader-messages";
import { hindrance } from "./room";
import { exportsOf } from "./send";
import { lookOf, moved, readStops, stopOf } from "./stops-store";
import { speaker } from "./words";

describe("who may build", () => {
  const builder = { leader: false, muted: false };

  it("is everybody in an open room", () => {
    expect(hindrance({ opens: 10, ends: 100 }, builder, null, 50)).toBeNull();
  });

  it("is told what weighs most", () => {
    const room = { opens: 10, ends: 100, frozen: true };
    expect(hindrance(room, { leader: false, muted: true }, "closed", 50)).toBe("closed");
    expect(hindrance({}, { leader: true, muted: false }, "elsewhere", 50)).toBe("elsewhere");
    expect(hindrance(room, { leader: false, muted: true }, null, 100)).toBe("late");
    expect(hindrance(room, builder, null, 9)).toBe("early");
    expect(hindrance(room, { leader: false, muted: true }, null, 50)).toBe("frozen");
    expect(hindrance({}, { leader: false, muted: true }, null, 50)).toBe("muted");
  });

  it("is the leader even in a break", () => {
    expect(hindrance({ frozen: true }, { leader: true, muted: false }, null, 50)).toBeNull();
  });
});

describe("a leader's wishes", () => {
  it("have the members the server reads", () => {
    expect(WISHES.mute(7)).toEqual({ type: "leader", do: "mute", participant: 7 });
    expect(WISHES.undo(7)).toEqual({ type: "leader", do: "undo", participant: 7, since: 0 });
    expect(WISHES.unlock(null)).toEqual({ type: "leader", do: "unlock" });
    expect(WISHES.task("  Ein Platz ")).toEqual({ type: "leader", do: "task", text: "Ein Platz" });
    const box = { x0: 1, y0: 2, z0: 0, x1: 3, y1: 4, z1: 9 };
    expect(WISHES.lock({ ...box })).toEqual({ type: "leader", do: "lock", box });
  });

  it("end in whole sensible minutes", () => {
    expect(endsIn(45, 1000)).toBe(1000 + 45 * 60_000);
    expect(endsIn(0, 1000)).toBeNull();
    expect(endsIn(Number.NaN, 1000)).toBeNull();
  });

  it("see people by group, oneself first", () => {
    const person = (id: number, name: string, group: number | null, leader = false) => ({
      id,
      name,
      colour: "#000000",
      group,
      leader,
    });
    const all = [person(3, "C", 1), person(1, "B", 1), person(2, "A", 2), person(9, "L", 1, true)];
    expect(byGroup(all, 1).map(([group, ones]) => [group, ones.map((one) => one.id)])).toEqual([
      [null, [9]],
      [1, [1, 3]],
      [2, [2]],
    ]);
  });
});

describe("camera stops", () => {
  const look = { x: 120, y: 80, z: 12, bearing: 0.7, tilt: 0.6, distance: 210 };

  it("lead back to where one looked from", () => {
    const back = lookOf(stopOf(look, " Hier ist Schatten. "));
    for (const key of ["x", "y", "z", "distance"] as const)
      expect(Math.abs(back[key] - look[key])).toBeLessThan(0.2);
    for (const key of ["bearing", "tilt"] as const)
      expect(Math.abs(back[key] - look[key])).toBeLessThan(0.002);
    expect(stopOf(look, " Hier ist Schatten. ").text).toBe("Hier ist Schatten.");
  });

  it("can change places but not leave the list", () => {
    expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
    expect(moved(["a", "b", "c"], 0, -1)).toEqual(["a", "b", "c"]);
    expect(moved(["a", "b", "c"], 2, 1)).toEqual(["a", "b", "c"]);
  });

  it("are read from anything", () => {
    expect(readStops({ no: "list" })).toEqual([]);
    expect(readStops([null, { at: [1, 2] }, { text: "x", at: [1, 2, 3], eye: [4, 5, 6] }])).toEqual([
      { text: "x", at: [1, 2, 3], eye: [4, 5, 6] },
    ]);
  });
});

it("offers the downloads the page names, by names people know", () => {
  const urls = { leave: "/", export_glb: "/a", export_xyz: "/b" };
  expect(exportsOf(urls, "de")).toEqual([
    { href: "/a", name: "3D-Modell (glTF)" },
    { href: "/b", name: "XYZ" },
  ]);
});

it("speaks easy language where there are easy words, else German, and English to English readers", () => {
  expect(speaker({ language: "de", easy: true })("effects")).toBe("Was sich ändert");
  expect(speaker({ language: "de", easy: true })("plan")).toBe("Plan");
  expect(speaker({ language: "en", easy: true })("effects")).toBe("Effects");
  expect(speaker({ language: "de", easy: false })("group", { n: 3 })).toBe("Gruppe 3");
});
