import { expect, test } from "vitest";
import { unitAfter, withUnit } from "./units";

const BICYCLES = { unit: "Räder", one: "Rad" };

test("one of a thing is called as one", () => {
  expect(["0", "1", "2", "1,5", "21"].map((text) => withUnit(text, BICYCLES))).toEqual([
    "0 Räder",
    "1 Rad",
    "2 Räder",
    "1,5 Räder",
    "21 Räder",
  ]);
});

test("a unit that has no other word stays as it is, and none adds nothing", () => {
  expect(withUnit("1", { unit: "°C" })).toBe("1 °C");
  expect(withUnit("7", {})).toBe("7");
  expect(unitAfter("1", {})).toBe("");
});
