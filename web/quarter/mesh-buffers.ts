/**
 * Vertices as the graphics card takes them, 20 bytes each: place in sixteenths of a metre from the chunk's corner (4 x i16),
 * colour and light (4 x u8), normal and pattern (4 x i8), and for walls foot, start, length and storeys (4 x u8).
 */
export interface Mesh {
  readonly place: Int16Array;
  readonly tint: Uint8Array;
  readonly shape: Int8Array;
  readonly wall: Uint8Array;
  readonly index: Uint16Array | Uint32Array;
}

type Three = ArrayLike<number>;

/** Where vertices are gathered; it grows, and is used again for the next chunk. */
export class Buffers {
  private place = new Int16Array(4096);
  private tint = new Uint8Array(4096);
  private shape = new Int8Array(4096);
  private wall = new Uint8Array(4096);
  private index = new Uint32Array(2048);
  private vertices = 0;
  private indices = 0;
  private readonly colour = [0, 0, 0];

  clear(): void {
    this.vertices = 0;
    this.indices = 0;
  }

  get triangles(): number {
    return this.indices / 3;
  }

  /** Takes the colour number `at` of a list; it holds for all vertices until the next one. */
  dip(colours: Three, at = 0): void {
    for (let part = 0; part < 3; part++) this.colour[part] = colours[at * 3 + part] as number;
  }

  /** Adds a vertex with light from 0 to 255. */
  vertex(place: Three, light: number): void {
    const at = this.vertices++ * 4;
    if (at + 4 > this.place.length) this.grow();
    for (let part = 0; part < 3; part++) {
      this.place[at + part] = place[part] as number;
      this.tint[at + part] = this.colour[part] as number;
    }
    this.tint[at + 3] = light;
  }

  /** Says how the vertex added last faces (parts from -127 to 127), and what is drawn on it; `beside` packs a wall's run. */
  facing(normal: Three, pattern: number, beside = 0): void {
    const at = (this.vertices - 1) * 4;
    for (let part = 0; part < 3; part++) this.shape[at + part] = normal[part] as number;
    this.shape[at + 3] = pattern;
    this.wall[at] = beside & 255;
    this.wall[at + 1] = (beside >> 8) & 63;
    this.wall[at + 2] = (beside >> 14) & 63;
    this.wall[at + 3] = (beside >> 20) & 63;
  }

  /** Adds two triangles over the last four vertices, which were counted around; `turned` cuts along the other diagonal. */
  quad(turned: boolean): void {
    if (this.indices + 6 > this.index.length) this.index = twice(this.index);
    const first = this.vertices - 4;
    const [a, b, c, d] = turned
      ? [first + 1, first + 2, first + 3, first]
      : [first, first + 1, first + 2, first + 3];
    this.index[this.indices++] = a;
    this.index[this.indices++] = b;
    this.index[this.indices++] = c;
    this.index[this.indices++] = a;
    this.index[this.indices++] = c;
    this.index[this.indices++] = d;
  }

  /** Gives copies of just what was added; null when nothing was. */
  finish(): Mesh | null {
    if (!this.indices) return null;
    const count = this.vertices * 4;
    const index = this.index.subarray(0, this.indices);
    return {
      place: this.place.slice(0, count),
      tint: this.tint.slice(0, count),
      shape: this.shape.slice(0, count),
      wall: this.wall.slice(0, count),
      index: this.vertices > 65_535 ? index.slice() : Uint16Array.from(index),
    };
  }

  private grow(): void {
    this.place = twice(this.place);
    this.tint = twice(this.tint);
    this.shape = twice(this.shape);
    this.wall = twice(this.wall);
  }
}

function twice<T extends Int16Array | Uint8Array | Int8Array | Uint32Array>(old: T): T {
  const fresh = new (old.constructor as new (length: number) => T)(old.length * 2);
  fresh.set(old);
  return fresh;
}
