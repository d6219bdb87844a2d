import { Vector2, Vector3 } from "three";
import type { Aim } from "./aims";
import type { Camera } from "./camera";
import type { Grid } from "./grid";
import { pick } from "./pick";
import type { Tools } from "./tools";
import type { Place } from "./types";

const STILL_PIXELS = 6;

interface Finger {
  x: number;
  y: number;
}

interface Pair {
  readonly x: number;
  readonly y: number;
  readonly far: number;
  readonly angle: number;
}

/**
 * Mouse, pen and fingers on the picture. With a tool in hand one finger or the left button acts, else it turns the picture.
 * Two fingers move, turn and come nearer; the right button turns, the middle one or Shift moves, the wheel comes nearer.
 */
export class Gestures {
  private readonly fingers = new Map<number, Finger>();
  private mode: "none" | "tool" | "orbit" | "pan" | "pair" = "none";
  private pair: Pair | null = null;

  constructor(
    private readonly canvas: HTMLElement,
    private readonly camera: Camera,
    private readonly tools: Tools,
    private readonly grid: Grid,
    private readonly mayBuild: () => boolean,
    private readonly moved: () => void,
  ) {
    canvas.addEventListener("pointerdown", this.down);
    canvas.addEventListener("pointermove", this.move);
    canvas.addEventListener("pointerup", this.up);
    canvas.addEventListener("pointercancel", this.lost);
    canvas.addEventListener("pointerleave", this.leave);
    canvas.addEventListener("wheel", this.wheel, { passive: false });
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  /** Gives what lies under a point of the screen; a span that has begun stays on its level. */
  aimAt(x: number, y: number): Aim | null {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const at = new Vector2(((x - left) / width) * 2 - 1, 1 - ((y - top) / height) * 2);
    const { eye } = this.camera;
    const far = new Vector3(at.x, at.y, 0.5).unproject(eye).sub(eye.position).normalize();
    const { plane } = this.tools;
    if (plane !== null) return this.onPlane(eye.position, far, plane);
    const hit = pick(this.grid, eye.position, far, 6000);
    return hit && { x: hit.x, y: hit.y, z: hit.z, nx: hit.nx, ny: hit.ny, nz: hit.nz, exact: false };
  }

  private onPlane(from: Vector3, far: Vector3, level: number): Aim | null {
    const distance = (level - from.z) / far.z;
    // Towards the sky there is no place; the last one stays.
    if (!(distance > 0)) return null;
    const clamp = (value: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor(value)));
    const { nx, ny } = this.grid;
    return this.tools.along(clamp(from.x + far.x * distance, nx), clamp(from.y + far.y * distance, ny));
  }

  private get acts(): boolean {
    return this.tools.builds && this.mayBuild();
  }

  private readonly down = (event: PointerEvent) => {
    this.canvas.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (event.pointerType === "touch" && this.fingers.size === 2) {
      // The second finger: it was the camera that was meant.
      this.tools.cancel();
      this.tools.hover(null);
      this.mode = "pair";
      this.pair = pairOf([...this.fingers.values()]);
      return;
    }
    if (this.fingers.size > 1) return;
    const aim =
      this.acts && event.button === 0 && !event.shiftKey ? this.aimAt(event.clientX, event.clientY) : null;
    if (aim) {
      this.mode = "tool";
      this.tools.press(aim);
    } else this.mode = event.button === 1 || event.shiftKey ? "pan" : "orbit";
    if (event.button === 1) event.preventDefault();
    this.canvas.focus({ preventScroll: true });
    this.moved();
  };

  private readonly move = (event: PointerEvent) => {
    const finger = this.fingers.get(event.pointerId);
    if (!finger) {
      if (event.pointerType !== "touch" && this.acts)
        this.tools.hover(this.aimAt(event.clientX, event.clientY));
      this.moved();
      return;
    }
    const [dx, dy] = [event.clientX - finger.x, event.clientY - finger.y];
    finger.x = event.clientX;
    finger.y = event.clientY;
    if (this.mode === "pair") this.movePair();
    else if (this.mode === "tool") this.drag(event);
    else if (this.mode === "orbit") this.camera.orbit(dx, dy);
    else if (this.mode === "pan") this.camera.pan(dx, dy);
    this.moved();
  };

  private drag(event: PointerEvent): void {
    const aim = this.aimAt(event.clientX, event.clientY);
    if (aim) this.tools.hover(aim);
  }

  private movePair(): void {
    const now = pairOf([...this.fingers.values()]);
    const before = this.pair;
    this.pair = now;
    if (!now || !before) return;
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    this.camera.zoom(before.far / Math.max(1, now.far), this.groundAt(left + width / 2, top + height / 2));
    let turn = now.angle - before.angle;
    if (turn > Math.PI) turn -= 2 * Math.PI;
    if (turn < -Math.PI) turn += 2 * Math.PI;
    this.camera.turn(-turn);
    const [dx, dy] = [now.x - before.x, now.y - before.y];
    // Both fingers straight up or down tilt; every other way moves.
    if (
      Math.abs(turn) < 0.01 &&
      Math.abs(now.far - before.far) < STILL_PIXELS / 4 &&
      Math.abs(dy) > 3 * Math.abs(dx)
    )
      this.camera.orbit(0, dy);
    else this.camera.pan(dx, dy);
  }

  private groundAt(x: number, y: number): Place | null {
    return this.aimAt(x, y);
  }

  private readonly up = (event: PointerEvent) => {
    if (!this.fingers.delete(event.pointerId)) return;
    if (this.mode === "tool") {
      this.tools.release();
      if (event.pointerType === "touch") this.tools.hover(null);
    }
    if (this.fingers.size === 0) this.mode = "none";
    this.pair = null;
    this.moved();
  };

  private readonly lost = (event: PointerEvent) => {
    this.fingers.delete(event.pointerId);
    this.tools.cancel();
    if (this.fingers.size === 0) this.mode = "none";
    this.moved();
  };

  private readonly leave = () => {
    if (this.fingers.size === 0) this.tools.hover(null);
    this.moved();
  };

  private readonly wheel = (event: WheelEvent) => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    const factor = Math.exp(Math.max(-120, Math.min(120, event.deltaY * lines)) * 0.0022);
    this.camera.zoom(factor, factor < 1 ? this.groundAt(event.clientX, event.clientY) : null);
    this.moved();
  };
}

function pairOf(fingers: readonly Finger[]): Pair | null {
  const [one, two] = fingers;
  if (!one || !two) return null;
  return {
    x: (one.x + two.x) / 2,
    y: (one.y + two.y) / 2,
    far: Math.hypot(two.x - one.x, two.y - one.y),
    angle: Math.atan2(two.y - one.y, two.x - one.x),
  };
}
