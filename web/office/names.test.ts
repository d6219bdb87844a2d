import { beforeEach, expect, test } from "vitest";
import { wireNames } from "./names";

const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  document.body.innerHTML = "";
});

test("a field without a name takes its label's words, also when it comes later", async () => {
  wireNames(document);
  document.body.innerHTML =
    '<form><div data-field-wrapper><label>Text *</label><div class="public-DraftEditor-content"></div></div></form>';
  await settled();
  expect(document.querySelector(".public-DraftEditor-content")?.getAttribute("aria-label")).toBe("Text");
});

test("a table's head says its words as text, once", async () => {
  document.body.innerHTML =
    '<table><tr><th aria-label="Aktion"></th><th aria-label="Name">Name</th><th></th></tr></table>';
  wireNames(document);
  document.body.append(document.createElement("p"));
  await settled();
  const heads = [...document.querySelectorAll("th")];
  expect(heads.map((one) => one.textContent)).toEqual(["Aktion", "Name", ""]);
  expect(heads[0]?.querySelector(".w-sr-only")).not.toBeNull();
});
