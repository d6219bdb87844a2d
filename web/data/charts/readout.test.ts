import { beforeEach, describe, expect, it } from "vitest";
import { nearest, Readout, rowsOf } from "./readout";

const FIGURE = `<figure><div class="chart-stage"><svg data-left="50" data-right="150" data-top="10" data-bottom="90"></svg></div>
<table><thead><tr><th>Zeit</th><th>Uferweg</th><th>Brücke</th></tr></thead><tbody>
<tr data-at="0.25"><th>Montag</th><td>12</td><td>–</td></tr><tr data-at="0.75"><th>Dienstag</th><td>14</td><td>3</td></tr>
</tbody></table></figure>`;

let figure: Element;
let stage: Element;

beforeEach(() => {
  document.body.innerHTML = FIGURE;
  figure = document.querySelector("figure") as Element;
  stage = document.querySelector(".chart-stage") as Element;
});

describe("the readout", () => {
  it("reads values from the table with the names of their columns", () => {
    expect(rowsOf(figure).map((row) => row.text)).toEqual([
      "Montag: Uferweg 12 · Brücke –",
      "Dienstag: Uferweg 14 · Brücke 3",
    ]);
    expect(nearest(rowsOf(figure), 0.6)).toBe(1);
    expect(nearest([], 0.6)).toBe(-1);
  });

  it("draws a line at the value and takes it away again", () => {
    const readout = new Readout(figure, stage);
    readout.show(0.1);
    expect(document.querySelector(".chart-cross")?.getAttribute("x1")).toBe("75");
    expect(document.querySelector(".chart-read")?.textContent).toContain("Montag");
    readout.step(1);
    readout.step(1);
    expect(document.querySelector(".chart-cross")?.getAttribute("x1")).toBe("125");
    readout.hide();
    expect(document.querySelector(".chart-cross")).toBeNull();
    expect(document.querySelector(".chart-read")?.textContent).toBe("");
  });

  it("begins at the nearest end when values are read by keyboard", () => {
    const readout = new Readout(figure, stage);
    readout.step(-1);
    expect(document.querySelector(".chart-read")?.textContent).toContain("Dienstag");
  });
});
