import type { ToolName } from "./aims";
import type { Engine } from "./engine";
import type { PaletteBar } from "./palette-bar";
import type { Place } from "./types";
import { nameOf } from "./words";

const TOOL_KEYS: Readonly<Record<string, ToolName>> = {
  u: "look",
  s: "place",
  a: "erase",
  b: "paint",
  r: "line",
  f: "box",
  k: "copy",
  i: "pick",
};
/** Steps in the picture's own directions: right, up. */
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
const WALK_KEYS: Readonly<Record<string, readonly [number, number, number]>> = {
  w: [1, 0, 0],
  s: [-1, 0, 0],
  a: [0, -1, 0],
  d: [0, 1, 0],
  ArrowUp: [1, 0, 0],
  ArrowDown: [-1, 0, 0],
  ArrowLeft: [0, 0, -1],
  ArrowRight: [0, 0, 1],
};

/** Building with keys alone: a pointer that walks the grid and says where it is. */
export class Keys {
  /** Where the pointer stands; `up` is metres over the ground. */
  private at: Place;
  private readonly held = new Set<string>();

  constructor(
    private readonly engine: Engine,
    private readonly bar: PaletteBar,
    private readonly help: () => void,
  ) {
    const { grid } = engine.base;
    const [x, y] = [grid.nx >> 1, grid.ny >> 1];
    this.at = { x, y, z: engine.groundAt(x, y) };
    engine.canvas.addEventListener("keydown", this.down);
    engine.canvas.addEventListener("keyup", this.up);
    engine.canvas.addEventListener("blur", () => this.rest());
    engine.root.addEventListener("keydown", this.everywhere);
    // From where the mouse was the keys go on.
    engine.bus.on("cursor", (place) => {
      if (place) this.at = { x: place.x, y: place.y, z: place.z };
    });
  }

  /** Keys that work wherever the focus is within the builder. */
  private readonly everywhere = (event: KeyboardEvent) => {
    if ((event.target as HTMLElement).matches("input, select, textarea")) return;
    if (!event.ctrlKey && !event.metaKey) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "z" && !event.shiftKey) this.engine.undo();
    else this.engine.redo();
  };

  private readonly down = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const done = this.engine.camera.walking ? this.walking(event) : this.building(event);
    if (done) event.preventDefault();
    this.engine.again();
  };

  private readonly up = (event: KeyboardEvent) => {
    this.held.delete(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (this.engine.camera.walking) this.stride();
  };

  private rest(): void {
    this.held.clear();
    this.engine.camera.stride(0, 0);
  }

  private walking(event: KeyboardEvent): boolean {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "Escape" || key === "g") {
      this.rest();
      this.engine.walk();
      return true;
    }
    if (!WALK_KEYS[key]) return this.common(key, event.key);
    this.held.add(key);
    this.stride();
    return true;
  }

  private stride(): void {
    const sum = [0, 0, 0];
    for (const key of this.held)
      WALK_KEYS[key]?.forEach((part, place) => {
        sum[place] = (sum[place] ?? 0) + part;
      });
    const [ahead = 0, aside = 0, turn = 0] = sum.map((part) => Math.max(-1, Math.min(1, part)));
    this.engine.camera.stride(ahead, aside, turn);
  }

  private building(event: KeyboardEvent): boolean {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const arrow = ARROWS[key];
    if (arrow) return this.step(arrow, event.shiftKey ? 5 : 1);
    if (key === "PageUp" || key === "PageDown") return this.level(key === "PageUp" ? 1 : -1);
    if (key === "Enter" || key === " ") return this.enter();
    if (key === "Delete" || key === "Backspace") return this.remove();
    if (key === "Escape") return this.escape();
    const tool = TOOL_KEYS[key];
    if (tool) {
      this.engine.tools.choose(tool);
      this.engine.say.speak(this.engine.t(tool));
      return true;
    }
    return this.common(key, event.key);
  }

  /** Keys that mean the same while building and while walking. */
  private common(key: string, typed: string): boolean {
    const { engine } = this;
    const acts: Readonly<Record<string, () => void>> = {
      "+": () => engine.zoom(0.8),
      "-": () => engine.zoom(1.25),
      q: () => engine.camera.turn(-Math.PI / 8),
      e: () => engine.camera.turn(Math.PI / 8),
      g: () => engine.walk(),
      d: () => engine.tools.change("turn"),
      x: () => engine.tools.change("mirror"),
      h: () => this.help(),
      "?": () => this.help(),
    };
    const act = acts[key] ?? acts[typed];
    if (act) act();
    else if (/^[1-9]$/.test(key)) this.takeChoice(Number(key) - 1);
    else return false;
    return true;
  }

  private takeChoice(place: number): void {
    const block = this.bar.takeChoice(place);
    if (block) this.engine.say.speak(nameOf(block, this.engine.config));
  }

  /** Moves along the axis that lies nearest to the arrow's way on the screen. The level over the ground stays. */
  private step([right, ahead]: readonly [number, number], far: number): boolean {
    const { engine } = this;
    const quarter = Math.round(engine.camera.bearing / (Math.PI / 2));
    const [sin, cos] = [
      Math.round(Math.sin((quarter * Math.PI) / 2)),
      Math.round(Math.cos((quarter * Math.PI) / 2)),
    ];
    const { grid } = engine.base;
    const x = clamp(this.at.x + (right * cos + ahead * sin) * far, 0, grid.nx - 1);
    const y = clamp(this.at.y + (ahead * cos - right * sin) * far, 0, grid.ny - 1);
    if (x === this.at.x && y === this.at.y) {
      engine.say.speak(engine.t("edge"));
      return true;
    }
    const over = this.at.z - engine.groundAt(this.at.x, this.at.y);
    this.go({ x, y, z: clamp(engine.groundAt(x, y) + over, 0, grid.nz - 1) });
    return true;
  }

  private level(by: number): boolean {
    const z = clamp(this.at.z + by, this.engine.groundAt(this.at.x, this.at.y), this.engine.base.grid.nz - 1);
    this.go({ ...this.at, z });
    return true;
  }

  private go(place: Place): void {
    const { engine } = this;
    this.at = place;
    engine.camera.show(place);
    engine.tools.hover(this.aim());
    engine.bus.tell("cursor", place);
    engine.say.speak(engine.describe(place));
  }

  private aim() {
    return { ...this.at, nx: 0, ny: 0, nz: 1, exact: true };
  }

  private enter(): boolean {
    const { engine } = this;
    if (!engine.mayBuild(true)) return true;
    if (engine.tools.tool === "look") engine.tools.choose("place");
    const { tool } = engine.tools;
    if (engine.tools.enter(this.aim())) engine.say.speak(engine.t("span"));
    else if (tool === "copy") engine.say.speak(engine.t("copied"));
    else if (tool === "erase") engine.say.speak(engine.t("did_erase"));
    else if (tool !== "pick") engine.say.speak(this.didPlace());
    return true;
  }

  private didPlace(): string {
    const { engine } = this;
    const block = engine.block(engine.tools.block);
    return engine.t("did_place", { block: block ? nameOf(block, engine.config) : "" });
  }

  private remove(): boolean {
    const { engine } = this;
    if (!engine.mayBuild(true)) return true;
    const before = engine.tools.tool;
    engine.tools.choose("erase");
    engine.tools.enter(this.aim());
    engine.tools.choose(before);
    engine.tools.hover(this.aim());
    engine.say.speak(engine.t("did_erase"));
    return true;
  }

  private escape(): boolean {
    const { engine } = this;
    if (engine.tools.spanning) engine.tools.cancel();
    else engine.tools.choose("look");
    engine.say.speak(engine.t("cancelled"));
    return true;
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
