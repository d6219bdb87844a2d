import { describe, expect, it } from "vitest";
import { kindOf, mayKeep, surplus } from "./keep";

const OWN = "https://town.example";
const kind = (path: string, mode = "navigate", method = "GET") =>
  kindOf(method, new URL(path, OWN), OWN, mode);

describe("what is kept", () => {
  it("takes pages from the network and built files from the store", () => {
    expect(kind("/")).toBe("page");
    expect(kind("/datasets/radverkehr/?period=week")).toBe("page");
    expect(kind("/assets/main-abc.js", "cors")).toBe("file");
    expect(kind("/town.css", "no-cors")).toBe("page");
  });

  it.each([
    "/office/",
    "/office/add/",
    "/sign-in/",
    "/sign-out/",
    "/i18n/setlang/",
    "/embed/map/",
    "/-/health",
    "/download/a.csv",
  ])("never touches %s", (path) => {
    expect(kind(path)).toBe("none");
  });

  it("touches neither forms, nor tiles, nor other servers", () => {
    expect(kind("/datasets/", "navigate", "POST")).toBe("none");
    expect(kind("/tiles/base/1/2/3.mvt", "cors")).toBe("none");
    expect(kind("/map/values/rad/", "cors")).toBe("none");
    expect(kindOf("GET", new URL("https://elsewhere.example/"), OWN, "navigate")).toBe("none");
  });

  it("keeps whole answers of our own that are nobody's", () => {
    const answer = (control: string, status = 200, type = "basic", redirected = false) =>
      ({
        status,
        type,
        redirected,
        headers: new Headers(control ? { "cache-control": control } : {}),
      }) as Response;
    expect(mayKeep(answer(""))).toBe(true);
    expect(mayKeep(answer("public, max-age=60"))).toBe(true);
    expect(mayKeep(answer("private"))).toBe(false);
    expect(mayKeep(answer("no-store"))).toBe(false);
    expect(mayKeep(answer("", 404))).toBe(false);
    expect(mayKeep(answer("", 200, "opaque"))).toBe(false);
    expect(mayKeep(answer("", 200, "basic", true))).toBe(false);
  });

  it("lets the oldest go first", () => {
    expect(surplus([1, 2, 3, 4], 3)).toEqual([1]);
    expect(surplus([1, 2], 3)).toEqual([]);
  });
});
