import { describe, expect, test } from "vitest";
import { classOf, filterText, OTHERS, readWay, readWays, stepOf } from "./ways";

const KINDS = readWay({ column: "art", values: [{ value: "Linde" }, { value: "O'Neil" }] });
const HEIGHTS = readWay({
  column: 'ho"ehe',
  kind: "number",
  values: [
    { value: "0", to: 5 },
    { value: "1", from: 5, to: 10 },
    { value: "2", from: 10 },
  ],
});
if (!KINDS || !HEIGHTS) throw new Error("no ways");

describe("classes", () => {
  test("hold their lower edge and not their upper one", () => {
    const of = (height: unknown) => classOf(HEIGHTS, { 'ho"ehe': height });
    expect([of(4.9), of(5), of(9.9), of(10)]).toEqual(["0", "1", "1", "2"]);
    expect([of(null), of("7")]).toEqual([OTHERS, OTHERS]);
  });

  test("are known by their words, all else is others", () => {
    expect(classOf(KINDS, { art: "Linde" })).toBe("Linde");
    expect(classOf(KINDS, { art: "Eiche" })).toBe(OTHERS);
  });

  test("get colours as far apart as there are", () => {
    expect([0, 1].map((at) => stepOf(at, 2))).toEqual([0, 4]);
    expect([0, 1, 2, 3, 4].map((at) => stepOf(at, 5))).toEqual([0, 1, 2, 3, 4]);
    expect(stepOf(0, 1)).toBe(4);
  });
});

describe("the filter for the door", () => {
  test("is empty while all are shown", () => {
    expect(filterText(KINDS, new Set())).toBe("");
    expect(filterText(undefined, new Set(["x"]))).toBe("");
  });

  test("names what is left, with quotes doubled", () => {
    expect(filterText(KINDS, new Set(["Linde", OTHERS]))).toBe("(\"art\" = 'O''Neil')");
    expect(filterText(HEIGHTS, new Set(["0", "1", OTHERS]))).toBe('("ho""ehe" >= 10)');
  });

  test("keeps the others, and those without a value", () => {
    expect(filterText(HEIGHTS, new Set(["0", "1", "2"]))).toBe(
      '("ho""ehe" IS NULL) OR (NOT ("ho""ehe" < 5 OR "ho""ehe" >= 5 AND "ho""ehe" < 10 OR "ho""ehe" >= 10))',
    );
  });

  test("lets nothing through when all is off", () => {
    expect(filterText(KINDS, new Set(["Linde", "O'Neil", OTHERS]))).toBe("1 = 0");
  });
});

test("nonsense gives no ways", () => {
  expect(readWays({})).toEqual([]);
  expect(
    readWays([null, 3, { column: 4 }, { column: "a", values: [] }, { column: "a", values: "b" }]),
  ).toEqual([]);
});
