import { describe, expect, test } from "vitest";
import { Grid } from "./grid";
import type { Mesh } from "./mesh-buffers";
import { SCALE } from "./mesh-chunk";
import { tablesOf } from "./mesh-tables";
import { CORNER_LIGHT, meshChunk } from "./mesher";
import { padChunk } from "./pad";
import { PATTERN } from "./patterns";
import { chances, palette } from "./testing";

const tables = tablesOf(palette());
const FULL = [16, 3, 40, 60, 1];

function meshed(grid: Grid, chunk = 0) {
  return meshChunk(padChunk(grid, chunk, new Uint16Array(grid.nx * grid.ny).fill(32 << 8)), tables);
}

/** Area in square metres of all faces by direction, and whether each triangle faces where its normal says. */
function areas(mesh: Mesh | null): { byWay: Record<string, number>; outward: boolean } {
  const byWay: Record<string, number> = {};
  let outward = true;
  if (!mesh) return { byWay, outward };
  const point = (vertex: number) =>
    [0, 1, 2].map((part) => (mesh.place[vertex * 4 + part] as number) / SCALE);
  for (let at = 0; at < mesh.index.length; at += 3) {
    const [a, b, c] = [0, 1, 2].map((step) => mesh.index[at + step] as number) as [number, number, number];
    const [p, q, r] = [point(a), point(b), point(c)] as [number[], number[], number[]];
    const [u, v] = [q.map((part, k) => part - (p[k] as number)), r.map((part, k) => part - (p[k] as number))];
    const cross = [0, 1, 2].map(
      (k) =>
        (u[(k + 1) % 3] as number) * (v[(k + 2) % 3] as number) -
        (u[(k + 2) % 3] as number) * (v[(k + 1) % 3] as number),
    );
    const normal = [0, 1, 2].map((part) => mesh.shape[a * 4 + part] as number);
    outward &&= cross.reduce((sum, part, k) => sum + part * (normal[k] as number), 0) > 0;
    const key = normal.map(Math.sign).join();
    byWay[key] = (byWay[key] ?? 0) + Math.hypot(...cross) / 2;
  }
  return { byWay, outward };
}

describe("cubes", () => {
  test("a lawn as large as a chunk is one face on top and one on each side", () => {
    const grid = new Grid(32, 32, 8);
    grid.fill({ ...grid.box, z1: 0 }, 16);
    const { solid, triangles } = meshed(grid);
    // Its sides touch the plate, where it is darker: they are still one face each.
    expect(triangles).toBe(10);
    expect(areas(solid)).toEqual({
      byWay: { "0,0,1": 1024, "1,0,0": 32, "-1,0,0": 32, "0,1,0": 32, "0,-1,0": 32 },
      outward: true,
    });
  });

  test("nothing is drawn between two chunks, nor under the quarter", () => {
    const grid = new Grid(64, 32, 8);
    grid.fill({ ...grid.box, z1: 2 }, 16);
    expect(areas(meshed(grid, 0).solid).byWay["1,0,0"]).toBeUndefined();
    expect(areas(meshed(grid, 1).solid).byWay["1,0,0"]).toBe(96);
    expect(areas(meshed(grid, 0).solid).byWay["0,0,-1"]).toBeUndefined();
  });

  test.each([1, 2, 3])(
    "any heap of cubes shows exactly the faces that are open, all of them outward (chance %i)",
    (seed) => {
      const chance = chances(seed);
      const grid = new Grid(40, 33, 9);
      for (let time = 0; time < 900; time++) {
        const [x0, y0, z0] = [Math.floor(chance() * 40), Math.floor(chance() * 33), Math.floor(chance() * 8)];
        grid.fill(
          { x0, y0, z0, x1: x0 + 2, y1: y0 + 1, z1: z0 },
          FULL[Math.floor(chance() * FULL.length)] ?? 16,
        );
      }
      for (let chunk = 0; chunk < grid.chunks.length; chunk++) {
        const { byWay, outward } = areas(meshed(grid, chunk).solid);
        expect(byWay).toEqual(openFaces(grid, chunk));
        expect(outward).toBe(true);
      }
    },
  );

  test("a corner between walls is darker than an open one", () => {
    const grid = new Grid(32, 32, 8);
    grid.fill({ ...grid.box, z1: 0 }, 16);
    grid.fill({ x0: 10, y0: 10, z0: 1, x1: 12, y1: 12, z1: 3 }, 40);
    const { solid } = meshed(grid);
    const lights = new Set([...(solid?.tint ?? [])].filter((_, at) => at % 4 === 3));
    expect(lights.has(CORNER_LIGHT[3])).toBe(true);
    expect(lights.size).toBeGreaterThan(1);
    const bare = new Grid(32, 32, 8);
    bare.fill({ ...bare.box, z1: 0 }, 16);
    const top = meshed(bare).solid as Mesh;
    for (let vertex = 0; vertex < 4; vertex++)
      if (top.shape[vertex * 4 + 2] === 127) expect(top.tint[vertex * 4 + 3]).toBe(255);
  });

  test("faces of different blocks are never joined", () => {
    const grid = new Grid(32, 32, 8);
    grid.fill({ ...grid.box, z1: 0 }, 16);
    grid.fill({ ...grid.box, x1: 15, z1: 0 }, 3);
    const { solid } = meshed(grid);
    expect(areas(solid).byWay["0,0,1"]).toBe(1024);
    expect((solid as Mesh).index.length / 3).toBe(16);
  });
});

describe("walls", () => {
  test("carry where they begin, how long they run and how many storeys fit", () => {
    const grid = new Grid(32, 32, 16);
    grid.fill({ ...grid.box, z1: 0 }, 16);
    grid.fill({ x0: 4, y0: 6, z0: 1, x1: 13, y1: 11, z1: 6 }, 40);
    const solid = meshed(grid).solid as Mesh;
    const runs = new Set<string>();
    for (let vertex = 0; vertex * 4 < solid.place.length; vertex++)
      if ((solid.shape[vertex * 4 + 3] as number) >= PATTERN.wall)
        runs.add(
          [
            solid.shape[vertex * 4],
            solid.shape[vertex * 4 + 1],
            ...solid.wall.subarray(vertex * 4, vertex * 4 + 4),
          ].join(),
        );
    expect([...runs].sort()).toEqual([
      "-127,0,1,6,6,2",
      "0,-127,1,4,10,2",
      "0,127,1,4,10,2",
      "127,0,1,6,6,2",
    ]);
  });

  test("of one building share its tone", () => {
    const grid = new Grid(32, 32, 8);
    grid.fill({ x0: 4, y0: 6, z0: 0, x1: 8, y1: 11, z1: 3 }, 40);
    const plain = meshChunk(padChunk(grid, 0, new Uint16Array(1024).fill(32 << 8)), tables).solid as Mesh;
    const light = meshChunk(padChunk(grid, 0, new Uint16Array(1024).fill(60 << 8)), tables).solid as Mesh;
    expect(plain.tint[0]).toBe(0xe3);
    expect(light.tint[1]).toBeGreaterThan(plain.tint[1] as number);
  });
});

describe("water, leaves and small things", () => {
  test("water lies a little lower than its banks and has its own mesh", () => {
    const grid = new Grid(32, 32, 8);
    grid.fill({ ...grid.box, z1: 0 }, 1);
    grid.fill({ ...grid.box, z0: 1, z1: 1 }, 16);
    grid.fill({ x0: 5, y0: 5, z0: 1, x1: 14, y1: 14, z1: 1 }, 30);
    const { solid, water } = meshed(grid);
    expect(areas(water)).toEqual({ byWay: { "0,0,1": 100 }, outward: true });
    const levels = new Set([...(water as Mesh).place].filter((_, at) => at % 4 === 2));
    expect([...levels]).toEqual([2 * SCALE - 4]);
    // The banks are seen, the ground under the water is not.
    expect(areas(solid).byWay["1,0,0"]).toBe(10 + 64);
    expect(areas(solid).byWay["0,0,1"]).toBe(1024 - 100);
  });

  test("a crown over the border of two chunks has no gap: both put shared corners at the same place", () => {
    const grid = new Grid(64, 32, 12);
    grid.fill({ x0: 29, y0: 10, z0: 3, x1: 35, y1: 15, z1: 7 }, 32);
    const border = (chunk: number, x: number) => {
      const mesh = meshed(grid, chunk).solid as Mesh;
      const out = new Set<string>();
      for (let vertex = 0; vertex * 4 < mesh.place.length; vertex++) {
        const [px, py, pz] = mesh.place.subarray(vertex * 4, vertex * 4 + 3) as unknown as [
          number,
          number,
          number,
        ];
        if (Math.abs(px - x * SCALE) < SCALE / 2) out.add([px - x * SCALE, py, pz].join());
      }
      return [...out].sort();
    };
    expect(border(0, 32)).toEqual(border(1, 0));
    expect(border(1, 0).length).toBeGreaterThan(10);
  });

  test("a trunk inside a crown is not drawn, the bare part of it is one bar", () => {
    const bare = new Grid(32, 32, 12);
    bare.fill({ x0: 10, y0: 10, z0: 0, x1: 10, y1: 10, z1: 4 }, 31);
    expect(meshed(bare).triangles).toBe(10);
    const crowned = new Grid(32, 32, 12);
    crowned.fill({ x0: 9, y0: 9, z0: 2, x1: 11, y1: 11, z1: 4 }, 32);
    const alone = meshed(crowned).triangles;
    crowned.fill({ x0: 10, y0: 10, z0: 0, x1: 10, y1: 10, z1: 4 }, 31);
    expect(meshed(crowned).triangles).toBe(alone + 10);
  });

  test("a lamp has its light only on top", () => {
    const grid = new Grid(32, 32, 12);
    grid.fill({ x0: 3, y0: 3, z0: 0, x1: 3, y1: 3, z1: 3 }, 73);
    const mesh = meshed(grid).solid as Mesh;
    const glow = [...mesh.shape].filter((value, at) => at % 4 === 3 && value === PATTERN.glow).length;
    expect(glow).toBe(24);
  });

  test("every block of the palette but air can be drawn", () => {
    for (const { id, kind } of palette()) {
      const grid = new Grid(32, 32, 8);
      grid.fill({ x0: 3, y0: 3, z0: 1, x1: 4, y1: 4, z1: 2 }, id);
      expect(meshed(grid).triangles > 0).toBe(kind !== "air");
    }
  });
});

/** Counts the open faces of a chunk by direction the plainest way there is. */
function openFaces(grid: Grid, chunk: number): Record<string, number> {
  const out: Record<string, number> = {};
  const { x0, y0, x1, y1 } = grid.chunkBox(chunk);
  const ways = [
    [1, 0, 0],
    [-1, 0, 0],
    [0, 1, 0],
    [0, -1, 0],
    [0, 0, 1],
    [0, 0, -1],
  ] as const;
  for (let z = 0; z < grid.nz; z++)
    for (let y = y0; y <= y1; y++)
      for (let x = x0; x <= x1; x++) {
        const open = grid.get(x, y, z)
          ? ways.filter(([dx, dy, dz]) => z + dz >= 0 && !grid.get(x + dx, y + dy, z + dz))
          : [];
        for (const way of open) out[way.join()] = (out[way.join()] ?? 0) + 1;
      }
  return out;
}
