/**
 * Light or dark. The device decides until a person does; her choice is kept in a cookie so that the server can print it
 * into the page and nothing flickers. Choosing what the device says anyway takes the cookie away again.
 */
const YEAR = 31_536_000;

export type Theme = "light" | "dark";

function deviceTheme(): Theme {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** What the page shows now. */
export function shownTheme(page: Document = document): Theme {
  const chosen = page.documentElement.dataset.theme;
  return chosen === "dark" || chosen === "light" ? chosen : deviceTheme();
}

/** Shows a theme and keeps the choice. */
export function chooseTheme(theme: Theme, page: Document = document): void {
  const root = page.documentElement;
  if (theme === deviceTheme()) {
    delete root.dataset.theme;
    page.cookie = "theme=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; samesite=lax";
  } else {
    root.dataset.theme = theme;
    page.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax`;
  }
}

/** Makes each `[data-theme-switch]` turn the light on and off. */
export function wireTheme(page: Document): void {
  for (const button of page.querySelectorAll<HTMLElement>("[data-theme-switch]")) {
    const tell = () => button.setAttribute("aria-pressed", String(shownTheme(page) === "dark"));
    button.addEventListener("click", () => {
      chooseTheme(shownTheme(page) === "dark" ? "light" : "dark", page);
      tell();
    });
    tell();
  }
}

/** Calls back whenever the shown theme changes, by the device or by the switch. Gives a function that ends it. */
export function watchTheme(changed: (theme: Theme) => void, page: Document = document): () => void {
  let last = shownTheme(page);
  const look = () => {
    const now = shownTheme(page);
    if (now !== last) {
      last = now;
      changed(now);
    }
  };
  const device = matchMedia("(prefers-color-scheme: dark)");
  const watcher = new MutationObserver(look);
  device.addEventListener("change", look);
  watcher.observe(page.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => {
    device.removeEventListener("change", look);
    watcher.disconnect();
  };
}
