import { describe, expect, it } from "vitest";
import { begin, wireBegin } from "./begin";

function mark(name: string, words: string, id?: string): HTMLElement {
  const span = document.createElement("span");
  span.dataset.begin = name;
  span.dataset.beginWords = words;
  if (id !== undefined) span.dataset.beginFor = id;
  return span;
}

describe("begin", () => {
  it("makes an instance of a known class with the words", () => {
    const made: unknown[][] = [];
    class PageChooser {
      constructor(...words: unknown[]) {
        made.push(words);
      }
    }
    expect(begin(mark("PageChooser", '["id_page", {"modalUrl": "/x/"}]'), { PageChooser })).toBe(true);
    expect(made).toEqual([["id_page", { modalUrl: "/x/" }]]);
  });

  it("calls a known function with the field's id first", () => {
    const calls: unknown[][] = [];
    const initDateChooser = (...words: unknown[]) => calls.push(words);
    expect(begin(mark("initDateChooser", '{"format": "Y-m-d"}', "id_day"), { initDateChooser })).toBe(true);
    expect(calls).toEqual([["id_day", { format: "Y-m-d" }]]);
  });

  it("leaves everything else alone", () => {
    let called = 0;
    const home = { alert: () => called++, PageChooser: "no function" };
    expect(begin(mark("alert", "[1]"), home)).toBe(false);
    expect(begin(mark("PageChooser", "[]"), home)).toBe(false);
    expect(begin(mark("fetch", "[]"), home)).toBe(false);
    expect(called).toBe(0);
  });

  it("begins what comes later, and each thing once", async () => {
    let called = 0;
    const home = { createTaskChooser: () => called++ };
    document.body.append(mark("createTaskChooser", '["a"]'));
    wireBegin(document, home);
    expect(called).toBe(1);
    const dialog = document.createElement("div");
    dialog.append(mark("createTaskChooser", '["b"]'));
    document.body.append(dialog);
    await new Promise((done) => setTimeout(done, 0));
    expect(called).toBe(2);
    document.body.append(document.createElement("p"));
    await new Promise((done) => setTimeout(done, 0));
    expect(called).toBe(2);
  });
});
