import { beforeEach, expect, test, vi } from "vitest";
import { boxAround, boxOf, makeBox, sizeOf } from "./box";

const paper = () => ({
  draw: vi.fn(),
  aim: vi.fn(),
  fly: vi.fn(),
  middle: () => ({ place: [13.9, 52] as [number, number] }),
});

beforeEach(() => {
  document.body.innerHTML = `<form><section></section><p data-box-says></p>
    <input data-box="west"><input data-box="south"><input data-box="east"><input data-box="north"></form>`;
});

const values = () => [...document.querySelectorAll("input")].map((field) => Number(field.value));
const section = () => document.querySelector("section") as HTMLElement;

test("corners make the same box whichever comes first", () => {
  expect(boxOf([2, 3], [1, 4])).toEqual([1, 3, 2, 4]);
  expect(boxOf([1, 4], [2, 3])).toEqual([1, 3, 2, 4]);
});

test("a box around a place has its size in metres, also far in the north", () => {
  for (const lat of [0, 48, 70]) {
    const [wide, high] = sizeOf(boxAround([10, lat], 300));
    expect(Math.abs(wide - 300)).toBeLessThan(3);
    expect(Math.abs(high - 300)).toBeLessThan(3);
  }
});

test("two clicks fill the four fields and say the size", () => {
  const tool = makeBox(section(), "de", paper());
  expect(tool?.take([13.9, 52])).toBe(false);
  document.querySelector("button")?.click();
  expect(tool?.take([13.904, 52.002])).toBe(true);
  expect(tool?.take([13.9, 52])).toBe(true);
  expect(values()).toEqual([13.9, 52, 13.904, 52.002]);
  expect(document.querySelector("[data-box-says]")?.textContent).toMatch(/^27\d × 22\d m\.$/);
});

test("a box that is too large is said at once", () => {
  const tool = makeBox(section(), "en", paper());
  document.querySelector("button")?.click();
  tool?.take([13.9, 52]);
  tool?.take([13.92, 52.002]);
  expect(document.querySelector("[data-box-says]")?.textContent).toContain("too large");
});

test("typed numbers are drawn", () => {
  const map = paper();
  makeBox(section(), "de", map);
  const fields = [...document.querySelectorAll("input")];
  ["13.9", "52", "13.904", "52.002"].forEach((value, at) => {
    (fields[at] as HTMLInputElement).value = value;
  });
  fields[3]?.dispatchEvent(new Event("change"));
  expect(map.draw.mock.lastCall?.[0].features[0].geometry.coordinates[0][0]).toEqual([13.9, 52]);
});

test("a box around the middle fills the fields and brings the map there", () => {
  const map = paper();
  makeBox(section(), "de", map);
  document.querySelectorAll("button")[1]?.click();
  expect(values()[0]).toBeLessThan(13.9);
  expect(map.fly.mock.lastCall?.[1]).toHaveLength(4);
});

test("a page without the fields gets no tool", () => {
  document.body.innerHTML = "<form><section></section></form>";
  expect(makeBox(section(), "de", paper())).toBeNull();
});
