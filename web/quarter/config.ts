import { pageLanguage } from "../shared/dom";
import type { Config } from "./types";

/** Reads the page's config; what may be left out gets its usual value. Raises TypeError when base or palette are missing. */
export function readConfig(given: unknown): Config {
  const raw = (given ?? {}) as Partial<Config> & Record<string, unknown>;
  if (typeof raw.base !== "string" || !raw.palette)
    throw new TypeError("the builder's config names no base or palette");
  const quarter: Partial<Config["quarter"]> = raw.quarter ?? {};
  return {
    base: raw.base,
    palette: raw.palette,
    socket: raw.socket ?? null,
    snapshot: raw.snapshot ?? null,
    variant: String(raw.variant ?? ""),
    quarter: { slug: quarter.slug ?? "", title: quarter.title ?? "", north: Number(quarter.north) || 0 },
    town: raw.town ?? "",
    language: raw.language === "en" || raw.language === "de" ? raw.language : pageLanguage(),
    easy: raw.easy === true,
    role: raw.role ?? "viewer",
    urls: raw.urls ?? {},
  };
}
