/**
 * Messages of a live room and the base's file: binary, little-endian. The server's half is
 * `src/stadtkern/quarter/blocks/wire.py` and `base.py`; what each byte means stands there.
 */
import { CHUNK, Grid } from "./grid";
import type { Box, Building, Entry, Fill, Frame, Presence, Spot } from "./types";

const MAGIC = "SKQ1";
const EDIT_BYTES = 12;
const ENTRY_BYTES = 20;
const PRESENCE_BYTES = 12;
export const MOST_EDITS = 1024;

/** The town as it stands. Arrays are [y, x]. */
export interface Base {
  readonly grid: Grid;
  readonly frame: Frame;
  readonly ground: Uint8Array;
  readonly surfaceFrom: Uint8Array;
  readonly thingFrom: Uint8Array;
  readonly building: Uint16Array;
  readonly sources: readonly string[];
  readonly buildings: readonly Building[];
  readonly spots: readonly Spot[];
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What the server says in binary. */
export type Told =
  | { readonly kind: "batch"; readonly position: number; readonly entries: Entry[] }
  | { readonly kind: "snapshot"; readonly position: number; readonly packed: Uint8Array }
  | { readonly kind: "presence"; readonly people: Presence[] };

/** Raised when bytes are not what they should be. */
export class BrokenError extends Error {}

async function inflate(packed: Uint8Array): Promise<Uint8Array> {
  const unpacker = new DecompressionStream("deflate");
  const writer = unpacker.writable.getWriter();
  // A fault of the packed bytes comes out at the reading end.
  writer.write(packed as Uint8Array<ArrayBuffer>).catch(() => undefined);
  writer.close().catch(() => undefined);
  try {
    return new Uint8Array(await new Response(unpacker.readable).arrayBuffer());
  } catch {
    throw new BrokenError("the bytes are not packed as they should be");
  }
}

class Reader {
  private at = 0;
  constructor(private readonly raw: Uint8Array) {}

  take(count: number): Uint8Array {
    if (this.at + count > this.raw.length) throw new BrokenError("the bytes are cut");
    this.at += count;
    return this.raw.subarray(this.at - count, this.at);
  }

  /** Reads 16-bit numbers written as all low bytes, then all high bytes. */
  split(count: number): Uint16Array {
    const [low, high] = [this.take(count), this.take(count)];
    const out = new Uint16Array(count);
    for (let at = 0; at < count; at++) out[at] = (low[at] as number) | ((high[at] as number) << 8);
    return out;
  }
}

interface Head {
  readonly size: readonly [number, number, number];
  readonly columns: number;
  readonly frame: Frame;
  readonly sources: readonly string[];
  readonly buildings: readonly Building[];
  readonly spots: readonly Spot[];
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Reads a base. Raises BrokenError when the bytes are none. */
export async function readBase(data: Uint8Array): Promise<Base> {
  if (new TextDecoder().decode(data.subarray(0, 4)) !== MAGIC)
    throw new BrokenError("these bytes are no quarter");
  const raw = await inflate(data.subarray(4));
  const reader = new Reader(raw);
  const length = new DataView(reader.take(4).slice().buffer).getUint32(0, true);
  const head: Head = JSON.parse(new TextDecoder().decode(reader.take(length)));
  const [nx, ny, nz] = head.size;
  const count = nx * ny;
  const table = reader.split(nz * head.columns);
  // Numbers of columns have 32 bits: first the lower halves of all places, then the upper ones.
  const which = reader.split(2 * count);
  const grid = new Grid(nx, ny, nz);
  for (let index = 0; index < grid.chunks.length; index++) {
    const chunk = new Uint16Array(nz * CHUNK * CHUNK);
    const box = grid.chunkBox(index);
    for (let y = box.y0; y <= box.y1; y++)
      for (let x = box.x0; x <= box.x1; x++) {
        const place = y * nx + x;
        const column = (which[place] as number) + (which[count + place] as number) * 65536;
        let there = (y - box.y0) * CHUNK + x - box.x0;
        for (let z = 0; z < nz; z++, there += CHUNK * CHUNK)
          chunk[there] = table[z * head.columns + column] as number;
      }
    grid.replace(index, chunk);
  }
  const [ground, surfaceFrom, thingFrom] = [reader.take(count), reader.take(count), reader.take(count)];
  const { frame, sources, buildings, spots, facts } = head;
  const building = reader.split(count);
  return { grid, frame, ground, surfaceFrom, thingFrom, building, sources, buildings, spots, facts };
}

/** Reads a binary message of the server. Raises BrokenError when it is none. */
export function readMessage(data: ArrayBuffer): Told {
  const view = new DataView(data);
  const kind = data.byteLength ? view.getUint8(0) : 0;
  if (kind === 1 && data.byteLength >= 7) return readBatch(view);
  if (kind === 2 && data.byteLength >= 5)
    return { kind: "snapshot", position: view.getUint32(1, true), packed: new Uint8Array(data, 5) };
  if (kind === 3 && data.byteLength >= 3) return readPresence(view);
  throw new BrokenError("the message is of no known kind");
}

function readBatch(view: DataView): Told {
  const count = view.getUint16(5, true);
  if (view.byteLength !== 7 + count * ENTRY_BYTES) throw new BrokenError("the message is cut");
  const entries: Entry[] = [];
  for (let at = 7; at < view.byteLength; at += ENTRY_BYTES)
    entries.push({
      participant: view.getUint32(at, true),
      counter: view.getUint32(at + 4, true),
      box: boxAt(view, at + 8),
      block: view.getUint16(at + 18, true),
    });
  return { kind: "batch", position: view.getUint32(1, true), entries };
}

function readPresence(view: DataView): Told {
  const count = view.getUint16(1, true);
  if (view.byteLength !== 3 + count * PRESENCE_BYTES) throw new BrokenError("the message is cut");
  const people: Presence[] = [];
  for (let at = 3; at < view.byteLength; at += PRESENCE_BYTES)
    people.push({
      participant: view.getUint32(at, true),
      x: view.getInt16(at + 4, true),
      y: view.getInt16(at + 6, true),
      z: view.getInt16(at + 8, true),
      heading: view.getUint8(at + 10),
      tool: view.getUint8(at + 11),
    });
  return { kind: "presence", people };
}

function boxAt(view: DataView, at: number): Box {
  return {
    x0: view.getUint16(at, true),
    y0: view.getUint16(at + 2, true),
    z0: view.getUint8(at + 4),
    x1: view.getUint16(at + 5, true),
    y1: view.getUint16(at + 7, true),
    z1: view.getUint8(at + 9),
  };
}

/** Unpacks a snapshot into chunks by index. Raises BrokenError when the bytes do not fit a grid of `nz` levels. */
export async function readSnapshot(packed: Uint8Array, nz: number): Promise<Map<number, Uint16Array>> {
  const raw = packed.length ? await inflate(packed) : packed;
  const size = 4 + nz * CHUNK * CHUNK * 2;
  if (raw.length % size !== 0) throw new BrokenError("the snapshot is cut");
  const out = new Map<number, Uint16Array>();
  for (let at = 0; at < raw.length; at += size) {
    const part = raw.slice(at, at + size).buffer;
    // Every machine that runs a browser is little-endian, as the bytes are.
    out.set(new DataView(part).getUint32(0, true), new Uint16Array(part, 4));
  }
  return out;
}

/** Gives the message that sends edits counted from `first`. Raises RangeError over 1,024 of them. */
export function writeEdits(first: number, fills: readonly Fill[]): ArrayBuffer {
  if (fills.length < 1 || fills.length > MOST_EDITS)
    throw new RangeError(`${fills.length} edits in one message`);
  const view = new DataView(new ArrayBuffer(7 + fills.length * EDIT_BYTES));
  view.setUint8(0, 1);
  view.setUint32(1, first, true);
  view.setUint16(5, fills.length, true);
  fills.forEach(({ box, block }, index) => {
    const at = 7 + index * EDIT_BYTES;
    view.setUint16(at, box.x0, true);
    view.setUint16(at + 2, box.y0, true);
    view.setUint8(at + 4, box.z0);
    view.setUint16(at + 5, box.x1, true);
    view.setUint16(at + 7, box.y1, true);
    view.setUint8(at + 9, box.z1);
    view.setUint16(at + 10, block, true);
  });
  return view.buffer as ArrayBuffer;
}

/** Gives the message that takes back the edit counted as `target`. */
export function writeUndo(counter: number, target: number): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(9));
  view.setUint8(0, 2);
  view.setUint32(1, counter, true);
  view.setUint32(5, target, true);
  return view.buffer as ArrayBuffer;
}

/** Gives the message that tells where one is: metres, heading in radians clockwise from north, the tool's number. */
export function writePresence(x: number, y: number, z: number, heading: number, tool: number): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(9));
  const half = (metres: number) => Math.max(-32768, Math.min(32767, Math.round(metres * 2)));
  view.setUint8(0, 3);
  view.setInt16(1, half(x), true);
  view.setInt16(3, half(y), true);
  view.setInt16(5, half(z), true);
  view.setUint8(7, Math.round((heading / (2 * Math.PI)) * 256) & 255);
  view.setUint8(8, tool);
  return view.buffer as ArrayBuffer;
}
