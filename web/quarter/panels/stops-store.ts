/** Camera stops for presenting: pure. */
export type Triple = readonly [x: number, y: number, z: number];

/** What is looked at, from where (metres), and the sentence to it. */
export interface Stop {
  readonly text: string;
  readonly at: Triple;
  readonly eye: Triple;
}

export interface Look {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly bearing: number;
  readonly tilt: number;
  readonly distance: number;
}

export const MOST_STOPS = 12;
export const MOST_SENTENCE = 240;

/** Turns where the camera looks into a stop, rounded to decimetres. */
export function stopOf(look: Look, text: string): Stop {
  const round = (value: number) => Math.round(value * 10) / 10;
  const flat = Math.cos(look.tilt) * look.distance;
  return {
    text: text.trim().slice(0, MOST_SENTENCE),
    at: [round(look.x), round(look.y), round(look.z)],
    eye: [
      round(look.x - Math.sin(look.bearing) * flat),
      round(look.y - Math.cos(look.bearing) * flat),
      round(look.z + Math.sin(look.tilt) * look.distance),
    ],
  };
}

/** Turns a stop back into where the camera looks. */
export function lookOf({ at, eye }: Stop): Look {
  const [dx, dy, dz] = [at[0] - eye[0], at[1] - eye[1], eye[2] - at[2]];
  const flat = Math.hypot(dx, dy);
  return {
    x: at[0],
    y: at[1],
    z: at[2],
    bearing: Math.atan2(dx, dy),
    tilt: Math.atan2(dz, flat),
    distance: Math.max(10, Math.hypot(flat, dz)),
  };
}

/** Moves one stop by some places; where it cannot go it stays. */
export function moved<T>(all: readonly T[], from: number, by: number): T[] {
  const to = from + by;
  const out = [...all];
  const one = out[from];
  if (one === undefined || to < 0 || to >= all.length) return out;
  out.splice(from, 1);
  out.splice(to, 0, one);
  return out;
}

/** Chooses the stops that one begins with: who looks on sees those that were sent, who builds goes on with their own. */
export function firstStops(role: string, kept: readonly Stop[], sent: readonly Stop[]): Stop[] {
  const [first, second] = role === "viewer" ? [sent, kept] : [kept, sent];
  return [...(first.length ? first : second)];
}

/** Reads stops from JSON that may be anything; what is none is left out. */
export function readStops(given: unknown): Stop[] {
  if (!Array.isArray(given)) return [];
  const triple = (value: unknown): value is Triple =>
    Array.isArray(value) &&
    value.length === 3 &&
    value.every((one) => typeof one === "number" && Number.isFinite(one));
  return given
    .flatMap((one: Partial<Stop> | null) =>
      one && triple(one.at) && triple(one.eye)
        ? [{ text: String(one.text ?? ""), at: one.at, eye: one.eye }]
        : [],
    )
    .slice(0, MOST_STOPS);
}
