import { make } from "../shared/dom";
import type { Engine } from "./engine";
import { sign } from "./icons";
import { cubesOf, cubesOfFills, drawCubes } from "./pictures";
import PREFABS from "./prefabs.json";
import { Radios } from "./radio";
import { fillsOf, type Prefab, type Stamp, stampOf } from "./stamp";
import type { Block, Fill } from "./types";
import { answers, FIRST_CHOICE, GROUPS, type Group, groupOf, nameOf } from "./words";

const CHOICE = 9;
const KEPT = "stadtkern-blocks";

/** The blocks at the thumb's edge: groups, a row of the group's blocks, a search. */
export class PaletteBar {
  private group: Group = "choice";
  private choice: number[];
  private allowed: ReadonlySet<number> | null = null;
  private readonly groups: Radios<Group>;
  private readonly blocks: Radios<number | string>;
  private readonly search: HTMLInputElement;
  private readonly none: HTMLElement;
  private readonly stamps = new Map<string, Stamp>();

  constructor(
    private readonly engine: Engine,
    root: HTMLElement,
  ) {
    const { t, bus } = engine;
    this.choice = this.readChoice();
    const groups = make("div", { class: "builder-groups" });
    const row = make("div", { class: "builder-blocks" });
    this.groups = new Radios(groups, t("groups"), (group) => this.open(group));
    this.blocks = new Radios(row, t("blocks"), (value) => this.take(value));
    this.search = make("input", {
      type: "search",
      "aria-label": t("search"),
      placeholder: t("search"),
      autocomplete: "off",
    });
    this.search.addEventListener("input", () => this.fill());
    this.none = make("p", { class: "builder-none", role: "status" });
    for (const group of GROUPS)
      this.groups.add(group, make("button", { type: "button", class: "builder-group" }, t(group)));
    root.append(
      make(
        "div",
        { class: "builder-groups-row" },
        groups,
        make("label", { class: "builder-search" }, sign("search"), this.search),
      ),
      row,
      this.none,
    );
    this.open("choice");
    bus.on("block", () => this.mark());
    bus.on("tool", () => this.mark());
    bus.on("room", (room) => {
      this.allowed = room.blocks?.length ? new Set(room.blocks) : null;
      this.fill();
    });
  }

  /** Takes the nth of the chosen blocks, counted from 0. */
  takeChoice(place: number): Block | null {
    const block = this.engine.block(this.choice[place] ?? -1);
    if (!block || !this.may(block)) return null;
    this.take(block.id);
    return block;
  }

  private open(group: Group): void {
    this.group = group;
    this.search.value = "";
    this.groups.show(group);
    this.fill();
  }

  private take(value: number | string): void {
    const { tools } = this.engine;
    if (typeof value === "string") {
      const stamp = this.stamps.get(value);
      if (stamp) tools.takeStamp(stamp);
      return;
    }
    this.remember(value);
    tools.take(value);
  }

  private fill(): void {
    this.blocks.clear();
    const typed = this.search.value.trim();
    if (typed || this.group !== "templates") for (const block of this.shown(typed)) this.addBlock(block);
    if (!typed && this.group === "templates")
      for (const prefab of PREFABS as unknown as Prefab[]) this.addPrefab(prefab);
    this.none.textContent = this.blocks.count ? "" : this.engine.t("nothing_found");
    this.mark();
    this.blocks.element.scrollLeft = 0;
  }

  private shown(typed: string): Block[] {
    const usable = this.engine.blocks.filter((block) => groupOf(block) && this.may(block));
    if (typed) return usable.filter((block) => answers(block, typed));
    if (this.group === "choice")
      return this.choice.flatMap((id) => usable.find((block) => block.id === id) ?? []);
    return usable.filter((block) => groupOf(block) === this.group);
  }

  private may(block: Block): boolean {
    return !this.allowed || this.allowed.has(block.id);
  }

  private addBlock(block: Block): void {
    const place = this.group === "choice" && !this.search.value ? this.choice.indexOf(block.id) : -1;
    this.blocks.add(
      block.id,
      this.button(nameOf(block, this.engine.config), (canvas) => drawCubes(canvas, cubesOf(block)), place),
    );
  }

  private addPrefab(prefab: Prefab): void {
    const { engine } = this;
    let stamp = this.stamps.get(prefab.key);
    if (!stamp) {
      stamp = stampOf(prefab, (key) => engine.keyed(key)?.id);
      this.stamps.set(prefab.key, stamp);
    }
    const fills = flatFills(stamp);
    const colour = (block: number) => engine.block(block)?.colour ?? "#888888";
    const draw = (canvas: HTMLCanvasElement) => drawCubes(canvas, cubesOfFills(fills, colour));
    this.blocks.add(prefab.key, this.button(nameOf(prefab, engine.config), draw, -1, true));
  }

  private button(
    name: string,
    draw: (canvas: HTMLCanvasElement) => void,
    place: number,
    large = false,
  ): HTMLElement {
    const sharp = 2;
    const canvas = make("canvas", {
      width: (large ? 64 : 40) * sharp,
      height: (large ? 52 : 40) * sharp,
      "aria-hidden": "true",
    });
    draw(canvas);
    const key =
      place >= 0 && place < CHOICE
        ? make("span", { class: "builder-key", "aria-hidden": "true" }, String(place + 1))
        : null;
    return make(
      "button",
      { type: "button", class: large ? "builder-block builder-block--large" : "builder-block", title: name },
      canvas,
      make("span", { class: "builder-block-name" }, name),
      key,
    );
  }

  private mark(): void {
    const { tools } = this.engine;
    const key =
      tools.tool === "stamp" ? [...this.stamps].find(([, stamp]) => stamp === tools.stamp)?.[0] : undefined;
    this.blocks.show(tools.tool === "stamp" ? (key ?? null) : tools.builds ? tools.block : null);
  }

  /** A block from another group takes the place of the one chosen longest ago; the order of the rest stays. */
  private remember(block: number): void {
    if (this.group === "choice" || this.choice.includes(block)) return;
    this.choice = [...this.choice.slice(0, CHOICE - 1), block];
    try {
      localStorage.setItem(KEPT, JSON.stringify(this.choice));
    } catch {
      // Kept for this visit only.
    }
  }

  private readChoice(): number[] {
    const first = FIRST_CHOICE.flatMap((key) => this.engine.keyed(key)?.id ?? []);
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "null");
      if (Array.isArray(kept) && kept.length === CHOICE && kept.every((id) => this.engine.block(id)))
        return kept;
    } catch {
      // Nothing readable is kept.
    }
    return first;
  }
}

/** Gives a stamp's fills on flat ground, for its picture. */
function flatFills(stamp: Stamp): Fill[] {
  const grid = {
    nx: stamp.wide,
    ny: stamp.deep,
    nz: 64,
    holds: (x: number, y: number) => x >= 0 && y >= 0 && x < stamp.wide && y < stamp.deep,
  };
  return fillsOf(
    stamp,
    { x: Math.floor(stamp.wide / 2), y: Math.floor(stamp.deep / 2), z: 0 },
    grid,
    () => 0,
  );
}
