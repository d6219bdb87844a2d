/**
 * The map island. It starts from what the page already holds: `<section class="map" data-map="id">` with anything inside
 * that is good without a map, and `<script id="id" type="application/json">` with the config (config.ts).
 */
import { type Config, readConfig } from "./config";
import { Island } from "./island";

function configOf(section: HTMLElement): Config | null {
  const holder = document.getElementById(section.dataset.map ?? "");
  try {
    return readConfig(JSON.parse(holder?.textContent ?? ""));
  } catch {
    return null;
  }
}

for (const section of document.querySelectorAll<HTMLElement>("[data-map]")) {
  const config = configOf(section);
  if (config) new Island(section, config);
}
