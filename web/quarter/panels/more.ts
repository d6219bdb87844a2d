import type { Definition } from "./effects";

/** What the page's "builder-config" may say beside the engine's own members; everything may be left out. */
export interface More {
  /** Django's token for forms. */
  readonly csrf: string;
  /** Keys of the effects in the strip, in order. */
  readonly strip: readonly string[];
  /** Effects for a design that is only looked at: definitions, and an "effects" message. */
  readonly effects: readonly Definition[];
  readonly values: Readonly<Record<string, unknown>> | null;
  /** Camera stops of a design that was sent in: [{text, at: [x, y, z], eye: [x, y, z]}]. */
  readonly stops: unknown;
  /** What the send-in form begins with. */
  readonly name: string;
}

/** Reads the members of the page's config that only the panels know. */
export function readMore(given: unknown): More {
  const raw = (given && typeof given === "object" ? given : {}) as Record<string, unknown>;
  const list = (value: unknown) => (Array.isArray(value) ? value : []);
  return {
    csrf: typeof raw.csrf === "string" ? raw.csrf : "",
    strip: list(raw.strip).filter((key): key is string => typeof key === "string"),
    effects: list(raw.effects) as Definition[],
    values: raw.values && typeof raw.values === "object" ? (raw.values as Record<string, unknown>) : null,
    stops: raw.stops ?? null,
    name: typeof raw.name === "string" ? raw.name : "",
  };
}
