import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DATA_DARK, DATA_LIGHT, dataColour } from "./palette";

type Triple = [number, number, number];

// Machado, Oliveira and Fernandes 2009, full severity, for linear RGB.
const SEEN: Record<string, Triple[]> = {
  "as it is": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(colour: string): Triple {
  const part = (at: number) => {
    const x = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

function times(matrix: Triple[], [r, g, b]: Triple): Triple {
  return matrix.map(([x, y, z]) => x * r + y * g + z * b) as Triple;
}

function oklab(colour: Triple): Triple {
  const lms = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    colour.map((x) => Math.max(0, x)) as Triple,
  ).map(Math.cbrt) as Triple;
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    lms,
  );
}

function luminance(colour: string): number {
  const [r, g, b] = linear(colour);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe("data colours", () => {
  for (const [name, set, ground] of [
    ["day", DATA_LIGHT, "#fbf7ef"],
    ["night", DATA_DARK, "#1d2c38"],
  ] as const) {
    test(`stay apart by day and night, whatever kind of sight (${name})`, () => {
      for (const matrix of Object.values(SEEN)) {
        const seen = set.map((colour) => oklab(times(matrix, linear(colour))));
        for (const [i, a] of seen.entries()) {
          for (const b of seen.slice(i + 1)) {
            expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeGreaterThan(0.09);
          }
        }
      }
    });

    test(`stand out from the ground at 3:1 or more (${name})`, () => {
      for (const colour of set) expect(contrast(colour, ground)).toBeGreaterThanOrEqual(3);
    });
  }

  test("are the same in the stylesheet", () => {
    const tokens = readFileSync("styles/tokens.css", "utf8");
    for (let i = 0; i < 7; i++) {
      expect(tokens).toContain(`--data-${i + 1}: light-dark(${DATA_LIGHT[i]}, ${DATA_DARK[i]});`);
    }
  });

  test("begin again after the seventh", () => {
    expect(dataColour(8, "light")).toBe(DATA_LIGHT[0]);
    expect(dataColour(3, "dark")).toBe(DATA_DARK[2]);
  });
});
