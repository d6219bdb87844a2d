/** Names for what Wagtail's editor leaves without one: a text's field and the field for tags take their label's words. */
export function wireNames(page: Document): void {
  const name = () => {
    for (const box of page.querySelectorAll<HTMLElement>(
      ".public-DraftEditor-content:not([aria-label]), .ui-autocomplete-input:not([aria-label])",
    )) {
      const words = labelAbove(box);
      if (words) box.setAttribute("aria-label", words.replace(/\s*\*$/, ""));
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
