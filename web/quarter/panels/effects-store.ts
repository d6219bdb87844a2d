import type { Engine } from "../engine";
import { type Definition, type Reading, readValues } from "./effects";
import type { More } from "./more";

/** What is known of the design's effects, from the room or from the page. */
export class EffectsStore {
  definitions: readonly Definition[];
  readonly readings = new Map<string, Reading>();
  private readonly listeners: ((defined: boolean) => void)[] = [];

  constructor(engine: Engine, more: More) {
    this.definitions = more.effects;
    if (more.values) this.take(more.values);
    engine.bus.on("hello", ({ effects }) => {
      if (effects.length) this.definitions = effects as Definition[];
      this.tell(true);
    });
    engine.bus.on("effects", (message) => {
      this.take(message);
      this.tell(false);
    });
  }

  /** Calls back after each change; `defined` says that the definitions may be others. */
  on(listener: (defined: boolean) => void): void {
    this.listeners.push(listener);
    listener(true);
  }

  private take(message: Readonly<Record<string, unknown>>): void {
    for (const one of readValues(message.values)) this.readings.set(one.key, one);
  }

  private tell(defined: boolean): void {
    for (const listener of this.listeners) listener(defined);
  }
}
