import { make } from "../shared/dom";

/**
 * Names for what Wagtail's editor leaves without one: a text's field and the field for tags take their label's words, and
 * a table's head that has its words in an attribute alone gets them as text.
 */
export function wireNames(page: Document): void {
  const name = () => {
    for (const box of page.querySelectorAll<HTMLElement>(
      ".public-DraftEditor-content:not([aria-label]), .ui-autocomplete-input:not([aria-label])",
    )) {
      const words = labelAbove(box);
      if (words) box.setAttribute("aria-label", words.replace(/\s*\*$/, ""));
    }
    for (const head of page.querySelectorAll<HTMLElement>("th[aria-label]")) {
      if (head.textContent?.trim()) continue;
      head.append(make("span", { class: "w-sr-only" }, head.getAttribute("aria-label") ?? ""));
      head.removeAttribute("aria-label");
    }
  };
  name();
  new MutationObserver(name).observe(page.body, { childList: true, subtree: true });
}

function labelAbove(box: HTMLElement): string | undefined {
  for (let part = box.parentElement; part && part.tagName !== "FORM"; part = part.parentElement) {
    const label = part.matches("[data-panel], [data-field-wrapper]")
      ? part.querySelector("[data-panel-heading-text], label")
      : null;
    if (label?.textContent) return label.textContent.trim();
  }
  return undefined;
}
