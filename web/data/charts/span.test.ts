import { describe, expect, it } from "vitest";
import { dayOf, days, inside, moved, same, textOf, zoomed } from "./span";

const all = { first: dayOf("2025-01-01"), last: dayOf("2026-11-22") };
const march = { first: dayOf("2025-03-01"), last: dayOf("2025-03-31") };

describe("spans of days", () => {
  it("reads and writes days, and nothing else", () => {
    expect(textOf(dayOf("2024-02-29"))).toBe("2024-02-29");
    expect(dayOf("29.02.2024")).toBeNaN();
    expect(dayOf(undefined)).toBeNaN();
    expect(days(march)).toBe(31);
  });

  it("moves by a share of itself and stops at the ends", () => {
    expect(textOf(moved(march, -1, all).first)).toBe("2025-01-29");
    expect(moved(march, -9, all).first).toBe(all.first);
    expect(moved(march, 99, all).last).toBe(all.last);
    expect(days(moved(march, 99, all))).toBe(31);
    const one = { first: march.first, last: march.first };
    expect(moved(one, 0.25, all).first).toBe(march.first + 1);
  });

  it("zooms around the place that is pointed at", () => {
    const closer = zoomed(march, 0.5, 0, all);
    expect(closer.first).toBe(march.first);
    expect(days(closer)).toBe(16);
    expect(zoomed(march, 0.5, 1, all).last).toBe(march.last);
    expect(same(zoomed(march, 1000, 0.5, all), all)).toBe(true);
    expect(days(zoomed({ first: march.first, last: march.first }, 0.5, 0.5, all))).toBe(1);
    expect(days(zoomed({ first: march.first, last: march.first }, 1.1, 0.5, all))).toBe(2);
  });

  it("fits a longer span into a shorter whole", () => {
    expect(same(inside({ first: all.first - 500, last: all.last + 500 }, all), all)).toBe(true);
  });
});
