import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readSuggestions, wireSuggest } from "./suggest";

const ANSWER = {
  results: [
    {
      title: "Lindenallee",
      url: "/map/",
      detail: "Straße",
      pieces: [
        { text: "Linden", hit: true },
        { text: "allee", hit: false },
      ],
    },
    {
      title: "<b>x</b>",
      url: "/datasets/x/",
      detail: "Datensatz",
      pieces: [{ text: "<b>x</b>", hit: false }],
    },
  ],
};

beforeEach(() => {
  vi.useFakeTimers();
  document.documentElement.lang = "de";
  document.body.innerHTML =
    '<form data-suggest="/search/suggest"><input type="search" name="q"><button>Suchen</button></form>';
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response(JSON.stringify(ANSWER))),
  );
  wireSuggest(document);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function field(): HTMLInputElement {
  return document.querySelector("input") as HTMLInputElement;
}

function press(key: string): void {
  field().dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
}

async function type(text: string): Promise<HTMLElement[]> {
  field().focus();
  field().value = text;
  field().dispatchEvent(new Event("input"));
  await vi.advanceTimersByTimeAsync(200);
  return [...document.querySelectorAll<HTMLElement>("[role=option]")];
}

test("what is proposed stands under the box, data only ever as text", async () => {
  const options = await type("lind");
  expect(options.map((one) => one.querySelector("bdi")?.textContent)).toEqual([
    "Lindenallee",
    "<b>x</b>",
    "Alle Treffer für „lind“",
  ]);
  expect(options[0]?.querySelector("mark")?.textContent).toBe("Linden");
  expect(document.querySelector("b")).toBeNull();
  expect(field().getAttribute("aria-expanded")).toBe("true");
});

test("arrows walk through the list and back to the box, escape closes it", async () => {
  const options = await type("lind");
  press("ArrowDown");
  expect(field().getAttribute("aria-activedescendant")).toBe(options[0]?.id);
  expect(options[0]?.getAttribute("aria-selected")).toBe("true");
  press("ArrowUp");
  expect(field().hasAttribute("aria-activedescendant")).toBe(false);
  press("ArrowUp");
  expect(options[2]?.getAttribute("aria-selected")).toBe("true");
  press("Escape");
  expect(field().getAttribute("aria-expanded")).toBe("false");
  expect(document.querySelector<HTMLElement>("[role=listbox]")?.hidden).toBe(true);
});

test("an empty box asks nobody", async () => {
  await type("   ");
  expect(fetch).not.toHaveBeenCalled();
});

test("an answer that leads elsewhere, or is none, is left out", () => {
  const strange = [
    { title: "x", url: "//evil.example/", pieces: [] },
    { title: "x", url: "javascript:1", pieces: [] },
  ];
  expect(readSuggestions({ results: strange })).toEqual([]);
  expect(readSuggestions(null)).toEqual([]);
  expect(readSuggestions({ results: "x" })).toEqual([]);
});
