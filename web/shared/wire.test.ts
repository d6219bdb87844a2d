import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { wireCopy } from "./copy";
import { wireForms } from "./forms";
import { wireMenu } from "./menu";
import { wireRefresh } from "./refresh";
import { wireTables } from "./tables";
import { chooseTheme, shownTheme, watchTheme, wireTheme } from "./theme";

function element<T extends HTMLElement = HTMLElement>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`nothing is ${selector}`);
  return found;
}

beforeEach(() => {
  document.documentElement.lang = "de";
  delete document.documentElement.dataset.theme;
});

describe("theme", () => {
  test("is the device's until a person chooses, and the choice is kept in a cookie", () => {
    expect(shownTheme()).toBe("light");
    chooseTheme("dark");
    expect(document.documentElement.dataset.theme).toBe("dark");
    expect(document.cookie).toContain("theme=dark");
  });

  test("takes the cookie away when the choice is what the device says", () => {
    chooseTheme("dark");
    chooseTheme("light");
    expect(document.documentElement.dataset.theme).toBeUndefined();
    expect(document.cookie).not.toContain("theme=");
  });

  test("is turned by the switch, which says how it stands, and told to who listens", async () => {
    document.body.innerHTML = "<button data-theme-switch></button>";
    const changed = vi.fn();
    const stop = watchTheme(changed);
    wireTheme(document);
    const button = element("button");
    expect(button.getAttribute("aria-pressed")).toBe("false");
    button.click();
    expect(button.getAttribute("aria-pressed")).toBe("true");
    await vi.waitFor(() => expect(changed).toHaveBeenCalledWith("dark"));
    stop();
  });
});

test("the menu opens and closes, and Escape gives the keyboard back", () => {
  document.body.innerHTML =
    '<button data-menu aria-controls="m" aria-expanded="false"></button><div id="m"></div>';
  wireMenu(document);
  element("button").click();
  expect(element("#m").className).toBe("open");
  expect(element("button").getAttribute("aria-expanded")).toBe("true");
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(element("#m").className).toBe("");
  expect(document.activeElement).toBe(element("button"));
});

describe("code", () => {
  test("is copied without the spaces around it, and the button says so", async () => {
    document.body.innerHTML = "<div data-copy><pre><code>\n a = 1\n</code></pre></div>";
    const copied = vi.fn().mockResolvedValue(undefined);
    vi.stubGlobal("navigator", { clipboard: { writeText: copied } });
    wireCopy(document);
    wireCopy(document);
    expect(document.querySelectorAll(".copy")).toHaveLength(1);
    element(".copy").click();
    await vi.waitFor(() => expect(element(".copy").textContent).toBe("Kopiert"));
    expect(copied).toHaveBeenCalledWith("a = 1");
    vi.unstubAllGlobals();
  });
});

describe("folding tables", () => {
  test("cells learn their column's name, also behind a wide cell, and keep an own one", () => {
    document.body.innerHTML = `<table class="table--fold"><thead><tr><th>Ort</th><th>Höhe <span>m</span></th><th>Art</th></tr></thead>
      <tbody><tr><th>A</th><td>3</td><td data-label="Eigen">Linde</td></tr><tr><td colspan="2">x</td><td>y</td></tr></tbody></table>`;
    wireTables(document);
    const labels = [...document.querySelectorAll("tbody > tr > *")].map((cell) =>
      cell.getAttribute("data-label"),
    );
    expect(labels).toEqual([null, "Höhe m", "Eigen", "Ort", "Art"]);
  });
});

describe("forms", () => {
  test("that are automatic are sent when a choice changes, others are not", () => {
    document.body.innerHTML =
      '<form data-auto id="a"><select></select></form><form id="b"><select></select></form>';
    wireForms(document);
    const sent = vi.fn();
    for (const form of document.forms) form.requestSubmit = () => sent(form.id);
    for (const select of document.querySelectorAll("select"))
      select.dispatchEvent(new Event("change", { bubbles: true }));
    expect(sent.mock.calls).toEqual([["a"]]);
  });
});

describe("long work", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const pages = (...parts: string[]) => {
    const answers = vi.fn();
    for (const part of parts)
      answers.mockResolvedValueOnce(new Response(`<html><body>${part}</body></html>`));
    vi.stubGlobal("fetch", answers);
    return answers;
  };

  test("is followed until the server says that it is done", async () => {
    document.body.innerHTML = '<div id="run" data-refresh="2">10 %</div>';
    const asked = pages('<div id="run" data-refresh="2">60 %</div>', '<div id="run">fertig</div>');
    const replaced = vi.fn();
    const reload = vi.spyOn(document.location, "reload").mockImplementation(() => {});
    wireRefresh(document, replaced);
    await vi.advanceTimersByTimeAsync(2000);
    expect(element("#run").textContent).toBe("60 %");
    expect(reload).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(reload).toHaveBeenCalledTimes(1);
    expect(asked).toHaveBeenCalledTimes(2);
    expect(replaced).toHaveBeenCalledTimes(1);
  });

  test("loads the whole page when the work is over and the part is gone", async () => {
    document.body.innerHTML = '<div id="run" data-refresh="1">10 %</div>';
    const asked = pages("<h1>Fertig</h1>");
    const reload = vi.spyOn(document.location, "reload").mockImplementation(() => {});
    reload.mockClear();
    wireRefresh(document, () => {});
    await vi.advanceTimersByTimeAsync(5000);
    expect(reload).toHaveBeenCalledTimes(1);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  test("keeps what it shows while the server is away", async () => {
    document.body.innerHTML = '<div id="run" data-refresh="1">10 %</div>';
    vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("offline")));
    wireRefresh(document, () => {});
    await vi.advanceTimersByTimeAsync(3000);
    expect(element("#run").textContent).toBe("10 %");
    pages('<div id="run" data-refresh="1">20 %</div>');
    await vi.advanceTimersByTimeAsync(1000);
    expect(element("#run").textContent).toBe("20 %");
  });
});
