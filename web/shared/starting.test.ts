import { describe, expect, it, vi } from "vitest";
import { canDraw, whenTouched } from "./starting";

describe("an island's start", () => {
  it("waits for the first move and begins once", () => {
    const start = vi.fn();
    whenTouched(start);
    expect(start).not.toHaveBeenCalled();
    dispatchEvent(new Event("keydown"));
    dispatchEvent(new Event("pointermove"));
    expect(start).toHaveBeenCalledTimes(1);
  });

  it("says that nothing can be drawn where asking fails", () => {
    const asked = vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(() => {
      throw new Error("no graphics");
    });
    expect(canDraw()).toBe(false);
    asked.mockRestore();
  });
});
