import { make, pageLanguage } from "./dom";

const WORDS = {
  de: { copy: "Kopieren", copied: "Kopiert", failed: "Bitte von Hand kopieren" },
  en: { copy: "Copy", copied: "Copied", failed: "Please copy by hand" },
};

/** Gives each `[data-copy]` block a button that copies its code; what happened is also read aloud. */
export function wireCopy(page: Document): void {
  const words = WORDS[pageLanguage(page)];
  for (const block of page.querySelectorAll<HTMLElement>("[data-copy]")) {
    const code = block.querySelector("pre");
    if (!code || block.querySelector(".copy")) continue;
    const button = make("button", { type: "button", class: "copy", "aria-live": "polite" }, words.copy);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText((code.textContent ?? "").trim());
        button.textContent = words.copied;
      } catch {
        page.getSelection()?.selectAllChildren(code);
        button.textContent = words.failed;
      }
      setTimeout(() => {
        button.textContent = words.copy;
      }, 2500);
    });
    block.append(button);
  }
}
