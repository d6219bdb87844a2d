import { describe, expect, it } from "vitest";
import { seen } from "./stage";

describe("a pull", () => {
  it("leaves in view what was not pushed out", () => {
    expect(seen({ shift: 0, scale: 1 })).toEqual({ from: -0, width: 1 });
    expect(seen({ shift: 0.25, scale: 1 })).toEqual({ from: -0.25, width: 1 });
    // Twice as wide around the middle: the middle half stays.
    expect(seen({ shift: -0.5, scale: 2 })).toEqual({ from: 0.25, width: 0.5 });
  });
});
