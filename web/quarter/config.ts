import { pageLanguage } from "../shared/dom";
import type { Config } from "./types";

/** What a page may leave out. */
const USUAL = { socket: null, snapshot: null, town: "", role: "viewer", urls: {} } as const;

/** Reads the page's config; what may be left out gets its usual value. Raises TypeError when base or palette are missing. */
export function readConfig(given: unknown): Config {
  const raw = (given ?? {}) as Partial<Config>;
  if (typeof raw.base !== "string" || !raw.palette)
    throw new TypeError("the builder's config names no base or palette");
  const { slug = "", title = "", north = 0 }: Partial<Config["quarter"]> = raw.quarter ?? {};
  const known = Object.fromEntries(
    Object.entries(raw).filter(([, value]) => value !== null && value !== undefined),
  );
  return {
    ...USUAL,
    ...(known as Pick<Config, "base" | "palette">),
    variant: String(raw.variant ?? ""),
    quarter: { slug, title, north: Number(north) || 0 },
    language: raw.language === "en" || raw.language === "de" ? raw.language : pageLanguage(),
    easy: raw.easy === true,
    quality: raw.quality === "full" ? "full" : "auto",
  };
}
