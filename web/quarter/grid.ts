import type { Box } from "./types";

export const CHUNK = 32;
const LAYER = CHUNK * CHUNK;

/**
 * Blocks in chunks of 32 x 32 columns, each an array [z, y, x]; chunk (cx, cy) has index cy * wide + cx. Copies share every
 * chunk until one of the two writes to it.
 */
export class Grid {
  readonly wide: number;
  readonly deep: number;
  private readonly own = new Set<number>();

  constructor(
    readonly nx: number,
    readonly ny: number,
    readonly nz: number,
    readonly chunks: Uint16Array[] = [],
  ) {
    this.wide = Math.ceil(nx / CHUNK);
    this.deep = Math.ceil(ny / CHUNK);
    const nothing = new Uint16Array(nz * LAYER);
    while (chunks.length < this.wide * this.deep) chunks.push(nothing);
  }

  copy(): Grid {
    this.own.clear();
    return new Grid(this.nx, this.ny, this.nz, [...this.chunks]);
  }

  /** Takes another grid's chunk as it is; whoever writes first makes its own. */
  share(index: number, from: Grid): void {
    this.own.delete(index);
    from.own.delete(index);
    this.chunks[index] = from.chunks[index] as Uint16Array;
  }

  /** Puts a chunk that nobody else holds in its place. */
  replace(index: number, blocks: Uint16Array): void {
    this.own.add(index);
    this.chunks[index] = blocks;
  }

  holds(x: number, y: number, z: number): boolean {
    return x >= 0 && y >= 0 && z >= 0 && x < this.nx && y < this.ny && z < this.nz;
  }

  get box(): Box {
    return { x0: 0, y0: 0, z0: 0, x1: this.nx - 1, y1: this.ny - 1, z1: this.nz - 1 };
  }

  /** Gives the block at a place, air outside. */
  get(x: number, y: number, z: number): number {
    if (!this.holds(x, y, z)) return 0;
    const chunk = this.chunks[(y >> 5) * this.wide + (x >> 5)] as Uint16Array;
    return chunk[z * LAYER + (y & 31) * CHUNK + (x & 31)] as number;
  }

  /** Sets every block of a box; what is outside is left out. */
  fill(box: Box, block: number): void {
    this.each(box, (chunk, at, count) => {
      chunk.fill(block, at, at + count);
    });
  }

  /** Gives a copy of a box as an array [z, y, x]. Raises RangeError when it is not wholly inside. */
  read(box: Box): Uint16Array {
    if (!this.holds(box.x0, box.y0, box.z0) || !this.holds(box.x1, box.y1, box.z1))
      throw new RangeError("the box is outside");
    const [wide, deep] = [box.x1 - box.x0 + 1, box.y1 - box.y0 + 1];
    const out = new Uint16Array(wide * deep * (box.z1 - box.z0 + 1));
    this.each(
      box,
      (chunk, at, count, x, y, z) => {
        const there = ((z - box.z0) * deep + (y - box.y0)) * wide + (x - box.x0);
        out.set(chunk.subarray(at, at + count), there);
      },
      false,
    );
    return out;
  }

  /** Gives the indices of the chunks that a box touches; `margin` columns around it count as well. */
  touched(box: Box, margin = 0): number[] {
    const out: number[] = [];
    const [west, east] = [Math.max(0, box.x0 - margin) >> 5, Math.min(this.nx - 1, box.x1 + margin) >> 5];
    const [south, north] = [Math.max(0, box.y0 - margin) >> 5, Math.min(this.ny - 1, box.y1 + margin) >> 5];
    for (let cy = south; cy <= north; cy++)
      for (let cx = west; cx <= east; cx++) out.push(cy * this.wide + cx);
    return out;
  }

  /** Gives the box of a chunk, cut at the quarter's edge. */
  chunkBox(index: number): Box {
    const [x0, y0] = [(index % this.wide) * CHUNK, Math.floor(index / this.wide) * CHUNK];
    const [x1, y1] = [Math.min(this.nx, x0 + CHUNK) - 1, Math.min(this.ny, y0 + CHUNK) - 1];
    return { x0, y0, z0: 0, x1, y1, z1: this.nz - 1 };
  }

  /** Says whether both hold the same blocks. */
  same(other: Grid): boolean {
    return this.chunks.every((chunk, index) => {
      const two = other.chunks[index] as Uint16Array;
      return chunk === two || chunk.every((block, at) => block === two[at]);
    });
  }

  /** Gives the level of the topmost block that is not air, -1 for none. */
  top(x: number, y: number): number {
    let z = this.nz - 1;
    while (z >= 0 && this.get(x, y, z) === 0) z--;
    return z;
  }

  private writable(index: number): Uint16Array {
    if (!this.own.has(index)) this.replace(index, (this.chunks[index] as Uint16Array).slice());
    return this.chunks[index] as Uint16Array;
  }

  /** Calls back for each run of a box within one row of a chunk. */
  private each(
    box: Box,
    found: (chunk: Uint16Array, at: number, count: number, x: number, y: number, z: number) => void,
    writing = true,
  ): void {
    const [x0, x1] = [Math.max(0, box.x0), Math.min(this.nx - 1, box.x1)];
    const [y0, y1] = [Math.max(0, box.y0), Math.min(this.ny - 1, box.y1)];
    const [z0, z1] = [Math.max(0, box.z0), Math.min(this.nz - 1, box.z1)];
    if (x0 > x1 || y0 > y1 || z0 > z1) return;
    for (const index of this.touched({ ...box, x0, x1, y0, y1 })) {
      const there = this.chunkBox(index);
      const chunk = writing ? this.writable(index) : (this.chunks[index] as Uint16Array);
      const [west, east] = [Math.max(x0, there.x0), Math.min(x1, there.x1)];
      for (let z = z0; z <= z1; z++)
        for (let y = Math.max(y0, there.y0); y <= Math.min(y1, there.y1); y++)
          found(chunk, z * LAYER + (y & 31) * CHUNK + (west & 31), east - west + 1, west, y, z);
    }
  }
}
