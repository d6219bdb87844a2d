import { expect, test } from "vitest";
import { fill, textsOf } from "./texts";

test("both languages say everything, each in its own words", () => {
  const [german, english] = [textsOf("de"), textsOf("en")];
  expect(Object.keys(english)).toEqual(Object.keys(german));
  const spaces = (text: string) => (text.match(/%s/g) ?? []).length;
  for (const [key, text] of Object.entries(german)) {
    const other = english[key as keyof typeof english];
    expect(other).not.toBe("");
    expect(spaces(other)).toBe(spaces(text));
  }
});

test("a page may say something in its own words", () => {
  expect(textsOf("de", { layers: "Themen" }).layers).toBe("Themen");
});

test("values are filled in turn", () => {
  expect(fill("%s von %s", 2, 3)).toBe("2 von 3");
});
