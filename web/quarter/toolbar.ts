import { make } from "../shared/dom";
import type { ToolName } from "./aims";
import type { Engine } from "./engine";
import { type IconName, sign } from "./icons";
import { Radios } from "./radio";
import type { TextName } from "./texts";
import { count, euros } from "./words";

const SHOWN: readonly ToolName[] = ["look", "place", "erase", "paint", "line", "box", "copy", "pick"];

/** A button with a sign; its name is read out and shown as a hint. */
export function button(name: string, icon: IconName, press: () => void, extra = ""): HTMLButtonElement {
  const made = make(
    "button",
    { type: "button", class: `builder-button ${extra}`.trim(), "aria-label": name, title: name },
    sign(icon),
  );
  made.addEventListener("click", press);
  return made;
}

/** Tools, undo, what the tool in hand can be set to, and what it would cost. */
export class Toolbar {
  private readonly radios: Radios<ToolName>;
  private readonly setting: HTMLElement;
  private readonly says: HTMLElement;
  private readonly undo: HTMLButtonElement;
  private readonly redo: HTMLButtonElement;

  constructor(
    private readonly engine: Engine,
    root: HTMLElement,
  ) {
    const { t, bus, tools } = engine;
    const row = make("div", { class: "builder-tools" });
    this.radios = new Radios(row, t("tools"), (tool) => tools.choose(tool));
    for (const tool of SHOWN) {
      const made = make(
        "button",
        { type: "button", class: "builder-tool", title: t(tool), "aria-label": t(tool) },
        sign(tool),
      );
      made.append(make("span", { class: "builder-tool-name", "aria-hidden": "true" }, t(tool)));
      this.radios.add(tool, made);
    }
    this.undo = button(t("undo"), "undo", () => engine.undo());
    this.redo = button(t("redo"), "redo", () => engine.redo());
    this.setting = make("div", { class: "builder-setting", role: "group", "aria-label": t("more") });
    this.says = make("p", { class: "builder-says" });
    root.append(
      row,
      make("div", { class: "builder-history" }, this.undo, this.redo),
      this.setting,
      this.says,
    );
    bus.on("tool", () => this.show());
    bus.on("block", () => this.show());
    bus.on("history", ({ undo, redo }) => {
      this.undo.disabled = !undo;
      this.redo.disabled = !redo;
    });
    bus.on("preview", (preview) => {
      this.says.textContent = preview?.blocks ? this.costs(preview.blocks, preview.cost) : "";
    });
    this.undo.disabled = true;
    this.redo.disabled = true;
    this.show();
  }

  private costs(blocks: number, cost: number): string {
    const { config, t } = this.engine;
    return t(blocks === 1 ? "counted_one" : "counted", { n: count(blocks, config), c: euros(cost, config) });
  }

  private show(): void {
    const { tools } = this.engine;
    this.radios.show(tools.tool);
    const had = this.setting.contains(document.activeElement)
      ? document.activeElement?.getAttribute("aria-label")
      : null;
    this.setting.replaceChildren(...this.settings(tools.tool));
    if (had) this.setting.querySelector<HTMLElement>(`[aria-label="${CSS.escape(had)}"]`)?.focus();
  }

  private settings(tool: ToolName): HTMLElement[] {
    const { tools, t, blocks } = this.engine;
    if (tool === "stamp")
      return [
        button(t("turn"), "turn", () => tools.change("turn")),
        button(t("mirror"), "mirror", () => tools.change("mirror")),
      ];
    const block = blocks.find((one) => one.id === tools.block);
    if ((tool !== "line" && tool !== "box") || !block || block.kind === "surface") return [];
    const step = block.kind === "building" ? Math.round(block.storey ?? 3) : 1;
    return [
      button(t("lower"), "minus", () => tools.setHeight(Math.max(step, tools.height - step))),
      make("output", { class: "builder-height" }, this.heightWords(step)),
      button(t("higher"), "plus", () => tools.setHeight(tools.height + step)),
    ];
  }

  private heightWords(step: number): string {
    const { tools, t } = this.engine;
    const storeys = Math.round(tools.height / step);
    const name: TextName = step === 1 ? "height" : storeys === 1 ? "storey" : "storeys";
    return t(name, { n: tools.height, s: storeys });
  }
}
