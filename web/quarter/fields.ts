import { DataTexture, LinearFilter, RGBAFormat, UnsignedByteType } from "three";
import type { Grid } from "./grid";
import type { Box } from "./types";

const RADIUS = 5;
const GLOW_RADIUS = 9;
const HOUSE_RADIUS = 2;

/**
 * A small picture of the quarter from above that the shaders read: how high things stand around a place (for soft light in
 * yards and streets), how much lamps shine there, and how many houses there are (their windows shine at night). One point for each square of 2 m.
 */
export class Fields {
  readonly texture: DataTexture;
  private readonly wide: number;
  private readonly deep: number;
  private readonly data: Uint8Array;
  private readonly high: Float32Array;
  private readonly blurred: Float32Array;
  private readonly houses: Float32Array;
  private dirty = true;

  constructor(
    private readonly grid: Grid,
    private readonly glows: ReadonlySet<number>,
    private readonly soft: ReadonlySet<number>,
    private readonly walls: ReadonlySet<number>,
  ) {
    this.wide = Math.ceil(grid.nx / 2);
    this.deep = Math.ceil(grid.ny / 2);
    this.data = new Uint8Array(this.wide * this.deep * 4);
    this.high = new Float32Array(this.wide * this.deep);
    this.blurred = new Float32Array(this.wide * this.deep);
    this.houses = new Float32Array(this.wide * this.deep);
    this.texture = new DataTexture(this.data, this.wide, this.deep, RGBAFormat, UnsignedByteType);
    this.texture.magFilter = LinearFilter;
    this.texture.minFilter = LinearFilter;
    this.measure(grid.box);
    this.update();
  }

  /** Blocks in a box changed. */
  touch(box: Box): void {
    this.measure(box);
    this.dirty = true;
  }

  /** Draws the picture again when something changed. */
  update(): boolean {
    if (!this.dirty) return false;
    this.dirty = false;
    this.blur();
    this.shine();
    this.texture.needsUpdate = true;
    return true;
  }

  private measure(box: Box): void {
    const { nx, ny } = this.grid;
    for (let y = Math.max(0, box.y0 >> 1); y <= Math.min(this.deep - 1, box.y1 >> 1); y++)
      for (let x = Math.max(0, box.x0 >> 1); x <= Math.min(this.wide - 1, box.x1 >> 1); x++) {
        const [px, py] = [Math.min(nx - 1, x * 2), Math.min(ny - 1, y * 2)];
        this.high[y * this.wide + x] = this.height(px, py);
        this.houses[y * this.wide + x] = this.isHouse(px, py) ? 1 : 0;
      }
  }

  /** Crowns let light through: they count half. */
  private height(x: number, y: number): number {
    const top = this.grid.top(x, y);
    if (!this.soft.has(this.grid.get(x, y, top))) return top + 1;
    let z = top;
    while (z >= 0 && (this.soft.has(this.grid.get(x, y, z)) || this.grid.get(x, y, z) === 0)) z--;
    return (top + z) / 2 + 1;
  }

  /** A house is where a wall stands not far under the top: under the roof. */
  private isHouse(x: number, y: number): boolean {
    const top = this.grid.top(x, y);
    for (let z = top; z > Math.max(0, top - 6); z--) if (this.walls.has(this.grid.get(x, y, z))) return true;
    return false;
  }

  private blur(): void {
    boxBlur(this.houses, this.blurred, this.wide, this.deep, HOUSE_RADIUS);
    this.blurred.forEach((share, at) => {
      this.data[at * 4 + 3] = Math.round(share * 255);
    });
    boxBlur(this.high, this.blurred, this.wide, this.deep, RADIUS);
    this.blurred.forEach((height, at) => {
      this.data[at * 4] = Math.min(255, height * 4);
    });
  }

  private shine(): void {
    for (let at = 0; at < this.data.length; at += 4) this.data.fill(0, at + 1, at + 3);
    for (const lamp of lampsOf(this.grid, this.glows)) this.shineFrom(lamp.x >> 1, lamp.y >> 1, lamp.z);
  }

  private shineFrom(x: number, y: number, z: number): void {
    const { data, wide } = this;
    for (let row = Math.max(0, y - GLOW_RADIUS); row <= Math.min(this.deep - 1, y + GLOW_RADIUS); row++)
      for (
        let column = Math.max(0, x - GLOW_RADIUS);
        column <= Math.min(wide - 1, x + GLOW_RADIUS);
        column++
      ) {
        const far = Math.hypot(column - x, row - y) / GLOW_RADIUS;
        if (far >= 1) continue;
        const at = (row * wide + column) * 4;
        data[at + 1] = Math.min(255, (data[at + 1] as number) + 230 * (1 - far) ** 2.2);
        data[at + 2] = Math.max(data[at + 2] as number, Math.max(0, z - 3) * 4);
      }
  }
}

/** Finds the topmost block of each thing that glows. */
function lampsOf(grid: Grid, glows: ReadonlySet<number>): { x: number; y: number; z: number }[] {
  const out: { x: number; y: number; z: number }[] = [];
  grid.chunks.forEach((chunk, index) => {
    const { x0, y0 } = grid.chunkBox(index);
    for (let at = 0; at < chunk.length; at++) {
      if (!glows.has(chunk[at] as number) || chunk[at + 1024] === chunk[at]) continue;
      out.push({ x: x0 + (at & 31), y: y0 + ((at >> 5) & 31), z: at >> 10 });
    }
  });
  return out;
}

function boxBlur(from: Float32Array, to: Float32Array, wide: number, deep: number, radius: number): void {
  const half = new Float32Array(from.length);
  for (let y = 0; y < deep; y++) blurLine(from, half, y * wide, 1, wide, radius);
  for (let x = 0; x < wide; x++) blurLine(half, to, x, wide, deep, radius);
}

/** Gives each place the mean of those around it along a line; the ends count on. */
function blurLine(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  count: number,
  radius: number,
): void {
  const at = (place: number) => from[start + Math.min(count - 1, Math.max(0, place)) * step] as number;
  let sum = 0;
  for (let place = -radius; place <= radius; place++) sum += at(place);
  for (let place = 0; place < count; place++) {
    to[start + place * step] = sum / (2 * radius + 1);
    sum += at(place + radius + 1) - at(place - radius);
  }
}
