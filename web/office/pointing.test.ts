import { beforeEach, describe, expect, it } from "vitest";
import { wirePointing } from "./pointing";

const PAGE = `<section data-pointing><div class="columns">
<fieldset class="column" data-column="0"><select name="c0-role"><option value="name">Name</option></select></fieldset>
<fieldset class="column" data-column="1"><select name="c1-role"><option value="value">Wert</option><option value="ignore">weglassen</option></select></fieldset></div>
<table class="preview"><thead><tr><th data-column="0"><a href="#column-0">Ort <span class="chip">Name</span></a></th><th data-column="1"><a href="#column-1">Höhe <span class="chip">Wert</span></a></th></tr></thead>
<tbody><tr><td>Rathaus</td><td id="cell">12</td></tr></tbody></table></section>`;

const one = (selector: string) => document.querySelector<HTMLElement>(selector);

describe("pointing", () => {
  beforeEach(() => {
    document.body.innerHTML = PAGE;
    wirePointing(document);
  });

  it("begins with the first column alone", () => {
    expect(one(".columns")?.classList.contains("one-at-a-time")).toBe(true);
    expect(one('.column[data-column="0"]')?.classList.contains("pointed")).toBe(true);
    expect(one('.column[data-column="1"]')?.classList.contains("pointed")).toBe(false);
  });

  it("shows the column of the cell that was clicked and marks it in the table", () => {
    one("#cell")?.click();
    expect(one('.column[data-column="1"]')?.classList.contains("pointed")).toBe(true);
    expect(one("#cell")?.classList.contains("pointed")).toBe(true);
    expect(one('th[data-column="1"] a')?.getAttribute("aria-current")).toBe("true");
    expect(one('th[data-column="0"] a')?.hasAttribute("aria-current")).toBe(false);
    expect(document.activeElement?.getAttribute("name")).toBe("c1-role");
  });

  it("writes the chosen meaning above the column and strikes out what is left out", () => {
    const select = document.querySelector<HTMLSelectElement>("select[name=c1-role]");
    if (!select) throw new Error("no select");
    select.value = "ignore";
    select.dispatchEvent(new Event("change", { bubbles: true }));
    expect(one('th[data-column="1"] .chip')?.textContent).toBe("weglassen");
    expect(one("#cell")?.classList.contains("left-out")).toBe(true);
  });
});
