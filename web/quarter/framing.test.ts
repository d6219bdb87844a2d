import { describe, expect, it } from "vitest";
import { framing, plateCorners, turned } from "./framing";

const rad = (degrees: number) => (degrees * Math.PI) / 180;

/** How far out of the middle each corner is drawn, in shares of half the picture: [aside, up]. */
function drawn(nx: number, ny: number, bearing: number, tilt: number, across: number, along: number) {
  const plate = plateCorners(nx, ny).map((corner) => turned(corner, rad(bearing), rad(tilt)));
  const { reach, ahead } = framing(plate, across, along);
  return plate.map(({ right, up, away }) => {
    const far = reach + away - ahead * Math.cos(rad(tilt));
    return [right / far / across, (up - ahead * Math.sin(rad(tilt))) / far / along] as const;
  });
}

describe("the first look", () => {
  const wide = [0.43, 0.2] as const;
  const tall = [0.14, 0.21] as const;
  for (const [bearing, tilt] of [
    [24, 36],
    [0, 89.9],
    [45, 35.26],
    [0, 30],
    [-90, 30],
  ] as const)
    for (const [nx, ny] of [
      [400, 400],
      [128, 512],
      [64, 64],
    ] as const)
      for (const [across, along] of [wide, tall])
        it(`has the whole plate in sight: ${nx} x ${ny} from ${bearing}/${tilt} in ${across}/${along}`, () => {
          const places = drawn(nx, ny, bearing, tilt, across, along);
          const most = Math.max(...places.flat().map(Math.abs));
          expect(most).toBeLessThanOrEqual(1);
          expect(most).toBeGreaterThan(0.85);
        });

  for (const [across, along] of [wide, tall])
    it(`has as much air above as below in ${across} x ${along}`, () => {
      const ups = drawn(400, 400, 24, 36, across, along).map(([, up]) => up);
      expect(Math.max(...ups)).toBeCloseTo(-Math.min(...ups), 2);
    });
});
