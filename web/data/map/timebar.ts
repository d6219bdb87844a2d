/** The time slider: a step, a day, a handle to drag, and a button that plays it. */
import { icon, make } from "../../shared/dom";
import type { Layer } from "./config";
import type { SeriesKeeper, Times } from "./series";
import { SIGNS } from "./signs";
import type { Texts } from "./texts";
import type { Step } from "./values";

const BEAT = 650;
const CALM_BEAT = 1600;

export interface TimeBar {
  element: HTMLElement;
  /** Opens the bar, at a time if one is said. */
  open(time?: { step: Step; at: string }): Promise<void>;
  close(): void;
  readonly isOpen: boolean;
}

/** The steps that the shown layers can take, and the days that they have values of. */
export function reachOf(
  layers: readonly Layer[],
  measureOf: (layer: Layer) => number,
): { steps: Step[]; first: string; last: string } {
  const steps = new Set<Step>();
  const firsts: string[] = [];
  const lasts: string[] = [];
  for (const layer of layers) {
    if (!layer.series) continue;
    for (const step of layer.series.measures[measureOf(layer)]?.steps ?? []) steps.add(step);
    firsts.push(layer.series.first);
    lasts.push(layer.series.last);
  }
  const order: Step[] = ["hour", "day", "month", "year"];
  return {
    steps: order.filter((step) => steps.has(step)),
    first: firsts.sort()[0] ?? "",
    last: lasts.sort().at(-1) ?? "",
  };
}

/** Makes the bar, closed. `changed` is called whenever another time is shown. */
export function makeTimeBar(
  texts: Texts,
  keeper: SeriesKeeper,
  measureOf: (layer: Layer) => number,
  changed: () => void,
): TimeBar {
  const names: Record<string, string> = {
    hour: texts.stepHour,
    day: texts.stepDay,
    month: texts.stepMonth,
    year: texts.stepYear,
  };
  const step = make("select", { "aria-label": texts.step });
  const day = make("input", { type: "date", "aria-label": texts.day });
  const range = make("input", { type: "range", min: 0, max: 0, step: 1, "aria-label": texts.timeOf });
  const said = make("output", { class: "map-time-said" });
  const button = (label: string, paths: readonly string[], pressed: () => void) => {
    const made = make(
      "button",
      { type: "button", class: "map-card-button", "aria-label": label },
      icon(...paths),
    );
    made.addEventListener("click", pressed);
    return made;
  };
  let times: Times | null = null;
  let beat: ReturnType<typeof setInterval> | undefined;

  const show = (to: number) => {
    if (!times || times.times.length === 0) return;
    const at = Math.min(times.times.length - 1, Math.max(0, to));
    const label = times.labels[at] ?? "";
    range.value = String(at);
    range.setAttribute("aria-valuetext", label);
    said.textContent = label;
    keeper.show(times.times[at] ?? "");
    changed();
  };
  const stop = () => {
    clearInterval(beat);
    beat = undefined;
    play.setAttribute("aria-label", texts.play);
    play.replaceChildren(icon(...SIGNS.play));
  };
  const start = () => {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    play.setAttribute("aria-label", texts.pause);
    play.replaceChildren(icon(...SIGNS.pause));
    if (times && Number(range.value) >= times.times.length - 1) show(0);
    beat = setInterval(
      () => {
        if (!times || Number(range.value) >= times.times.length - 1) stop();
        else show(Number(range.value) + 1);
      },
      calm ? CALM_BEAT : BEAT,
    );
  };
  const play = button(texts.play, SIGNS.play, () => (beat ? stop() : start()));
  const load = async (at?: string) => {
    stop();
    times = await keeper.go(step.value as Step, day.value, at);
    range.max = String(Math.max(0, (times?.times.length ?? 1) - 1));
    range.disabled = !times;
    play.disabled = !times || times.times.length < 2;
    day.hidden = step.value === "year";
    const wanted = times?.times.indexOf(keeper.time?.at ?? "") ?? -1;
    if (times) show(wanted < 0 ? times.times.length - 1 : wanted);
    else said.textContent = texts.noValue;
  };
  const turn = (by: number) => {
    stop();
    show(Number(range.value) + by);
  };
  const element = make(
    "div",
    { class: "map-time", role: "group", "aria-label": texts.time, hidden: true },
    make(
      "div",
      { class: "map-time-row" },
      play,
      button(texts.earlier, SIGNS.left, () => turn(-1)),
      range,
      button(texts.later, SIGNS.right, () => turn(1)),
    ),
    make(
      "div",
      { class: "map-time-row" },
      said,
      step,
      day,
      button(texts.close, SIGNS.cross, () => bar.close()),
    ),
  );
  range.addEventListener("input", () => {
    stop();
    show(Number(range.value));
  });
  step.addEventListener("change", () => void load());
  day.addEventListener("change", () => void load());
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") bar.close();
  });
  const bar: TimeBar = {
    element,
    get isOpen() {
      return !element.hidden;
    },
    open: async (time) => {
      const reach = reachOf(keeper.active(), measureOf);
      if (reach.steps.length === 0) return;
      step.replaceChildren(...reach.steps.map((one) => make("option", { value: one }, names[one] ?? one)));
      if (time && reach.steps.includes(time.step)) step.value = time.step;
      Object.assign(day, { min: reach.first, max: reach.last, value: time?.at.slice(0, 10) ?? reach.last });
      element.hidden = false;
      await load(time?.at);
    },
    close: () => {
      stop();
      element.hidden = true;
      void keeper.live().then(changed);
    },
  };
  return bar;
}
