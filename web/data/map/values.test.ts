import { describe, expect, test } from "vitest";
import { drawnMarks } from "./series";
import { askFor, classesOf, marksAt, placeOf, readFrames, readSeries } from "./values";

const FRAMES = readFrames({
  step: "hour",
  times: ["2026-11-22T00:00", "2026-11-22T01:00"],
  labels: ["0 Uhr", "1 Uhr"],
  values: { "4": [1, null], "7": [12, 5] },
  breaks: [5, 10],
});

describe("stations' values", () => {
  test("lie in the class whose lower edge they reach", () => {
    expect([4, 5, 9.9, 10].map((value) => placeOf(value, FRAMES.breaks))).toEqual([0, 1, 1, 2]);
  });

  test("are left out where nothing was measured", () => {
    expect(marksAt(FRAMES, 0)).toEqual([
      { id: 4, value: 1, place: 0 },
      { id: 7, value: 12, place: 2 },
    ]);
    expect(marksAt(FRAMES, 1)).toEqual([{ id: 7, value: 5, place: 1 }]);
    expect(marksAt(FRAMES, -1)).toEqual([]);
  });

  test("step back when their class is switched off", () => {
    expect(drawnMarks(FRAMES, 0, new Set(["2"])).map((mark) => mark.step)).toEqual([0, -2]);
    expect(drawnMarks(FRAMES, 0, new Set()).map((mark) => mark.step)).toEqual([0, 4]);
  });

  test("have classes in words", () => {
    expect(classesOf([5, 1000], "unter %s", "ab %s", "de").map((one) => one.title)).toEqual([
      "unter 5",
      "5 – 1.000",
      "ab 1.000",
    ]);
    expect(classesOf([], "unter %s", "ab %s", "de")).toEqual([]);
  });

  test("are asked for by measure, step and day", () => {
    const series = readSeries({
      address: "/map/values/luft/",
      measures: [{ key: "0" }, { key: "3", steps: ["hour", "x"] }],
    });
    if (!series) throw new Error("no series");
    expect(series.measures[1]?.steps).toEqual(["hour"]);
    expect(askFor(series, 1, "hour", "2026-11-22")).toBe(
      "/map/values/luft/?measure=3&step=hour&at=2026-11-22",
    );
    expect(askFor(series, 0, "live")).toBe("/map/values/luft/?measure=0&step=live");
  });

  test("bear nonsense", () => {
    for (const raw of [null, 3, "x", { times: 4, values: null, breaks: ["a"] }]) {
      expect(readFrames(raw)).toMatchObject({ step: "live", times: [], values: {}, breaks: [] });
    }
    for (const raw of [null, {}, { address: "/x", measures: [] }]) expect(readSeries(raw)).toBeUndefined();
  });
});
