/**
 * The block builder. It starts from `<section id="builder">`, whose content is good without script, and from
 * `<script id="builder-config" type="application/json">` (types.ts, Config).
 */
import "../styles/builder.css";
import { readConfig } from "./config";
import { Engine } from "./engine";
import { EXTRAS } from "./extras";
import { type Frame, makeFrame, showFault, showState } from "./frame";
import { fetchBase, readPalette } from "./ground";
import { Keys } from "./keys";
import { PaletteBar } from "./palette-bar";
import { NoPictureError } from "./scene";
import { Toolbar } from "./toolbar";
import type { Config } from "./types";
import { Views } from "./views";

/** The page's other parts lie under the builder: they must not be reached by Tab. */
function setAside(root: HTMLElement): void {
  for (const other of document.querySelectorAll<HTMLElement>(".site-head, .site-foot, .skip"))
    if (!other.contains(root)) other.inert = true;
  document.documentElement.classList.add("has-builder");
}

/** Takes the painted picture away, softly where things may move. */
function uncover(cover: HTMLElement): void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    cover.remove();
    return;
  }
  cover.inert = true;
  cover.style.pointerEvents = "none";
  const fade = cover.animate([{ opacity: 1 }, { opacity: 0 }], { duration: 280, fill: "forwards" });
  fade.onfinish = () => cover.remove();
}

/** Waits for something, but not longer than so many milliseconds. */
function within(milliseconds: number, wanted: Promise<unknown> | undefined): Promise<unknown> {
  return Promise.race([wanted, new Promise((done) => setTimeout(done, milliseconds))]);
}

/** Waits until the painted picture is on the screen: drawing in 3D begins with work that lets no other picture through. */
async function seen(cover: HTMLElement): Promise<void> {
  const shown = [...cover.querySelectorAll("img")].filter((one) => one.offsetParent !== null);
  await Promise.all(shown.map((one) => one.decode().catch(() => undefined)));
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
}

async function load(root: HTMLElement, config: Config, frame: Frame): Promise<Engine> {
  const lettering = document.fonts?.load('650 40px "Bricolage Grotesque"').catch(() => undefined);
  const [blocks, base] = await Promise.all([
    readPalette(config.palette),
    fetchBase(config.base, (share) => {
      frame.bar.value = 0.3 * share;
    }),
    within(700, lettering),
    within(500, seen(frame.loading)),
  ]);
  frame.bar.value = 0.35;
  return new Engine(root, frame.canvas, config, blocks, base);
}

function furnish(engine: Engine, frame: Frame): void {
  const { bus, config } = engine;
  const help = () => frame.help.showModal();
  new Toolbar(engine, frame.dock);
  const bar = new PaletteBar(engine, frame.palette);
  new Views(engine, frame.views, help);
  new Keys(engine, bar, help);
  let waiting = 0;
  const state = () => {
    showState(frame, config, engine.state, waiting);
    engine.root.classList.toggle("builder--looking", !engine.mayBuild());
  };
  bus.on("tool", (tool) => {
    engine.root.dataset.tool = tool;
  });
  bus.on("link", state);
  bus.on("hello", state);
  bus.on("waiting", (count) => {
    waiting = count;
    state();
  });
  bus.on("progress", (share) => {
    frame.bar.value = share;
  });
  bus.on("ready", () => {
    uncover(frame.loading);
    engine.root.dataset.ready = "true";
    for (const extra of EXTRAS) extra(engine);
  });
  state();
}

async function begin(root: HTMLElement): Promise<void> {
  const config = readConfig(JSON.parse(document.getElementById("builder-config")?.textContent ?? "null"));
  setAside(root);
  try {
    const frame = makeFrame(root, config);
    const engine = await load(root, config, frame);
    furnish(engine, frame);
    // For tests, and for whoever wants to look inside.
    (root as HTMLElement & { builder?: Engine }).builder = engine;
    await engine.start();
  } catch (error) {
    if (error instanceof NoPictureError) showFault(root, config, "no_picture", "no_picture_text");
    else {
      showFault(root, config, "broken", "broken_text");
      throw error;
    }
  }
}

const section = document.getElementById("builder");
if (section) void begin(section);
