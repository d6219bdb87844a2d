import { make } from "../shared/dom";
import { sign } from "./icons";
import { HELP, MOUSE, type TextName } from "./texts";
import type { Config, LinkState } from "./types";
import { teller } from "./words";

/** The builder's own elements, all made here. */
export interface Frame {
  readonly canvas: HTMLCanvasElement;
  readonly dock: HTMLElement;
  readonly palette: HTMLElement;
  readonly views: HTMLElement;
  readonly state: HTMLElement;
  readonly loading: HTMLElement;
  readonly bar: HTMLProgressElement;
  readonly help: HTMLDialogElement;
}

/** Fills the section: picture, head, views, dock, and empty slots for further parts. The page's own pictures stay until then. */
export function makeFrame(root: HTMLElement, config: Config): Frame {
  const t = teller(config);
  const painted = [...root.querySelectorAll("img")];
  for (const one of painted) one.decoding = "sync";
  root.classList.add("builder");
  root.setAttribute("aria-label", t("builder"));
  const canvas = make("canvas", {
    class: "builder-canvas",
    tabindex: 0,
    role: "application",
    "aria-label": t("picture"),
  });
  const views = make("div", { class: "builder-views", role: "group", "aria-label": t("views") });
  const state = make("p", { class: "builder-state", role: "status" });
  const tools = make("div", { class: "builder-bar" });
  const palette = make("div", { class: "builder-palette" });
  const dock = make("div", { class: "builder-dock" }, tools, palette);
  const bar = make("progress", { max: 1, value: 0.02, "aria-label": t("loading") });
  const loading = make(
    "div",
    { class: "builder-loading" },
    make("div", { class: "builder-painted", "aria-hidden": "true" }, ...painted),
    make("div", { class: "builder-loading-card" }, make("p", {}, t("loading")), bar),
  );
  const help = helpDialog(config);
  root.replaceChildren(
    make("div", { class: "builder-picture" }, canvas),
    make(
      "div",
      { class: "builder-head" },
      make(
        "a",
        {
          class: "builder-button",
          href: config.urls.leave ?? "/",
          "aria-label": t("leave"),
          title: t("leave"),
        },
        sign("back"),
      ),
      make(
        "div",
        { class: "builder-title" },
        make("h1", {}, config.quarter.title),
        make("p", {}, config.town),
      ),
      state,
      make("div", { class: "builder-slot", "data-slot": "head" }),
    ),
    views,
    make("div", { class: "builder-slot builder-strip", "data-slot": "strip" }),
    make("div", { class: "builder-slot builder-side", "data-slot": "side" }),
    dock,
    make("div", { class: "builder-slot builder-over", "data-slot": "over" }),
    loading,
    help,
  );
  return { canvas, dock: tools, palette, views, state, loading, bar, help };
}

/** Shows how one stands with the room; when all is well nothing is said. */
export function showState(frame: Frame, config: Config, state: LinkState, waiting: number): void {
  const t = teller(config);
  const quiet = state === "live" && waiting < 3;
  const words = waiting > 2 ? [t("waiting", { n: waiting })] : [];
  frame.state.textContent = quiet
    ? ""
    : [state === "live" ? "" : t(state), ...words].filter(Boolean).join(" ");
  frame.state.dataset.state = state;
}

/** Replaces everything by words when there can be no picture: what happened, what is kept, what to do. */
export function showFault(root: HTMLElement, config: Config, title: TextName, words: TextName): void {
  const t = teller(config);
  root.classList.add("builder");
  const again = make("button", { type: "button", class: "button button--act" }, t("again"));
  again.addEventListener("click", () => location.reload());
  const links = Object.entries(config.urls)
    .filter(([name]) => name === "plan" || name === "table" || name === "leave")
    .map(([name, href]) =>
      make(
        "a",
        { class: "button", href },
        name === "leave"
          ? t("leave")
          : name === "plan"
            ? "Plan"
            : config.language === "de"
              ? "Tabelle"
              : "Table",
      ),
    );
  root.replaceChildren(
    make(
      "div",
      { class: "builder-fault", role: "alert" },
      make("h1", {}, t(title)),
      make("p", {}, t(words)),
      make("div", { class: "button-row" }, again, ...links),
    ),
  );
}

/** Says that the builder also speaks easy German, and leads there and back; what was built stays. */
function easySwitch(config: Config): HTMLElement {
  const address = new URL(location.href);
  address.searchParams.set("easy", config.easy ? "0" : "1");
  const words = config.easy ? "In Alltagssprache lesen" : "In Leichter Sprache lesen";
  return make("p", {}, make("a", { class: "button", href: address.href }, words));
}

function helpDialog(config: Config): HTMLDialogElement {
  const t = teller(config);
  const lines = (pairs: readonly (readonly [string, string])[]) =>
    make(
      "dl",
      {},
      ...pairs.map(([name, words]) => make("div", {}, make("dt", {}, name), make("dd", {}, words))),
    );
  const close = make(
    "button",
    { type: "button", class: "builder-button", "aria-label": t("close"), title: t("close") },
    sign("close"),
  );
  const english = (key: string) =>
    config.language === "de"
      ? key
      : key
          .replace("Bild ↑ Bild ↓", "Page ↑ Page ↓")
          .replace("Eingabe", "Enter")
          .replace("Entf", "Delete")
          .replaceAll("Strg", "Ctrl");
  const dialog = make(
    "dialog",
    { class: "builder-help", "aria-labelledby": "builder-help-title" },
    make("div", { class: "builder-help-head" }, make("h2", { id: "builder-help-title" }, t("help")), close),
    ...(config.language === "de" ? [easySwitch(config)] : []),
    make("h3", {}, t("mouse")),
    lines(MOUSE.map(([name, words]) => [name[config.language], words[config.language]] as const)),
    make("h3", {}, t("keys")),
    lines(HELP.map(([key, words]) => [english(key), words[config.language]] as const)),
  );
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  return dialog;
}
