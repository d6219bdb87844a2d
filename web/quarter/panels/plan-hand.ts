import type { Engine } from "../engine";
import type { Plan } from "./plan";

interface Finger {
  x: number;
  y: number;
}

/** Mouse, pen and fingers on the plan: one builds or moves it, two fingers and the wheel make it larger and smaller. */
export class PlanHand {
  private readonly fingers = new Map<number, Finger>();
  private mode: "none" | "tool" | "move" | "pair" = "none";
  private far = 0;

  constructor(
    private readonly plan: Plan,
    private readonly engine: Engine,
  ) {
    const { canvas } = plan;
    canvas.addEventListener("pointerdown", this.down);
    canvas.addEventListener("pointermove", this.move);
    canvas.addEventListener("pointerup", this.up);
    canvas.addEventListener("pointercancel", this.lost);
    canvas.addEventListener("pointerleave", () => {
      if (this.fingers.size === 0) this.engine.tools.hover(null);
    });
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    canvas.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        const lines = event.deltaMode === 1 ? 16 : 1;
        plan.zoom(Math.exp(-Math.max(-120, Math.min(120, event.deltaY * lines)) * 0.003), this.at(event));
      },
      { passive: false },
    );
  }

  private at(event: MouseEvent): Finger {
    const { left, top } = this.plan.canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  private aim(event: MouseEvent) {
    const { x, y } = this.at(event);
    return this.plan.aimAt(x, y);
  }

  private get acts(): boolean {
    return this.engine.tools.builds && this.engine.mayBuild();
  }

  private readonly down = (event: PointerEvent) => {
    const { tools } = this.engine;
    this.plan.canvas.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, this.at(event));
    if (this.fingers.size === 2) {
      tools.cancel();
      tools.hover(null);
      this.mode = "pair";
      this.far = this.spread;
      return;
    }
    const aim = this.acts && event.button === 0 && !event.shiftKey ? this.aim(event) : null;
    this.mode = aim ? "tool" : "move";
    if (aim) tools.press(aim);
    if (event.button === 1) event.preventDefault();
  };

  private readonly move = (event: PointerEvent) => {
    const finger = this.fingers.get(event.pointerId);
    if (!finger) {
      if (event.pointerType !== "touch" && this.acts) this.engine.tools.hover(this.aim(event));
      return;
    }
    const now = this.at(event);
    const [dx, dy] = [now.x - finger.x, now.y - finger.y];
    Object.assign(finger, now);
    if (this.mode === "tool") this.engine.tools.hover(this.aim(event));
    else this.shift(dx, dy);
  };

  private shift(dx: number, dy: number): void {
    const { view } = this.plan;
    const share = 1 / view.scale / this.fingers.size;
    view.x -= dx * share;
    view.y += dy * share;
    if (this.mode === "pair") {
      const { spread } = this;
      this.plan.zoom(spread / Math.max(1, this.far), this.middle);
      this.far = spread;
    }
    this.plan.again();
  }

  private get spread(): number {
    const [one, two] = [...this.fingers.values()];
    return one && two ? Math.max(1, Math.hypot(one.x - two.x, one.y - two.y)) : 1;
  }

  private get middle(): Finger {
    const all = [...this.fingers.values()];
    const sum = (side: "x" | "y") =>
      all.reduce((total, one) => total + one[side], 0) / Math.max(1, all.length);
    return { x: sum("x"), y: sum("y") };
  }

  private readonly up = (event: PointerEvent) => {
    if (!this.fingers.delete(event.pointerId)) return;
    if (this.mode === "tool") {
      this.engine.tools.release();
      if (event.pointerType === "touch") this.engine.tools.hover(null);
    }
    if (this.fingers.size === 0) this.mode = "none";
  };

  private readonly lost = (event: PointerEvent) => {
    this.fingers.delete(event.pointerId);
    this.engine.tools.cancel();
    if (this.fingers.size === 0) this.mode = "none";
  };
}
