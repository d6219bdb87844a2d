import { make } from "../../shared/dom";
import type { Engine } from "../engine";
import type { Block } from "../types";
import { GROUPS, groupOf, nameOf } from "../words";
import {
  Areas,
  fillsAway,
  fillsOn,
  type Rectangle,
  type Row,
  readRectangle,
  rowsOf,
  type Tally,
} from "./areas";
import { isNothing } from "./effects";
import { number, signed } from "./format";
import { action, field } from "./parts";
import type { Speak } from "./words";

const LATER = 250;

/** The quarter as a table of areas, and a form that builds by numbers: no picture is needed. */
export class AreaTable {
  readonly body = make("div", { class: "areas" });
  private readonly areas: Areas;
  /** What there is today, counted when somebody first asks. */
  private today: Tally | null = null;
  private readonly tables = make("div", { class: "areas-tables" });
  private readonly only = make("input", { type: "checkbox" });
  private shown = false;
  private timer = 0;

  constructor(
    private readonly engine: Engine,
    private readonly words: Speak,
  ) {
    const { base, blocks, bus } = engine;
    this.areas = new Areas(engine.world.shown, base.ground, blocks);
    this.only.addEventListener("change", () => this.show());
    this.body.append(
      make("p", { class: "panels-quiet" }, words("table_lead")),
      make("label", { class: "choice" }, this.only, make("span", {}, words("only_changed"))),
      this.tables,
    );
    this.body.append(new NumbersForm(engine, words).form);
    bus.on("changed", (boxes) => {
      this.areas.touch(boxes);
      clearTimeout(this.timer);
      if (this.shown) this.timer = setTimeout(() => this.show(), LATER) as unknown as number;
    });
  }

  opened(): void {
    this.shown = true;
    this.show();
  }

  closed(): void {
    this.shown = false;
  }

  private show(): void {
    const { base, blocks } = this.engine;
    this.today ??= new Areas(base.grid, base.ground, blocks).total();
    const all = rowsOf(blocks, this.areas.total(), this.today);
    const differs = (row: Row) => row.blocks !== row.blocksToday || row.area !== row.areaToday;
    const rows = this.only.checked ? all.filter(differs) : all;
    const land = rows.filter((row) => row.area !== null);
    const rest = rows.filter((row) => row.area === null);
    this.tables.replaceChildren(
      ...(rows.length ? [] : [make("p", { class: "panels-quiet" }, this.words("nothing_changed"))]),
      ...(land.length ? [this.table("land", land, true)] : []),
      ...(rest.length ? [this.table("things", rest, false)] : []),
      ...this.houses(),
    );
  }

  private table(title: "land" | "things", rows: readonly Row[], area: boolean): HTMLElement {
    const { words } = this;
    const head = area
      ? (["name", "square", "difference", "blocks"] as const)
      : (["name", "blocks", "difference"] as const);
    const sorted = [...rows].sort((one, two) => (two.area ?? two.blocks) - (one.area ?? one.blocks));
    return make(
      "table",
      { class: "table table--tight areas-table" },
      make("caption", {}, words(title)),
      make(
        "thead",
        {},
        make(
          "tr",
          {},
          ...head.map((name, at) => make("th", { scope: "col", class: at ? "number" : "" }, words(name))),
        ),
      ),
      make("tbody", {}, ...sorted.map((row) => this.row(row, area))),
    );
  }

  private row(row: Row, area: boolean): HTMLElement {
    const { config } = this.engine;
    const swatch = make("span", { class: "plan-swatch" });
    swatch.style.background = row.block.colour;
    const cells = area
      ? [
          this.count(row.area ?? 0),
          this.difference((row.area ?? 0) - (row.areaToday ?? 0)),
          this.count(row.blocks),
        ]
      : [this.count(row.blocks), this.difference(row.blocks - row.blocksToday)];
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, swatch, nameOf(row.block, config)),
      ...cells.map((said) => make("td", { class: "number" }, said)),
    );
  }

  private count(value: number): string {
    return number(value, 0, this.engine.config.language);
  }

  private difference(value: number): string {
    return isNothing(value, 0) ? "\u2013" : signed(value, "", 0, this.engine.config.language);
  }

  /** Houses of today that lost or gained ground: their square metres then and now. */
  private houses(): HTMLElement[] {
    const { base, world, groundAt } = this.engine;
    const { nx, ny } = base.grid;
    const [then, now] = [new Map<number, number>(), new Map<number, number>()];
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++) {
        const house = base.building[y * nx + x] as number;
        if (!house) continue;
        then.set(house, (then.get(house) ?? 0) + 1);
        const over = this.engine.block(world.shown.get(x, y, groundAt(x, y) + 1));
        if (over?.kind === "building") now.set(house, (now.get(house) ?? 0) + 1);
      }
    const changed = base.buildings.filter(
      ({ number }) => (now.get(number) ?? 0) < (then.get(number) ?? 0) * 0.97,
    );
    if (!changed.length) return [];
    const { words } = this;
    const line = (house: (typeof changed)[number]) => {
      const [before, after] = [then.get(house.number) ?? 0, now.get(house.number) ?? 0];
      return make(
        "tr",
        {},
        make("th", { scope: "row" }, house.name || `${words("house")} ${house.number}`),
        make("td", { class: "number" }, this.count(after)),
        make("td", { class: "number" }, this.difference(after - before)),
      );
    };
    const head = [words("house"), words("square"), words("difference")];
    return [
      make(
        "table",
        { class: "table table--tight areas-table" },
        make("caption", {}, words("changed_houses")),
        make(
          "thead",
          {},
          make(
            "tr",
            {},
            ...head.map((name, at) => make("th", { scope: "col", class: at ? "number" : "" }, name)),
          ),
        ),
        make("tbody", {}, ...changed.slice(0, 60).map(line)),
      ),
    ];
  }
}

/** Four numbers, a block, "set": building without any picture. */
class NumbersForm {
  readonly form: HTMLFormElement;
  private readonly sides: HTMLInputElement[];
  private readonly block: HTMLSelectElement;
  private readonly high: HTMLInputElement;
  private readonly says: HTMLElement;

  constructor(
    private readonly engine: Engine,
    private readonly words: Speak,
  ) {
    const { nx, ny } = engine.base.grid;
    const [mx, my] = [Math.floor(nx / 2), Math.floor(ny / 2)];
    const side = (value: number, most: number) =>
      make("input", {
        type: "number",
        inputmode: "numeric",
        min: 0,
        max: most - 1,
        step: 1,
        value,
        required: true,
      });
    this.sides = [side(mx - 5, nx), side(my - 5, ny), side(mx + 4, nx), side(my + 4, ny)];
    this.block = this.choice();
    this.high = make("input", { type: "number", inputmode: "numeric", min: 1, max: 40, step: 1, value: 3 });
    this.says = make("p", { class: "panels-says", role: "status" });
    const [west, south, east, north] = this.sides as [
      HTMLInputElement,
      HTMLInputElement,
      HTMLInputElement,
      HTMLInputElement,
    ];
    this.form = make(
      "form",
      { class: "areas-form" },
      make("h3", {}, words("change")),
      make("p", { class: "panels-quiet" }, words("change_lead", { x: nx - 1, y: ny - 1 })),
      make(
        "div",
        { class: "panels-fields" },
        field(words("west"), west),
        field(words("east"), east),
        field(words("south"), south),
        field(words("north"), north),
      ),
      make(
        "div",
        { class: "panels-fields panels-fields--uneven" },
        field(words("block"), this.block),
        field(words("high"), this.high),
      ),
      make(
        "div",
        { class: "button-row" },
        make("button", { class: "button button--small button--act" }, words("set")),
        action(words("clear"), () => this.build(true)),
        action(words("show"), () => this.point(), "button--plain"),
      ),
      this.says,
    );
    this.form.noValidate = true;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.build(false);
    });
    this.block.addEventListener("change", () => this.usual());
    engine.bus.on("block", (id) => {
      this.block.value = String(id);
      this.usual();
    });
    this.block.value = String(engine.tools.block);
    this.usual();
  }

  private choice(): HTMLSelectElement {
    const { engine } = this;
    const select = make("select", {});
    for (const group of GROUPS) {
      const blocks = engine.blocks.filter((block) => groupOf(block) === group);
      if (!blocks.length) continue;
      const part = make("optgroup", { label: engine.t(group) });
      for (const block of blocks)
        part.append(make("option", { value: block.id }, nameOf(block, engine.config)));
      select.append(part);
    }
    return select;
  }

  private get chosen(): Block | undefined {
    return this.engine.block(Number(this.block.value));
  }

  private usual(): void {
    const kind = this.chosen?.kind;
    this.high.disabled = kind === "surface";
    this.high.value = String(kind === "building" ? Math.round(this.chosen?.storey ?? 3) : 1);
  }

  private read(): Rectangle | null {
    const numbers = this.sides.map((one) => (one.value === "" ? Number.NaN : Number(one.value)));
    const area = readRectangle(numbers as [number, number, number, number], this.engine.base.grid);
    for (const one of this.sides) one.toggleAttribute("aria-invalid", area === null);
    if (!area) this.tell(this.words("wrong_rectangle"));
    return area;
  }

  private build(clear: boolean): void {
    const { engine, words } = this;
    const area = this.read();
    const block = this.chosen;
    if (!area || !block || !engine.mayBuild(true)) return;
    const { shown } = engine.world;
    const high = Math.min(40, Math.max(1, Math.round(Number(this.high.value) || 1)));
    const fills = clear
      ? fillsAway(shown, engine.groundAt, area)
      : fillsOn(shown, engine.groundAt, (id) => engine.block(id)?.kind, area, block, high);
    if (!fills.length) {
      this.tell(words("nothing_there"));
      return;
    }
    engine.build(fills);
    const n = number((area.x1 - area.x0 + 1) * (area.y1 - area.y0 + 1), 0, engine.config.language);
    this.tell(
      clear ? words("did_clear", { n }) : words("did_set", { n, block: nameOf(block, engine.config) }),
    );
  }

  private point(): void {
    const area = this.read();
    if (!area) return;
    const { engine } = this;
    const [x, y] = [(area.x0 + area.x1) / 2, (area.y0 + area.y1) / 2];
    const far = Math.max(60, 3.5 * Math.max(area.x1 - area.x0, area.y1 - area.y0));
    engine.camera.go({ x, y, z: engine.groundAt(Math.floor(x), Math.floor(y)) + 1, distance: far });
    const z = engine.groundAt(area.x0, area.y0);
    engine.bus.tell("preview", {
      fills: [{ box: { ...area, z0: z, z1: z + 1 }, block: -1 }],
      blocks: 0,
      cost: 0,
    });
    engine.again();
  }

  private tell(said: string): void {
    this.says.textContent = said;
  }
}
