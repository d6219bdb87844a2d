import { make } from "../../shared/dom";
import { shownTheme } from "../../shared/theme";
import type { Aim } from "../aims";
import type { Engine } from "../engine";
import { button } from "../toolbar";
import type { Box, Fill, Place } from "../types";
import { nameOf } from "../words";
import type { Panel } from "./drawer";
import { PlanHand } from "./plan-hand";
import { PlanPicture } from "./plan-picture";
import type { Speak } from "./words";

/** Keys of the picture that make no sense in a plan: turning, walking. */
const NOT_HERE = new Set(["q", "e", "g"]);
const LEGEND = 10;

/** Where each somebody is, for dots in the plan. */
export interface Dots {
  readonly dots: Iterable<{ readonly x: number; readonly y: number; readonly colour: string }>;
}

/** The quarter as a plan from above, in place of the picture. Builds with the same tools and keys. */
export class Plan implements Panel {
  readonly name = "plan";
  readonly title = "plan";
  readonly icon = "plan";
  /** Pixels a metre, and the place in the middle. */
  readonly view = { scale: 1, x: 0, y: 0 };
  readonly canvas: HTMLCanvasElement;
  people: Dots = { dots: [] };
  private picture: PlanPicture | null = null;
  private readonly root: HTMLElement;
  private readonly legend: HTMLElement;
  private raster = true;
  private shown = false;
  private stale = false;
  private fills: readonly Fill[] = [];
  private cursor: Place | null = null;

  constructor(
    private readonly engine: Engine,
    words: Speak,
    private readonly leave: () => void,
  ) {
    this.canvas = make("canvas", {
      class: "plan-canvas",
      tabindex: 0,
      role: "application",
      "aria-label": words("plan_picture"),
    });
    this.legend = make("ul", { class: "plan-legend-list" });
    const raster = button(words("grid"), "box", () => {
      this.raster = !this.raster;
      raster.setAttribute("aria-pressed", String(this.raster));
      this.again();
    });
    raster.setAttribute("aria-pressed", "true");
    this.root = make(
      "div",
      { class: "plan", hidden: true },
      this.canvas,
      make(
        "div",
        { class: "plan-views", role: "group", "aria-label": words("plan") },
        button(words("model"), "place", () => this.leave()),
        button(words("nearer"), "plus", () => this.zoom(1.5)),
        button(words("farther"), "minus", () => this.zoom(1 / 1.5)),
        button(words("fit"), "views", () => this.whole()),
        raster,
      ),
      make("details", { class: "plan-legend" }, make("summary", {}, words("legend")), this.legend),
    );
    engine.slot("over").append(this.root);
    new PlanHand(this, engine);
    this.listen();
  }

  opened(): void {
    const { engine } = this;
    this.shown = true;
    this.root.hidden = false;
    engine.covered = true;
    // Arrow keys follow the camera: north is up here.
    engine.camera.preset("top");
    if (!this.picture) {
      this.picture = new PlanPicture(engine.world.shown, engine.blocks);
      this.picture.theme(shownTheme());
      this.whole();
    }
    this.explain();
    this.canvas.focus({ preventScroll: true });
    this.again();
  }

  closed(): void {
    this.shown = false;
    this.root.hidden = true;
    this.engine.covered = false;
    this.engine.camera.preset("start");
    this.engine.again();
  }

  /** The whole quarter between head and tools. */
  whole(): void {
    const { nx, ny } = this.engine.base.grid;
    const { top, bottom, wide } = this.open;
    this.view.scale = Math.max(0.2, Math.min(wide / (nx + 8), (bottom - top) / (ny + 8)));
    const middle = (top + bottom) / 2 - this.canvas.clientHeight / 2;
    this.view.x = nx / 2;
    this.view.y = ny / 2 + middle / this.view.scale;
    this.again();
  }

  /** Larger or smaller around a point of the screen, else around the middle. */
  zoom(factor: number, at?: { x: number; y: number }): void {
    const { view } = this;
    const before = at ? this.placeAt(at.x, at.y) : null;
    view.scale = Math.min(60, Math.max(0.3, view.scale * factor));
    if (at && before) {
      const after = this.placeAt(at.x, at.y);
      view.x += before.x - after.x;
      view.y += before.y - after.y;
    }
    this.again();
  }

  /** Gives the metres under a point of the canvas. */
  placeAt(px: number, py: number): { x: number; y: number } {
    const { view, canvas } = this;
    return {
      x: view.x + (px - canvas.clientWidth / 2) / view.scale,
      y: view.y - (py - canvas.clientHeight / 2) / view.scale,
    };
  }

  /** Gives the block one sees there from above. */
  aimAt(px: number, py: number): Aim | null {
    const place = this.placeAt(px, py);
    const [x, y] = [Math.floor(place.x), Math.floor(place.y)];
    const { shown } = this.engine.world;
    if (!shown.holds(x, y, 0)) return null;
    return { x, y, z: Math.max(0, shown.top(x, y)), nx: 0, ny: 0, nz: 1, exact: false };
  }

  again(): void {
    if (this.stale || !this.shown) return;
    this.stale = true;
    requestAnimationFrame(() => {
      this.stale = false;
      if (this.shown) this.draw();
    });
  }

  /** What head, strip and tools leave free. */
  private get open(): { top: number; bottom: number; wide: number } {
    const { clientWidth, clientHeight } = this.canvas;
    const dock = this.engine.root.querySelector<HTMLElement>(".builder-dock")?.offsetHeight ?? 0;
    const strip = this.engine.slot("strip").getBoundingClientRect().bottom;
    return {
      top: strip + 8,
      bottom: Math.max(clientHeight / 2, clientHeight - dock - 16),
      wide: clientWidth - 24,
    };
  }

  private listen(): void {
    const { bus } = this.engine;
    bus.on("changed", (boxes: readonly Box[]) => {
      this.picture?.paint(boxes);
      this.again();
    });
    bus.on("preview", (preview) => {
      this.fills = preview?.fills ?? [];
      this.again();
    });
    bus.on("cursor", (place) => {
      this.cursor = place;
      if (place && this.shown && this.canvas === document.activeElement) this.follow(place);
      this.again();
    });
    bus.on("theme", (theme) => {
      this.picture?.theme(theme);
      this.explain();
      this.again();
    });
    bus.on("presence", () => this.again());
    bus.on("room", () => this.again());
    new ResizeObserver(() => this.again()).observe(this.canvas);
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("keyup", (event) => this.hand(event));
  }

  /** Plus and minus are the plan's own; all other keys mean what they mean in the picture. */
  private key(event: KeyboardEvent): void {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey || event.altKey || key === "tab") return;
    const { tools } = this.engine;
    if (key === "escape" && tools.tool === "look" && !tools.spanning) this.leave();
    else if (key === "+" || key === "-") this.zoom(key === "+" ? 1.25 : 0.8);
    else if (!NOT_HERE.has(key) && !this.hand(event)) return;
    event.preventDefault();
    if (NOT_HERE.has(key)) event.stopPropagation();
  }

  /** Hands a key to the picture's keyboard. Gives whether it did something. */
  private hand(event: KeyboardEvent): boolean {
    const { key, shiftKey } = event;
    return !this.engine.canvas.dispatchEvent(
      new KeyboardEvent(event.type, { key, shiftKey, cancelable: true, bubbles: false }),
    );
  }

  /** Keeps the pointer in what is not covered. */
  private follow({ x, y }: Place): void {
    const { view, canvas } = this;
    const { top, bottom } = this.open;
    const [px, py] = [
      (x - view.x) * view.scale + canvas.clientWidth / 2,
      canvas.clientHeight / 2 - (y - view.y) * view.scale,
    ];
    if (px < 40 || px > canvas.clientWidth - 40) view.x = x;
    if (py < top + 20 || py > bottom - 20)
      view.y = y + ((top + bottom) / 2 - canvas.clientHeight / 2) / view.scale;
  }

  private explain(): void {
    const { picture, engine } = this;
    if (!picture) return;
    const counts = new Map<number, number>();
    const { nx, ny } = engine.base.grid;
    const shown = engine.world.shown;
    for (let y = 0; y < ny; y += 3)
      for (let x = 0; x < nx; x += 3) {
        const block = shown.get(x, y, Math.max(0, shown.top(x, y)));
        counts.set(block, (counts.get(block) ?? 0) + 1);
      }
    const most = [...counts].sort(([, one], [, two]) => two - one).slice(0, LEGEND);
    this.legend.replaceChildren(
      ...most.flatMap(([id]) => {
        const block = engine.block(id);
        if (!block || block.kind === "air") return [];
        const swatch = make("span", { class: "plan-swatch" });
        swatch.style.background = picture.colour(id);
        return [make("li", {}, swatch, nameOf(block, engine.config))];
      }),
    );
  }

  private draw(): void {
    const { canvas, picture, view, engine } = this;
    const context = canvas.getContext("2d");
    if (!context || !picture) return;
    const sharp = Math.min(2, devicePixelRatio || 1);
    const [wide, high] = [canvas.clientWidth, canvas.clientHeight];
    if (canvas.width !== Math.round(wide * sharp) || canvas.height !== Math.round(high * sharp)) {
      canvas.width = Math.round(wide * sharp);
      canvas.height = Math.round(high * sharp);
    }
    const { nx, ny } = engine.base.grid;
    const { scale } = view;
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    context.clearRect(0, 0, wide, high);
    context.imageSmoothingEnabled = scale < 1;
    const [left, top] = [wide / 2 - view.x * scale, high / 2 - (ny - view.y) * scale];
    context.drawImage(picture.canvas, left, top, nx * scale, ny * scale);
    context.translate(left, top + ny * scale);
    context.scale(1, -1);
    const style = getComputedStyle(engine.root);
    const ink = style.getPropertyValue("color");
    this.walls(context, ink);
    if (this.raster) this.lines(context, ink);
    this.marks(context, ink, style.getPropertyValue("--brick"));
  }

  /** Lines between house and no house. */
  private walls(context: CanvasRenderingContext2D, ink: string): void {
    const { built } = this.picture as PlanPicture;
    const { nx, ny } = this.engine.base.grid;
    const { scale } = this.view;
    context.beginPath();
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++) {
        const here = built[y * nx + x];
        if (x + 1 < nx && here !== built[y * nx + x + 1]) {
          context.moveTo((x + 1) * scale, y * scale);
          context.lineTo((x + 1) * scale, (y + 1) * scale);
        }
        if (y + 1 < ny && here !== built[(y + 1) * nx + x]) {
          context.moveTo(x * scale, (y + 1) * scale);
          context.lineTo((x + 1) * scale, (y + 1) * scale);
        }
      }
    context.strokeStyle = ink;
    context.globalAlpha = 0.55;
    context.lineWidth = Math.min(1.5, 0.5 + scale / 12);
    context.stroke();
    context.globalAlpha = 1;
  }

  private lines(context: CanvasRenderingContext2D, ink: string): void {
    const { nx, ny } = this.engine.base.grid;
    const { scale } = this.view;
    const step = scale >= 9 ? 1 : scale >= 1.6 ? 10 : 50;
    context.strokeStyle = ink;
    context.lineWidth = 1;
    for (const [every, alpha] of [
      [step, 0.1],
      [step * (step === 50 ? 2 : step === 10 ? 5 : 10), 0.2],
    ] as const) {
      context.globalAlpha = alpha;
      context.beginPath();
      for (let x = 0; x <= nx; x += every) {
        context.moveTo(x * scale, 0);
        context.lineTo(x * scale, ny * scale);
      }
      for (let y = 0; y <= ny; y += every) {
        context.moveTo(0, y * scale);
        context.lineTo(nx * scale, y * scale);
      }
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  /** Locked areas, what the tool is about to do, the pointer, and who is where. */
  private marks(context: CanvasRenderingContext2D, ink: string, brick: string): void {
    const { scale } = this.view;
    const rect = ({ x0, y0, x1, y1 }: Box) =>
      [x0 * scale, y0 * scale, (x1 - x0 + 1) * scale, (y1 - y0 + 1) * scale] as const;
    context.lineWidth = 2;
    context.setLineDash([6, 4]);
    context.strokeStyle = brick;
    for (const lock of this.engine.room.locks ?? []) context.strokeRect(...rect(lock));
    context.setLineDash([]);
    for (const { box, block } of this.fills.slice(0, 2000)) {
      context.globalAlpha = block < 0 ? 0.25 : 0.75;
      context.fillStyle = block > 0 ? (this.picture?.colour(block) ?? ink) : block === 0 ? brick : ink;
      context.fillRect(...rect(box));
    }
    context.globalAlpha = 1;
    if (this.cursor) {
      const { x, y } = this.cursor;
      const size = Math.max(6, scale);
      const out = (size - scale) / 2;
      context.strokeStyle = ink;
      context.strokeRect(x * scale - out, y * scale - out, size, size);
    }
    for (const { x, y, colour } of this.people.dots) {
      context.beginPath();
      context.arc(x * scale, y * scale, 6, 0, 7);
      context.fillStyle = colour;
      context.fill();
      context.strokeStyle = "#fff";
      context.stroke();
    }
  }
}
