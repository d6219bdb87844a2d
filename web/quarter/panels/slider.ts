import type { Object3D, WebGLRenderer } from "three";
import { make } from "../../shared/dom";
import type { Engine } from "../engine";
import { footOf } from "../ground";
import { Meshing } from "../meshing";
import type { Panel } from "./drawer";
import { action } from "./parts";
import type { Speak } from "./words";

/** Today on the left of a line, the design on its right: both are drawn with scissors along it. */
export class Slider implements Panel {
  readonly name = "compare";
  readonly title = "compare";
  readonly icon = "compare";
  private readonly root: HTMLElement;
  private readonly range: HTMLInputElement;
  private readonly line: HTMLElement;
  private meshing: Meshing | null = null;
  /** Chunks of today that differ from the design. */
  private readonly today = new Map<number, Object3D[]>();
  private shown = false;

  constructor(
    private readonly engine: Engine,
    private readonly words: Speak,
    leave: () => void,
  ) {
    this.range = make("input", {
      type: "range",
      class: "compare-range",
      min: 0,
      max: 100,
      step: 1,
      value: 50,
      "aria-label": words("slider"),
    });
    this.line = make(
      "div",
      { class: "compare-line", "aria-hidden": "true" },
      make("span", { class: "compare-knob" }),
    );
    this.root = make(
      "div",
      { class: "compare", hidden: true },
      this.line,
      make("p", { class: "compare-label compare-label--before", "aria-hidden": "true" }, words("before")),
      make("p", { class: "compare-label compare-label--after", "aria-hidden": "true" }, words("after")),
      make("div", { class: "compare-foot" }, this.range, action(words("compare_end"), leave)),
    );
    this.range.addEventListener("input", () => this.move());
    this.line.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.line.setPointerCapture(event.pointerId);
    });
    this.line.addEventListener("pointermove", (event) => {
      if (!this.line.hasPointerCapture(event.pointerId)) return;
      const { left, width } = engine.canvas.getBoundingClientRect();
      this.range.value = String(Math.round(((event.clientX - left) / width) * 100));
      this.move();
    });
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      leave();
    });
    engine.slot("over").append(this.root);
    engine.bus.on("changed", () => {
      if (this.shown) this.differ();
    });
  }

  opened(): void {
    const { engine } = this;
    this.shown = true;
    this.root.hidden = false;
    engine.tools.choose("look");
    this.differ();
    engine.scene.paint = this.paint;
    this.move();
    this.range.focus({ preventScroll: true });
  }

  closed(): void {
    const { scene } = this.engine;
    this.shown = false;
    this.root.hidden = true;
    scene.paint = null;
    scene.light.stale();
    for (const one of [...this.today.values()].flat()) one.visible = false;
    this.engine.again();
  }

  /** Makes today's meshes of those chunks that the design has changed. */
  private differ(): void {
    const { engine } = this;
    const { base, world, scene } = engine;
    this.meshing ??= new Meshing(base.grid, footOf(base), engine.blocks, (chunk, meshed) => {
      scene.drop(this.today.get(chunk) ?? []);
      this.today.set(chunk, scene.extra(chunk, meshed));
      for (const one of this.today.get(chunk) ?? []) one.visible = false;
      scene.light.stale();
      engine.again();
    });
    const fresh = base.grid.chunks.flatMap((chunk, index) =>
      chunk !== world.shown.chunks[index] && !this.today.has(index) ? [base.grid.chunkBox(index)] : [],
    );
    this.meshing.touch(fresh);
  }

  private move(): void {
    this.line.style.left = `${this.range.value}%`;
    this.range.setAttribute("aria-valuetext", this.words("slider_says", { n: this.range.value }));
    this.engine.again();
  }

  /** Draws today left of the line and the design right of it. Each half has its own shadows. */
  private readonly paint = (renderer: WebGLRenderer, draw: () => void) => {
    const { scene } = this.engine;
    const { clientWidth, clientHeight } = renderer.domElement;
    const edge = (clientWidth * Number(this.range.value)) / 100;
    const see = (today: boolean) => {
      for (const [chunk, meshes] of this.today) {
        for (const one of meshes) one.visible = today;
        for (const one of scene.meshesOf(chunk)) one.visible = !today;
      }
      scene.light.stale();
    };
    renderer.setScissorTest(true);
    see(true);
    renderer.setScissor(0, 0, edge, clientHeight);
    draw();
    see(false);
    renderer.setScissor(edge, 0, clientWidth - edge, clientHeight);
    draw();
    renderer.setScissorTest(false);
  };
}
