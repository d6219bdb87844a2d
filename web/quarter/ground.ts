import { PLAIN } from "./mesher";
import type { Block, Config } from "./types";
import { type Base, readBase } from "./wire";

/**
 * Gives for each column [y, x] the level where a building there begins (lower byte: the lowest of the whole building) and the
 * tone of its colours (upper byte: 0 to 63, the same for the whole building).
 */
export function footOf(base: Base): Uint16Array {
  const lowest = new Map<number, number>();
  base.building.forEach((number, at) => {
    if (number) lowest.set(number, Math.min(lowest.get(number) ?? 255, (base.ground[at] as number) + 1));
  });
  return Uint16Array.from(base.ground, (ground, at) => {
    const number = base.building[at] as number;
    const tone = number ? Math.imul(number, 2_654_435_761) >>> 26 : PLAIN;
    return (lowest.get(number) ?? ground + 1) | (tone << 8);
  });
}

/** Gives the palette, fetched where the config names its address. Raises Error when it cannot be had. */
export async function readPalette(given: Config["palette"]): Promise<readonly Block[]> {
  if (typeof given !== "string") return given.blocks;
  const answer = await fetch(given);
  if (!answer.ok) throw new Error(`${answer.status} ${given}`);
  return (await answer.json()).blocks;
}

/** Fetches a base. `progress` is told how much has come, 0 to 1. Raises Error when it cannot be had. */
export async function fetchBase(address: string, progress: (share: number) => void): Promise<Base> {
  const answer = await fetch(address);
  if (!answer.ok || !answer.body) throw new Error(`${answer.status} ${address}`);
  const length = Number(answer.headers.get("content-length")) || 120_000;
  const parts: Uint8Array[] = [];
  let have = 0;
  const reader = answer.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    have += part.value.length;
    progress(Math.min(1, have / length));
  }
  const data = new Uint8Array(have);
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return readBase(data);
}
