import { expect, test } from "vitest";
import { Grid } from "./grid";
import {
  BrokenError,
  readBase,
  readMessage,
  readSnapshot,
  writeEdits,
  writePresence,
  writeUndo,
} from "./wire";
import FIXTURE from "./wire.fixture.json";

function bytes(name: keyof typeof FIXTURE): Uint8Array {
  return Uint8Array.from(atob(FIXTURE[name]), (letter) => letter.charCodeAt(0));
}

function message(name: keyof typeof FIXTURE): ArrayBuffer {
  return bytes(name).slice().buffer as ArrayBuffer;
}

test("reads a base as the server packed it", async () => {
  const base = await readBase(bytes("base"));
  const { grid } = base;
  expect([grid.nx, grid.ny, grid.nz, grid.chunks.length]).toEqual([37, 34, 5, 4]);
  expect(grid.get(0, 0, 0)).toBe(1);
  expect(grid.get(0, 0, 1)).toBe(16);
  expect(grid.get(21, 33, 2)).toBe(16);
  expect(grid.get(8, 5, 3)).toBe(40);
  expect(grid.get(9, 5, 3)).toBe(0);
  expect(grid.get(36, 33, 4)).toBe(300);
  expect(base.ground[33 * 37 + 21]).toBe(2);
  expect([...base.thingFrom.subarray(0, 3)]).toEqual([0, 1, 0]);
  expect(base.building[4 * 37 + 4]).toBe(1);
  expect(base.buildings[0]).toMatchObject({ name: "Rathaus", storeys: 1 });
  expect(base.spots[0]).toMatchObject({ kind: "stop", x: 3, y: 4, value: 120 });
  expect(base.sources).toEqual(["default", "Größe"]);
  expect(base.frame).toEqual({ epsg: 25833, east: 400000.5, north: 5800000, above_sea: 60 });
});

test("says so when bytes are no base, or a broken one", async () => {
  await expect(readBase(new TextEncoder().encode("nothing at all"))).rejects.toThrow(BrokenError);
  await expect(readBase(bytes("base").subarray(0, 60))).rejects.toThrow(BrokenError);
});

test("reads a batch: position, people, boxes, blocks", () => {
  const told = readMessage(message("batch"));
  expect(told).toEqual({
    kind: "batch",
    position: 9,
    entries: [
      { participant: 7, counter: 1, box: { x0: 0, y0: 0, z0: 2, x1: 3, y1: 1, z1: 4 }, block: 41 },
      {
        participant: 70_000,
        counter: 4_000_000_000,
        box: { x0: 30, y0: 30, z0: 2, x1: 36, y1: 33, z1: 2 },
        block: 17,
      },
      { participant: 7, counter: 2, box: { x0: 1, y0: 1, z0: 3, x1: 1, y1: 1, z1: 3 }, block: 0 },
    ],
  });
});

test("writes edits byte for byte as the server does", () => {
  const told = readMessage(message("batch"));
  const fills = told.kind === "batch" ? told.entries : [];
  expect(new Uint8Array(writeEdits(3, fills))).toEqual(bytes("edits"));
  expect(() => writeEdits(1, [])).toThrow(RangeError);
});

test("writes undo and presence as the protocol says", () => {
  expect([...new Uint8Array(writeUndo(258, 5))]).toEqual([2, 2, 1, 0, 0, 5, 0, 0, 0]);
  expect([...new Uint8Array(writePresence(1.5, -2, 300, Math.PI, 4))]).toEqual([
    3, 3, 0, 252, 255, 88, 2, 128, 4,
  ]);
});

test("reads a snapshot into the chunks that differ", async () => {
  const told = readMessage(message("snapshot"));
  if (told.kind !== "snapshot") throw new Error("no snapshot");
  expect(told.position).toBe(3);
  const chunks = await readSnapshot(told.packed, 5);
  expect([...chunks.keys()]).toEqual([0, 1, 2, 3]);
  const grid = new Grid(
    37,
    34,
    5,
    [0, 1, 2, 3].map((index) => chunks.get(index) as Uint16Array),
  );
  expect(grid.get(3, 1, 4)).toBe(41);
  expect(grid.get(1, 1, 3)).toBe(0);
  expect(grid.get(36, 33, 2)).toBe(17);
  const nothing = readMessage(message("nothing"));
  expect(nothing.kind === "snapshot" && (await readSnapshot(nothing.packed, 5)).size).toBe(0);
});

test("reads where people are", () => {
  const view = new DataView(new ArrayBuffer(15));
  view.setUint8(0, 3);
  view.setUint16(1, 1, true);
  view.setUint32(3, 9, true);
  view.setInt16(7, 21, true);
  view.setInt16(9, -4, true);
  view.setInt16(11, 6, true);
  view.setUint8(13, 64);
  view.setUint8(14, 2);
  expect(readMessage(view.buffer)).toEqual({
    kind: "presence",
    people: [{ participant: 9, x: 21, y: -4, z: 6, heading: 64, tool: 2 }],
  });
});

test("refuses cut and unknown messages", async () => {
  expect(() => readMessage(message("batch").slice(0, 20))).toThrow(BrokenError);
  expect(() => readMessage(new Uint8Array([9, 9, 9]).buffer)).toThrow(BrokenError);
  expect(() => readMessage(new ArrayBuffer(0))).toThrow(BrokenError);
  const told = readMessage(message("snapshot"));
  if (told.kind === "snapshot") await expect(readSnapshot(told.packed, 4)).rejects.toThrow(BrokenError);
});
