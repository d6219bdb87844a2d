import { describe, expect, it } from "vitest";
import { takeOver } from "./reach";
import { markFeatures, pickAddress, readWishes } from "./wishes";

const mark = {
  kind: "stop",
  lon: 13.9,
  lat: 51.9,
  title: "Markt",
  note: "",
  href: "/place/a/1/",
  value: "",
  quiet: false,
};

describe("wishes of a page", () => {
  it("are read, and what makes no sense is left out", () => {
    const read = readWishes({
      bounds: [13, 51, 14, 52],
      language: "en",
      start: [13.9, 51.9],
      marks: [mark, { ...mark, lon: "x" }, { ...mark, href: "https://elsewhere.example/" }, null],
      pick: "/mobility/?at={at}",
    });
    expect(read.marks).toEqual([mark]);
    expect(read.start).toEqual([13.9, 51.9]);
    expect(read.language).toBe("en");
  });

  it("have a default for everything", () => {
    const read = readWishes("nonsense");
    expect(read.bounds).toHaveLength(4);
    expect(read.start).toBeNull();
    expect(read.reach.features).toEqual([]);
    expect(read.pick).toBe("");
  });

  it("lead nowhere but to this site", () => {
    expect(readWishes({ pick: "//elsewhere.example/{at}" }).pick).toBe("");
  });

  it("turn a tap into an address", () => {
    expect(pickAddress("/mobility/?date=2026-03-04&at={at}", 51.98, 13.9500004)).toBe(
      "/mobility/?date=2026-03-04&at=51.980000,13.950000",
    );
  });

  it("put marks where they are", () => {
    expect(markFeatures([mark]).features[0]?.geometry).toEqual({ type: "Point", coordinates: [13.9, 51.9] });
  });
});

describe("taking over another page", () => {
  it("changes the named parts and the field, and nothing else", () => {
    document.body.innerHTML =
      '<form data-reach-form><input name="q" value="alt"></form><p data-part="a">alt</p><p id="b">bleibt</p>';
    const other = new DOMParser().parseFromString(
      '<title>Neu</title><form data-reach-form><input name="q" value="neu"></form><p data-part="a"><b>neu</b></p><p id="b">weg</p>',
      "text/html",
    );
    takeOver(other);
    expect(document.querySelector("[data-part=a]")?.innerHTML).toBe("<b>neu</b>");
    expect(document.querySelector<HTMLInputElement>("input")?.value).toBe("neu");
    expect(document.getElementById("b")?.textContent).toBe("bleibt");
    expect(document.title).toBe("Neu");
  });
});
