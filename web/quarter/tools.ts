import { type Aim, costOf, type Doing, fillsFor, type Ground, TOOLS, type ToolName } from "./aims";
import { boxBetween } from "./boxes";
import type { Bus } from "./bus";
import { mirrored, type Stamp, stampFrom, turned } from "./stamp";
import type { Block, Fill, Kind } from "./types";

/** Tools whose work spans from where one presses to where one lets go. */
const SPANNING: ReadonlySet<ToolName> = new Set(["erase", "line", "box", "copy"]);
const MOST_HIGH = 40;
const MOST_STROKE = 240;
/** No copy is larger than the server takes at once. */
const MOST_COPY = 48;

/** How high a box of this kind begins: a house with its storey, everything else with one block. */
function usualHeight(block: Block | undefined): number {
  const kind: Kind | undefined = block?.kind;
  return kind === "building" ? Math.round(block?.storey ?? 3) : 1;
}

/** Which tool is in hand, with what; turns aims into previews and edits. */
export class Tools {
  tool: ToolName = "look";
  block: number;
  height = 1;
  stamp: Stamp | null = null;
  /** What the tool was before the pipette. */
  private before: ToolName = "place";
  private from: Aim | null = null;
  private aim: Aim | null = null;
  private stroke: Aim[] = [];

  constructor(
    private readonly given: Ground,
    private readonly bus: Bus,
    private readonly build: (fills: readonly Fill[]) => void,
    first: number,
  ) {
    this.block = first;
    // What is shown may change under a resting pointer.
    this.height = usualHeight(given.blockOf(first));
    bus.on("changed", () => this.preview());
  }

  get number(): number {
    return TOOLS.indexOf(this.tool);
  }

  get builds(): boolean {
    return this.tool !== "look";
  }

  choose(tool: ToolName): void {
    if (tool === "stamp" && !this.stamp) return;
    if (tool === "pick" && this.tool !== "pick") this.before = this.tool === "look" ? "place" : this.tool;
    this.tool = tool;
    this.cancel();
    this.bus.tell("tool", tool);
  }

  /** Takes a block in hand; with tools that need none one then places. */
  take(block: number): void {
    this.block = block;
    this.height = usualHeight(this.given.blockOf(block));
    if (!["place", "paint", "line", "box"].includes(this.tool)) this.choose("place");
    this.bus.tell("block", block);
    this.preview();
  }

  takeStamp(stamp: Stamp): void {
    this.stamp = stamp;
    this.choose("stamp");
  }

  setHeight(height: number): void {
    this.height = Math.min(MOST_HIGH, Math.max(1, height));
    this.bus.tell("tool", this.tool);
    this.preview();
  }

  /** Turns or mirrors what is about to be set. */
  change(how: "turn" | "mirror"): void {
    if (!this.stamp) return;
    this.stamp = how === "turn" ? turned(this.stamp) : mirrored(this.stamp);
    this.preview();
  }

  /** Points somewhere; null for nowhere. */
  hover(aim: Aim | null): void {
    if (aim && this.aim && sameAim(aim, this.aim)) return;
    this.aim = aim;
    if (aim && this.from && this.tool === "paint" && this.stroke.length < MOST_STROKE) this.stroke.push(aim);
    this.bus.tell("cursor", aim);
    this.preview();
  }

  /** Presses: a span or stroke begins. */
  press(aim: Aim): void {
    this.from = aim;
    this.stroke = [aim];
    this.aim = null;
    this.hover(aim);
  }

  /** Lets go: what is previewed is done. */
  release(): void {
    const { aim, from } = this;
    this.from = null;
    if (aim && from) this.act(from, aim);
    this.stroke = [];
    this.preview();
  }

  /** From the keyboard: tools that span take two goes, all others one. Gives whether a span has begun. */
  enter(aim: Aim): boolean {
    if (!this.builds) return false;
    if (SPANNING.has(this.tool) && this.tool !== "erase" && !this.from) {
      this.press(aim);
      return true;
    }
    const from = this.from ?? aim;
    this.aim = aim;
    this.from = from;
    this.release();
    return false;
  }

  /** The level a drag of this tool stays on once it has begun, null when it may go anywhere. */
  get plane(): number | null {
    if (!this.from || !["line", "box", "copy"].includes(this.tool)) return null;
    return this.from.z + (this.from.nz > 0 ? 1 : 0.5);
  }

  /** The aim that a drag on that level gives for a column. */
  along(x: number, y: number): Aim | null {
    const { from } = this;
    if (!from) return null;
    const onGround = from.nz > 0 && from.z === this.given.groundAt(from.x, from.y);
    return { ...from, x, y, z: onGround ? this.given.groundAt(x, y) : from.z };
  }

  get spanning(): boolean {
    return this.from !== null;
  }

  cancel(): void {
    this.from = null;
    this.stroke = [];
    this.preview();
  }

  private act(from: Aim, aim: Aim): void {
    if (this.tool === "pick") {
      const there = this.given.grid.get(aim.x, aim.y, aim.z);
      this.tool = this.before;
      if (there) this.take(there);
      this.bus.tell("tool", this.tool);
      return;
    }
    if (this.tool === "copy") {
      const area = copyArea(from, aim);
      this.takeStamp(stampFrom(this.given.grid, this.given.groundAt, area));
      return;
    }
    const fills = fillsFor(this.given, this.doing, from, aim, this.stroke);
    if (fills.length) this.build(fills);
  }

  private get doing(): Doing {
    return { tool: this.tool, block: this.block, height: this.height, stamp: this.stamp };
  }

  private preview(): void {
    if (!this.aim || !this.builds) {
      this.bus.tell("preview", null);
      return;
    }
    if (this.tool === "copy" || this.tool === "pick") {
      const area =
        this.tool === "copy" && this.from ? copyArea(this.from, this.aim) : copyArea(this.aim, this.aim);
      const box = {
        ...area,
        z0: Math.min(this.from?.z ?? this.aim.z, this.aim.z),
        z1: Math.max(this.from?.z ?? 0, this.aim.z),
      };
      this.bus.tell("preview", { fills: [{ box, block: -1 }], blocks: 0, cost: 0 });
      return;
    }
    const fills = fillsFor(this.given, this.doing, this.from, this.aim, this.stroke);
    const { blocks, cost } = costOf(this.given.grid, this.given.blockOf, fills);
    this.bus.tell("preview", { fills, blocks, cost });
  }
}

function copyArea(from: Aim, aim: Aim) {
  const reach = (a: number, b: number) => a + Math.max(1 - MOST_COPY, Math.min(MOST_COPY - 1, b - a));
  return boxBetween(from.x, from.y, 0, reach(from.x, aim.x), reach(from.y, aim.y), 0);
}

function sameAim(one: Aim, two: Aim): boolean {
  return (
    one.x === two.x &&
    one.y === two.y &&
    one.z === two.z &&
    one.nx === two.nx &&
    one.ny === two.ny &&
    one.nz === two.nz
  );
}
