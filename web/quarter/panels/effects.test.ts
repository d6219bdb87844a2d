import { describe, expect, it } from "vitest";
import {
  chosen,
  type Definition,
  grouped,
  type Reading,
  readValues,
  STRIP,
  verdict,
  worstFirst,
} from "./effects";

function effect(key: string, more: Partial<Definition> = {}): Definition {
  const name = { de: key, en: key };
  return {
    key,
    group: "land",
    name,
    easy: "",
    unit: "m²",
    definition: name,
    assumption: name,
    source: name,
    better: "more",
    decimals: 0,
    cheap: true,
    note: null,
    ...more,
  };
}

function reading(key: string, value: number | null, today: number | null): Reading {
  return readValues([{ key, value, today }])[0] as Reading;
}

describe("what differs", () => {
  it("is better or worse by what the effect counts as better", () => {
    const more = effect("trees");
    const less = effect("sealed_share", { better: "less" });
    expect(verdict(more, reading("trees", 12, 10))).toBe("better");
    expect(verdict(more, reading("trees", 8, 10))).toBe("worse");
    expect(verdict(less, reading("sealed_share", 12, 10))).toBe("worse");
    expect(verdict(less, reading("sealed_share", 8, 10))).toBe("better");
  });

  it("is only different where nothing counts as better", () => {
    expect(verdict(effect("dwellings", { better: "neither" }), reading("dwellings", 12, 10))).toBe("other");
  });

  it("is nothing when it would be shown as nothing", () => {
    expect(verdict(effect("share", { decimals: 1 }), reading("share", 10.04, 10))).toBe("same");
    expect(verdict(effect("share", { decimals: 1 }), reading("share", 10.06, 10))).toBe("better");
  });

  it("is unknown where one side means nothing", () => {
    expect(verdict(effect("ways"), reading("ways", null, 10))).toBe("unknown");
    expect(verdict(effect("ways"), undefined)).toBe("unknown");
  });
});

describe("the strip", () => {
  it("shows the usual effects in their order and fills up with others to eight", () => {
    const all = [
      effect("water_area"),
      ...[...STRIP]
        .reverse()
        .slice(1)
        .map((key) => effect(key)),
    ];
    const keys = chosen(all, []).map((one) => one.key);
    expect(keys.slice(0, 7)).toEqual(STRIP.slice(0, 7));
    expect(keys[7]).toBe("water_area");
  });

  it("shows exactly what the page wishes, without keys nobody knows", () => {
    const all = ["a", "b", "c"].map((key) => effect(key));
    expect(chosen(all, ["c", "x", "a"]).map((one) => one.key)).toEqual(["c", "a"]);
  });
});

describe("worst first", () => {
  it("puts what lost most at the top and what gained most at the end", () => {
    const all = [effect("same"), effect("gain"), effect("loss"), effect("great-loss"), effect("none")];
    const readings = new Map(
      [
        reading("same", 10, 10),
        reading("gain", 20, 10),
        reading("loss", 9, 10),
        reading("great-loss", 1, 10),
        reading("none", null, 10),
      ].map((one) => [one.key, one]),
    );
    expect(worstFirst(all, readings).map((one) => one.key)).toEqual([
      "great-loss",
      "loss",
      "same",
      "none",
      "gain",
    ]);
  });
});

it("reads values of any message and leaves out what is none", () => {
  expect(readValues("nothing")).toEqual([]);
  expect(
    readValues([null, { value: 3 }, { key: "a", value: Number.NaN, today: 2, state: "computing" }]),
  ).toEqual([{ key: "a", value: null, today: 2, difference: null, state: "computing" }]);
});

it("keeps groups and effects in the order in which they come", () => {
  const all = [effect("a"), effect("b", { group: "ways" }), effect("c")];
  expect(grouped(all).map(([group, ones]) => [group, ones.map((one) => one.key)])).toEqual([
    ["land", ["a", "c"]],
    ["ways", ["b"]],
  ]);
});
