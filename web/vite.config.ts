import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const here = import.meta.dirname ?? resolve(".");

// Each entry is a name for the template tag `asset`: {% asset "main" %}, {% asset "map" %}.
export default defineConfig(({ command }) => ({
  root: here,
  base: command === "build" ? "/assets/" : "/",
  build: {
    outDir: resolve(here, "../src/stadtkern/town/assets"),
    emptyOutDir: true,
    assetsDir: ".",
    manifest: "manifest.json",
    // A picture inside a stylesheet would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    // MapLibre alone is about 1.1 MB before compression; it is loaded when a map comes into view, never before.
    chunkSizeWarningLimit: 1400,
    rolldownOptions: {
      input: {
        main: resolve(here, "main.ts"),
        offline: resolve(here, "offline/worker.ts"),
        map: resolve(here, "data/map/map.ts"),
        reach: resolve(here, "data/reach/reach.ts"),
        charts: resolve(here, "data/charts/charts.ts"),
        office: resolve(here, "office/office.ts"),
        "office-map": resolve(here, "office/map.ts"),
        builder: resolve(here, "quarter/builder.ts"),
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["**/*.test.ts"],
    exclude: ["node_modules/**"],
  },
}));
