/** The head's menu folds behind one button on narrow screens. */
export function wireMenu(page: Document): void {
  for (const button of page.querySelectorAll<HTMLElement>("[data-menu]")) {
    const menu = page.getElementById(button.getAttribute("aria-controls") ?? "");
    if (!menu) continue;
    const show = (open: boolean) => {
      menu.classList.toggle("open", open);
      button.setAttribute("aria-expanded", String(open));
    };
    button.addEventListener("click", () => show(!menu.classList.contains("open")));
    page.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.classList.contains("open")) {
        show(false);
        button.focus();
      }
    });
  }
}
