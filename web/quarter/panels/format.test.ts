import { describe, expect, it } from "vitest";
import { milestone, number, signed, timeLeft, withUnit } from "./format";

const plain = (said: string) => said.replace(/[\u00a0\u202f]/g, " ");

describe("numbers", () => {
  it("are written as the reader's language writes them", () => {
    expect(number(1234.5, 1, "de")).toBe("1.234,5");
    expect(number(1234.5, 1, "en")).toBe("1,234.5");
  });

  it("become words in the strip when they are large", () => {
    expect(plain(withUnit(1_250_000, "€", 0, "de", true))).toBe("1,25 Mio. €");
    expect(plain(withUnit(99_000, "€", 0, "de", true))).toBe("99.000 €");
  });

  it("never are minus nothing", () => {
    expect(number(-0.04, 1, "de")).toBe("0,0");
  });

  it("are a dash where they mean nothing", () => {
    expect(withUnit(null, "%", 1, "de")).toBe("–");
  });

  it("have a sign as differences, and points for shares", () => {
    expect(plain(signed(2.2, "%", 1, "de"))).toBe("+2,2 Punkte");
    expect(plain(signed(-2.2, "%", 1, "en"))).toBe("−2.2 points");
    expect(plain(signed(-300, "m²", 0, "de"))).toBe("−300 m²");
  });
});

describe("time left", () => {
  const minutes = (count: number) => count * 60_000;

  it("runs in minutes and seconds in the last hour", () => {
    expect(timeLeft(minutes(12) + 5000, 0, "de")).toMatchObject({ clock: "12:05", soon: false, over: false });
    expect(timeLeft(minutes(12), 0, "de").words).toBe("12 Minuten");
    expect(timeLeft(minutes(1), 0, "en").words).toBe("1 minute");
  });

  it("is in hours and days before", () => {
    expect(timeLeft(minutes(90), 0, "de").clock).toBe("1:30 Std.");
    expect(timeLeft(minutes(60 * 72), 0, "en").clock).toBe("3 days");
  });

  it("warns in the last five minutes and then is over", () => {
    expect(timeLeft(minutes(5), 0, "de").soon).toBe(true);
    expect(timeLeft(0, 1000, "de")).toMatchObject({ over: true, soon: false, clock: "0:00" });
  });

  it("is told once when a mark is passed", () => {
    expect(milestone(minutes(5) + 500, minutes(5) - 500)).toBe(5);
    expect(milestone(minutes(5) - 500, minutes(5) - 1500)).toBeNull();
    expect(milestone(minutes(1) + 1, minutes(1))).toBe(1);
  });
});
