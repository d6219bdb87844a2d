import { make } from "../../shared/dom";
import type { Engine } from "../engine";
import { button } from "../toolbar";
import { type PanelIcon, panelIcon } from "./icons";
import type { Speak, WordName } from "./words";

/** A part that opens beside or over the picture. */
export interface Panel {
  readonly name: string;
  readonly title: WordName;
  readonly icon: PanelIcon;
  /** A drawer beside the picture; without a body the part shows itself. */
  readonly body?: HTMLElement;
  readonly wide?: boolean;
  opened?(): void;
  closed?(): void;
}

/**
 * The rail of panels at the left edge, and the one drawer they open in: beside the picture on wide screens, a sheet from below
 * on narrow ones. One panel at a time; Escape closes, and the focus goes back to where it came from.
 */
export class Drawers {
  readonly rail: HTMLElement;
  private readonly list: HTMLElement;
  private readonly drawer: HTMLElement;
  private readonly title: HTMLElement;
  private readonly body: HTMLElement;
  private readonly more: HTMLButtonElement;
  private readonly panels = new Map<string, { panel: Panel; opener: HTMLButtonElement }>();
  private now: string | null = null;
  private from: HTMLElement | null = null;

  constructor(
    private readonly engine: Engine,
    private readonly words: Speak,
  ) {
    this.list = make("div", { class: "panels-list", id: "panels-list" });
    this.more = button(words("panels"), "more", () => this.unfold(!this.unfolded), "panels-more");
    this.more.setAttribute("aria-expanded", "false");
    this.more.setAttribute("aria-controls", "panels-list");
    this.rail = make("nav", { class: "panels-rail", "aria-label": words("panels") }, this.more, this.list);
    this.title = make("h2", { id: "panels-title", tabindex: -1 });
    this.body = make("div", { class: "panels-body" });
    const close = button(words("close"), "close", () => this.close());
    this.drawer = make(
      "section",
      { class: "panels-drawer", "aria-labelledby": "panels-title", hidden: true },
      make("div", { class: "panels-grip", "aria-hidden": "true" }),
      make("header", { class: "panels-head" }, this.title, close),
      this.body,
    );
    engine.slot("side").append(this.rail);
    // Right behind the head, so that Tab finds it before the tools.
    engine.slot("side").after(this.drawer);
    this.drawer.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
    this.rail.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.unfolded) this.unfold(false, true);
    });
    engine.canvas.addEventListener("pointerdown", () => this.unfold(false));
    const dock = engine.root.querySelector<HTMLElement>(".builder-dock");
    if (dock)
      new ResizeObserver(() => {
        if (dock.offsetHeight) engine.root.style.setProperty("--dock", `${dock.offsetHeight}px`);
      }).observe(dock);
  }

  add(panel: Panel): void {
    const label = make("span", { class: "panels-name" }, this.words(panel.title));
    const opener = make(
      "button",
      { type: "button", class: "panels-open", "aria-expanded": "false", title: this.words(panel.title) },
      panelIcon(panel.icon),
      label,
    );
    opener.addEventListener("click", () => this.toggle(panel.name));
    this.list.append(opener);
    this.panels.set(panel.name, { panel, opener });
  }

  get open(): string | null {
    return this.now;
  }

  toggle(name: string): void {
    if (this.now === name) this.close();
    else this.show(name);
  }

  show(name: string): void {
    const found = this.panels.get(name);
    if (!found || this.now === name) return;
    const from = document.activeElement as HTMLElement | null;
    this.leave();
    this.from = from && this.engine.root.contains(from) ? from : found.opener;
    this.now = name;
    found.opener.setAttribute("aria-expanded", "true");
    this.unfold(false);
    const { panel } = found;
    this.engine.root.dataset.panel = name;
    if (panel.body) {
      this.title.textContent = this.words(panel.title);
      this.body.replaceChildren(panel.body);
      this.body.scrollTop = 0;
      this.drawer.classList.toggle("panels-drawer--wide", panel.wide === true);
      this.drawer.hidden = false;
    }
    panel.opened?.();
    if (panel.body) this.title.focus({ preventScroll: true });
  }

  close(): void {
    const back = this.from;
    if (this.now === null) return;
    this.leave();
    const seen = back?.isConnected && back.offsetParent !== null ? back : this.engine.canvas;
    seen.focus({ preventScroll: true });
  }

  private leave(): void {
    const found = this.now === null ? undefined : this.panels.get(this.now);
    this.now = null;
    this.drawer.hidden = true;
    delete this.engine.root.dataset.panel;
    found?.opener.setAttribute("aria-expanded", "false");
    found?.panel.closed?.();
  }

  private get unfolded(): boolean {
    return this.rail.classList.contains("is-open");
  }

  private unfold(open: boolean, back = false): void {
    this.rail.classList.toggle("is-open", open);
    this.more.setAttribute("aria-expanded", String(open));
    if (back) this.more.focus();
  }
}
