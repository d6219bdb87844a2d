/** Keeps the shown stations' values: asks for the latest every half minute, or for a stretch of time to go through. */
import type { Unit } from "../../shared/units";
import type { Config, Layer } from "./config";
import type { Legend } from "./legend";
import type { Shown } from "./style/data";
import { askFor, type Frames, type Mark, marksAt, readFrames, type Step } from "./values";
import { stepOf } from "./ways";

const EVERY = 30_000;

/** Where values are drawn. */
export interface Canvas {
  setMarks(layer: Layer, marks: readonly Drawn[], unit: Unit): void;
}

/** A station's value with the step of its colour: -2 when its class is switched off. */
export interface Drawn extends Mark {
  step: number;
}

export interface Times {
  step: Step;
  times: string[];
  labels: string[];
}

/** Turns values into steps of colour; a class that is off gets -2. */
export function drawnMarks(frames: Frames, at: number, hidden: ReadonlySet<string>): Drawn[] {
  const many = frames.breaks.length + 1;
  return marksAt(frames, at).map((mark) => ({
    ...mark,
    step: hidden.has(String(mark.place)) ? -2 : stepOf(mark.place, many),
  }));
}

export class SeriesKeeper {
  readonly #layers: Layer[];
  readonly #shown: ReadonlyMap<string, Shown>;
  readonly #legend: Legend;
  readonly #frames = new Map<string, { key: string; frames: Frames }>();
  #canvas: Canvas | null = null;
  #time: { step: Step; day: string; at: string } | null = null;
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor(config: Config, shown: ReadonlyMap<string, Shown>, legend: Legend) {
    this.#layers = config.layers.filter((layer) => layer.series);
    this.#shown = shown;
    this.#legend = legend;
  }

  /** What a layer's legend says now: its breaks, and of when its values are. */
  told(layer: Layer): { breaks: readonly number[]; when: string } {
    const frames = this.#frames.get(layer.id)?.frames;
    if (!frames) return { breaks: [], when: "" };
    const at = frames.step === "live" ? 0 : frames.times.indexOf(this.#time?.at ?? "");
    return { breaks: frames.breaks, when: frames.labels[at] ?? "" };
  }

  /** Begins to ask and to draw. */
  start(canvas: Canvas): void {
    this.#canvas = canvas;
    if (this.#layers.length === 0) return;
    for (const layer of this.#layers) void this.refresh(layer);
    this.#clock = setInterval(() => {
      if (document.visibilityState === "visible" && !this.#time) this.#poll();
    }, EVERY);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && !this.#time) this.#poll();
    });
  }

  stop(): void {
    clearInterval(this.#clock);
  }

  /** The layers with values that are shown now. */
  active(): Layer[] {
    return this.#layers.filter((layer) => this.#shown.get(layer.id)?.on);
  }

  /** The time that the slider shows; null means now. */
  get time(): { step: Step; at: string } | null {
    return this.#time && { step: this.#time.step, at: this.#time.at };
  }

  /** Goes to a step of time on a day and gives the times there are; the stations keep their values until they came. */
  async go(step: Step, day: string, at?: string): Promise<Times | null> {
    this.#time = { step, day, at: at ?? "" };
    const all = await Promise.all(this.active().map((layer) => this.#load(layer)));
    const first = all.find((one) => one && one.times.length > 0);
    if (!first || !this.#time) return null;
    const times = step === "year" ? union(all) : first;
    if (!times.times.includes(this.#time.at)) this.#time.at = times.times.at(-1) ?? "";
    this.#drawAll();
    return { step, times: times.times, labels: times.labels };
  }

  /** Shows one of the loaded times. */
  show(at: string): void {
    if (!this.#time) return;
    this.#time.at = at;
    this.#drawAll();
  }

  /** Goes back to now. */
  async live(): Promise<void> {
    this.#time = null;
    await this.#poll();
  }

  /** Draws a layer anew after its ticks changed; asks when it was not shown before or another measure is wanted. */
  async refresh(layer: Layer): Promise<void> {
    if (!layer.series || !this.#canvas) return;
    if (!this.#shown.get(layer.id)?.on) {
      this.#canvas.setMarks(layer, [], {});
      return;
    }
    await this.#load(layer);
    this.#draw(layer);
  }

  async #poll(): Promise<void> {
    await Promise.all(
      this.active().map(async (layer) => {
        await this.#load(layer, true);
        this.#draw(layer);
      }),
    );
  }

  async #load(layer: Layer, anew = false): Promise<Frames | null> {
    if (!layer.series) return null;
    const measure = this.#shown.get(layer.id)?.measure ?? 0;
    const steps = layer.series.measures[measure]?.steps ?? [];
    const step = this.#time && steps.includes(this.#time.step) ? this.#time.step : "live";
    const key = askFor(layer.series, measure, step, step === "live" ? undefined : this.#time?.day);
    const kept = this.#frames.get(layer.id);
    if (kept?.key === key && !anew) return kept.frames;
    try {
      const answer = await fetch(key, { headers: { accept: "application/json" } });
      if (!answer.ok) return null;
      const frames = readFrames(await answer.json());
      this.#frames.set(layer.id, { key, frames });
      return frames;
    } catch {
      return kept?.frames ?? null;
    }
  }

  #drawAll(): void {
    for (const layer of this.active()) this.#draw(layer);
  }

  #draw(layer: Layer): void {
    const frames = this.#frames.get(layer.id)?.frames;
    const shown = this.#shown.get(layer.id);
    if (!frames || !shown?.on) return;
    const live = frames.step === "live";
    const at = live ? 0 : frames.times.indexOf(this.#time?.at ?? "");
    this.#canvas?.setMarks(
      layer,
      drawnMarks(frames, at, shown.hidden),
      layer.series?.measures[shown.measure] ?? {},
    );
    const fresh = live && isFresh(frames.times[0]);
    this.#legend.explain(layer, { breaks: frames.breaks, when: frames.labels[at] ?? "", live: fresh });
  }
}

/** Values are "live" when the newest is from the last two hours. */
function isFresh(time: string | undefined): boolean {
  return time !== undefined && Math.abs(Date.now() - new Date(time).getTime()) < 2 * 3_600_000;
}

/** All times of several layers in order, for years that differ. */
function union(all: readonly (Frames | null)[]): { times: string[]; labels: string[] } {
  const found = new Map<string, string>();
  for (const one of all) {
    for (const [n, time] of (one?.times ?? []).entries()) found.set(time, one?.labels[n] ?? time);
  }
  const times = [...found.keys()].sort();
  return { times, labels: times.map((time) => found.get(time) ?? time) };
}
