import { expect, test } from "vitest";
import { attributionMarkup } from "./attribution";

test("words of a dataset cannot become markup", () => {
  expect(attributionMarkup('Stadt <img src=x onerror="a">')).toBe(
    "Stadt &lt;img src=x onerror=&quot;a&quot;&gt;",
  );
});

test("OpenStreetMap is linked once", () => {
  const holder = document.createElement("div");
  holder.innerHTML = attributionMarkup("© OpenStreetMap contributors, OpenStreetMap & Stadt");
  expect(holder.querySelectorAll("a")).toHaveLength(1);
  expect(holder.textContent).toBe("© OpenStreetMap contributors, OpenStreetMap & Stadt");
});
