/** What is kept for reading without a network, and what never is. Pure, so that it can be tested. */

/** Pages that are kept; the oldest goes first. */
export const MOST_PAGES = 40;
export const MOST_FILES = 120;

/** Paths that belong to signed-in people, to other programs, or to frames on other sites. */
const NEVER = [
  "/office/",
  "/sign-in/",
  "/sign-out/",
  "/i18n/",
  "/-/",
  "/embed/",
  "/features",
  "/tiles",
  "/sta",
  "/catalogue",
  "/download",
  "/media/",
  "/static/",
];

export type Kind = "page" | "file" | "none";

/** Tells how a request is answered: a page (network first), a built file (kept for good), or not touched at all. */
export function kindOf(method: string, address: URL, own: string, mode: string): Kind {
  if (method !== "GET" || address.origin !== own || NEVER.some((path) => address.pathname.startsWith(path))) {
    return "none";
  }
  if (mode === "navigate") return "page";
  if (address.pathname.startsWith("/assets/")) return "file";
  return address.pathname === "/town.css" ? "page" : "none";
}

/** Tells whether an answer may be kept: whole, our own, and not marked as somebody's. */
export function mayKeep(answer: Response): boolean {
  const control = answer.headers.get("cache-control") ?? "";
  return (
    answer.status === 200 &&
    answer.type === "basic" &&
    !answer.redirected &&
    !/private|no-store/.test(control)
  );
}

/** Gives which of the kept addresses must go, the oldest first. */
export function surplus<T>(kept: readonly T[], most: number): T[] {
  return kept.slice(0, Math.max(0, kept.length - most));
}
