import { rgb } from "./mesh-tables";
import type { Block, Box, Fill, Place } from "./types";

interface Cube {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly colour: string;
}

/** Draws blocks as small isometric pictures, seen from the south-east as everywhere in the town. */
export function drawCubes(canvas: HTMLCanvasElement, cubes: readonly Cube[]): void {
  const context = canvas.getContext("2d");
  if (!context || !cubes.length) return;
  const flat = (cube: Cube) => ({ u: cube.x + cube.y, v: (cube.y - cube.x) / 2 + cube.z });
  const us = cubes.map((cube) => flat(cube).u);
  const vs = cubes.map((cube) => flat(cube).v);
  const [left, right] = [Math.min(...us), Math.max(...us) + 2];
  const [low, high] = [Math.min(...vs) - 0.5, Math.max(...vs) + 1.5];
  const size = Math.min(canvas.width / (right - left) / 0.87, canvas.height / (high - low));
  const [wide, half] = [size * 0.87, size / 2];
  const x0 = (canvas.width - (right - left) * wide) / 2 - left * wide;
  const y0 = (canvas.height + (high - low) * size) / 2 + low * size;
  const far = (cube: Cube) => cube.y - cube.x + -cube.z * 0.001;
  for (const cube of [...cubes].sort((a, b) => far(b) - far(a) || a.z - b.z)) {
    const { u, v } = flat(cube);
    face(context, x0 + u * wide, y0 - v * size, wide, half, size, cube.colour);
  }
}

/** Three faces of a cube whose western corner lies at (x, y): light on top, middling to the right, dark to the left. */
function face(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  wide: number,
  half: number,
  size: number,
  colour: string,
): void {
  const draw = (light: number, points: readonly (readonly [number, number])[]) => {
    context.fillStyle = shade(colour, light);
    context.strokeStyle = context.fillStyle;
    context.lineWidth = 0.6;
    context.beginPath();
    for (const [px, py] of points) context.lineTo(px, py);
    context.closePath();
    context.fill();
    context.stroke();
  };
  const top = y - size;
  draw(1.08, [
    [x, top],
    [x + wide, top - half],
    [x + 2 * wide, top],
    [x + wide, top + half],
  ]);
  draw(0.74, [
    [x, top],
    [x + wide, top + half],
    [x + wide, y + half],
    [x, y],
  ]);
  draw(0.9, [
    [x + 2 * wide, top],
    [x + wide, top + half],
    [x + wide, y + half],
    [x + 2 * wide, y],
  ]);
}

function shade(colour: string, light: number): string {
  return `rgb(${rgb(colour)
    .map((part) => Math.min(255, Math.round(part * light)))
    .join(" ")})`;
}

/** Gives the cubes that show a block: flat ground, leaves a little rounder, everything else a cube. */
export function cubesOf(block: Block): Cube[] {
  return [{ x: 0, y: 0, z: 0, colour: block.colour }];
}

/** Gives the cubes of fills that can be seen from the south-east; the ground lies under them. */
export function cubesOfFills(fills: readonly Fill[], colourOf: (block: number) => string): Cube[] {
  const all = new Map<string, Cube>();
  for (const { box, block } of fills)
    for (const { x, y, z } of cellsOf(box)) {
      if (block) all.set(`${x},${y},${z}`, { x, y, z, colour: colourOf(block) });
      else all.delete(`${x},${y},${z}`);
    }
  const has = (x: number, y: number, z: number) => all.has(`${x},${y},${z}`);
  return [...all.values()].filter(
    ({ x, y, z }) => !has(x, y, z + 1) || !has(x + 1, y, z) || !has(x, y - 1, z),
  );
}

function* cellsOf(box: Box): Iterable<Place> {
  for (let z = box.z0; z <= box.z1; z++)
    for (let y = box.y0; y <= box.y1; y++) for (let x = box.x0; x <= box.x1; x++) yield { x, y, z };
}
