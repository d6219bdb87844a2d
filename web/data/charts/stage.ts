/** What a hand does on a chart: it drags, pinches, turns the wheel, presses keys. It ends in a shift and a stretch. */
import type { Readout } from "./readout";

/** A view of the axis while it moves: everything is `scale` times as wide and lies `shift` (of the width) to the right. */
export interface Pull {
  shift: number;
  scale: number;
}

/** Gives the left end and the width, from 0 to 1 of what is shown now, that a pull leaves in view. */
export function seen(pull: Pull): { from: number; width: number } {
  return { from: -pull.shift / pull.scale, width: 1 / pull.scale };
}

interface Hooks {
  /** While the hand moves. */
  pull(pull: Pull): void;
  /** When it lets go. */
  release(pull: Pull): void;
  key(event: KeyboardEvent): boolean;
}

const WHEEL_PAUSE = 260;
const CLICK = 4;

/** Listens to a chart's stage. */
export class Stage {
  readonly #stage: HTMLElement;
  readonly #readout: Readout;
  readonly #hooks: Hooks;
  readonly #down = new Map<number, number>();
  #start: [number, number] = [0, 0];
  #pull: Pull = { shift: 0, scale: 1 };
  #wheel: ReturnType<typeof setTimeout> | undefined;

  constructor(stage: HTMLElement, readout: Readout, hooks: Hooks) {
    this.#stage = stage;
    this.#readout = readout;
    this.#hooks = hooks;
    stage.addEventListener("pointerdown", (event) => this.#press(event));
    stage.addEventListener("pointermove", (event) => this.#drag(event));
    for (const name of ["pointerup", "pointercancel"] as const) {
      stage.addEventListener(name, (event) => this.#lift(event));
    }
    stage.addEventListener("pointerleave", () => {
      if (!this.#down.size) readout.hide();
    });
    stage.addEventListener("wheel", (event) => this.#turn(event), { passive: false });
    stage.addEventListener("dblclick", (event) => {
      event.preventDefault();
      const at = this.#at(event.clientX);
      hooks.release({ shift: at - at * 2, scale: 2 });
    });
    stage.addEventListener("keydown", (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey && hooks.key(event)) event.preventDefault();
    });
    stage.addEventListener("blur", () => readout.hide());
  }

  /** The place of a pointer on the time axis, from 0 to 1. */
  #at(clientX: number): number {
    for (const svg of this.#stage.querySelectorAll<SVGSVGElement>(":scope > svg[data-left]")) {
      const box = svg.getBoundingClientRect();
      if (!box.width) continue;
      const unit = box.width / svg.viewBox.baseVal.width;
      const left = box.left + Number(svg.dataset.left) * unit;
      const width = (Number(svg.dataset.right) - Number(svg.dataset.left)) * unit;
      return (clientX - left) / width;
    }
    return 0.5;
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#down.set(event.pointerId, this.#at(event.clientX));
    this.#stage.setPointerCapture(event.pointerId);
    this.#pull = { shift: 0, scale: 1 };
    this.#start = this.#ends();
  }

  #ends(): [number, number] {
    const places = [...this.#down.values()].sort((a, b) => a - b);
    return [places[0] ?? 0, places[1] ?? places[0] ?? 0];
  }

  #drag(event: PointerEvent): void {
    const at = this.#at(event.clientX);
    if (!this.#down.has(event.pointerId)) {
      if (at >= -0.02 && at <= 1.02) this.#readout.show(at);
      return;
    }
    this.#down.set(event.pointerId, at);
    const [left, right] = this.#ends();
    const [wasLeft, wasRight] = this.#start;
    const apart = wasRight - wasLeft;
    const scale =
      this.#down.size > 1 && apart > 0.02 ? Math.min(20, Math.max(0.05, (right - left) / apart)) : 1;
    this.#pull = { scale, shift: left - wasLeft * scale };
    this.#readout.hide();
    this.#hooks.pull(this.#pull);
  }

  #lift(event: PointerEvent): void {
    if (!this.#down.delete(event.pointerId) || this.#down.size) return;
    const width = this.#stage.clientWidth || 1;
    const still = this.#pull.scale === 1 && Math.abs(this.#pull.shift) * width < CLICK;
    if (still) {
      this.#hooks.pull({ shift: 0, scale: 1 });
      this.#readout.show(this.#at(event.clientX));
    } else {
      this.#hooks.release(this.#pull);
    }
    this.#pull = { shift: 0, scale: 1 };
  }

  /** The wheel alone scrolls the page as everywhere; with Ctrl (or two fingers on a pad) it zooms. */
  #turn(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const at = this.#at(event.clientX);
    const factor = Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.002));
    const scale = Math.min(20, Math.max(0.05, this.#pull.scale * factor));
    const shift = at - ((at - this.#pull.shift) / this.#pull.scale) * scale;
    this.#pull = { scale, shift };
    this.#readout.hide();
    this.#hooks.pull(this.#pull);
    clearTimeout(this.#wheel);
    this.#wheel = setTimeout(() => {
      const pull = this.#pull;
      this.#pull = { shift: 0, scale: 1 };
      this.#hooks.release(pull);
    }, WHEEL_PAUSE);
  }
}
