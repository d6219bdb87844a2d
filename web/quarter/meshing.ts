import type { Grid } from "./grid";
import { isNear, leafSizes } from "./leaf-sizes";
import type { Job, Meshed } from "./mesh-chunk";
import { LOOK, type Tables, tablesOf } from "./mesh-tables";
import { meshChunk } from "./mesher";
import type { Answer, Asked } from "./mesher.worker";
import { padChunk } from "./pad";
import type { Block, Box } from "./types";

/** How many chunks the worker is given ahead: enough to keep it busy, few enough that a fresh edit comes soon. */
const AHEAD = 4;

type Done = (chunk: number, meshed: Meshed) => void;

/** Keeps the meshes of chunks up to date in a worker; the nearest to the eye come first. Without a worker it does it itself. */
export class Meshing {
  milliseconds = 0;
  made = 0;
  private readonly dirty = new Set<number>();
  private readonly versions = new Map<number, number>();
  private flying = 0;
  private worker: Worker | null = null;
  private readonly tables: Tables;
  private focus = { x: 0, y: 0, reach: Number.POSITIVE_INFINITY };
  private readonly leaves: Uint32Array;
  private sizes: Uint8Array;

  constructor(
    private readonly grid: Grid,
    private readonly foot: Uint16Array,
    private readonly blocks: readonly Block[],
    private readonly done: Done,
  ) {
    this.tables = tablesOf(blocks);
    this.focus.x = grid.nx / 2;
    this.focus.y = grid.ny / 2;
    this.leaves = Uint32Array.from(grid.chunks, (_, index) => this.leavesIn(index));
    this.sizes = leafSizes(this.leaves);
    this.hire();
  }

  get waiting(): number {
    return this.dirty.size + this.flying;
  }

  /** Chunks near this place are made first, and with every leaf when one looks from near (`reach` in metres). */
  near(x: number, y: number, reach = Number.POSITIVE_INFINITY): void {
    const before = this.focus;
    this.focus = { x, y, reach };
    if (this.leaves.every((count, index) => count === 0 || this.isNear(index) === this.isNear(index, before)))
      return;
    this.size();
    this.pump();
  }

  all(): void {
    for (let index = 0; index < this.grid.chunks.length; index++) this.dirty.add(index);
    this.pump();
  }

  /** Blocks in these boxes changed. Their neighbours' light and faces may have as well. */
  touch(boxes: readonly Box[]): void {
    const touched = new Set(boxes.flatMap((box) => this.grid.touched(box, 1)));
    let other = false;
    for (const index of touched) {
      this.dirty.add(index);
      const count = this.leavesIn(index);
      other ||= count !== this.leaves[index];
      this.leaves[index] = count;
    }
    if (other) this.size();
    this.pump();
  }

  /** Chooses anew how coarse each wood is. */
  private size(): void {
    const before = this.sizes;
    this.sizes = leafSizes(this.leaves, (index) => this.isNear(index));
    this.sizes.forEach((size, index) => {
      if (size !== before[index]) this.dirty.add(index);
    });
  }

  private leavesIn(index: number): number {
    const { look } = this.tables;
    let count = 0;
    for (const block of this.grid.chunks[index] as Uint16Array) if (look[block] === LOOK.leaves) count++;
    return count;
  }

  private isNear(index: number, focus = this.focus): boolean {
    const { x0, y0 } = this.grid.chunkBox(index);
    return isNear(x0 + 16, y0 + 16, focus);
  }

  private jobFor(index: number): Job {
    return padChunk(this.grid, index, this.foot, this.sizes[index]);
  }

  stop(): void {
    this.worker?.terminate();
    this.worker = null;
  }

  private hire(): void {
    if (typeof Worker === "undefined") return;
    const worker = new Worker(new URL("./mesher.worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<Answer>) => this.take(data);
    worker.onerror = () => {
      // The worker cannot be had: everything it was given is made here instead.
      this.worker = null;
      this.flying = 0;
      this.all();
    };
    worker.postMessage({ kind: "palette", blocks: this.blocks } satisfies Asked);
    this.worker = worker;
  }

  private take({ chunk, version, meshed, milliseconds }: Answer): void {
    this.flying--;
    this.milliseconds += milliseconds;
    this.made++;
    if (this.versions.get(chunk) === version) this.done(chunk, meshed);
    this.pump();
  }

  private pump(): void {
    if (!this.worker) {
      this.makeHere();
      return;
    }
    while (this.flying < AHEAD) {
      const chunk = this.next();
      if (chunk === null) return;
      const version = (this.versions.get(chunk) ?? 0) + 1;
      this.versions.set(chunk, version);
      const job = this.jobFor(chunk);
      this.flying++;
      const asked: Asked = { kind: "chunk", chunk, version, job };
      this.worker.postMessage(asked, [job.blocks.buffer, job.foot.buffer]);
    }
  }

  private makeHere(): void {
    const chunk = this.next();
    if (chunk === null) return;
    const before = performance.now();
    this.done(chunk, meshChunk(this.jobFor(chunk), this.tables));
    this.milliseconds += performance.now() - before;
    this.made++;
    setTimeout(() => this.makeHere());
  }

  private next(): number | null {
    let best: number | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const index of this.dirty) {
      const { x0, y0 } = this.grid.chunkBox(index);
      const far = Math.hypot(x0 + 16 - this.focus.x, y0 + 16 - this.focus.y);
      if (far < least) [best, least] = [index, far];
    }
    if (best !== null) this.dirty.delete(best);
    return best;
  }
}
