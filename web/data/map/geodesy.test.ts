import { describe, expect, test } from "vitest";
import { area, distance, length, metresPerPixel, roundLength, writeArea, writeLength } from "./geodesy";
import { drawing, measured } from "./ruler";
import { scaleOf } from "./sheet";
import { textsOf } from "./texts";

describe("measuring", () => {
  test("a degree of latitude is 111.2 km, one of longitude at 60 degrees half of that", () => {
    expect(distance([13, 52], [13, 53])).toBeCloseTo(111_195, -1);
    expect(distance([13, 60], [14, 60]) / distance([13, 0], [14, 0])).toBeCloseTo(0.5, 3);
    expect(
      length([
        [13, 52],
        [13, 53],
        [13, 52],
      ]),
    ).toBeCloseTo(222_390, -2);
  });

  test("a square of a hundredth of a degree has its area whichever way around it is drawn", () => {
    const ring: [number, number][] = [
      [13, 52],
      [13.01, 52],
      [13.01, 52.01],
      [13, 52.01],
    ];
    const wide = distance([13, 52.005], [13.01, 52.005]);
    const high = distance([13, 52], [13, 52.01]);
    expect(area(ring) / (wide * high)).toBeCloseTo(1, 3);
    expect(area([...ring].reverse())).toBeCloseTo(area(ring), 3);
    expect(area(ring.slice(0, 2))).toBe(0);
  });

  test("is written as people say it", () => {
    expect([85.4, 1240, 250_000].map((one) => writeLength(one, "de"))).toEqual(["85 m", "1,24 km", "250 km"]);
    expect([85.4, 12_400, 3_100_000].map((one) => writeArea(one, "en"))).toEqual([
      "85 m²",
      "1.24 ha",
      "3.1 km²",
    ]);
  });

  test("says nothing of one point, a way of two, an area of three", () => {
    const texts = textsOf("de");
    const names = (n: number) =>
      measured(
        (
          [
            [13, 52],
            [13.01, 52],
            [13.01, 52.01],
          ] as [number, number][]
        ).slice(0, n),
        texts,
        "de",
      ).map(([name]) => name);
    expect(names(1)).toEqual([]);
    expect(names(2)).toEqual(["Strecke"]);
    expect(names(3)).toEqual(["Strecke", "Fläche", "Umfang"]);
  });

  test("draws points, the way and the area", () => {
    const kinds = drawing([
      [13, 52],
      [13.1, 52],
      [13.1, 52.1],
    ]).features.map((one) => one.geometry.type);
    expect(kinds).toEqual(["Point", "Point", "Point", "LineString", "Polygon"]);
  });
});

describe("the scale", () => {
  test("at the equator and zoom 0 the world is 512 pixels wide", () => {
    expect(metresPerPixel(0, 0) * 512).toBeCloseTo(40_075_017, 0);
  });

  test("takes round lengths", () => {
    expect([1, 2.3, 49, 50, 999].map(roundLength)).toEqual([1, 2, 20, 50, 500]);
  });

  test("on paper a bar's length in millimetres is its metres by the scale", () => {
    const { metres, millimetres, number } = scaleOf(14, 52);
    expect(millimetres).toBeLessThanOrEqual(45);
    expect(millimetres).toBeGreaterThan(15);
    expect(metres / (millimetres / 1000) / number).toBeCloseTo(1, 1);
  });
});
