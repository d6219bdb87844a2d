import type { Box, Fill, Hello, LinkState, Person, Place, Presence, Refusal, Room } from "./types";

/** Everything that happens in the builder, by name. Parts subscribe; nobody calls another part's insides. */
export interface Events {
  /** The picture is there and the builder may be used. */
  ready: undefined;
  /** Share of loading done, 0 to 1. */
  progress: number;
  hello: Hello;
  people: readonly Person[];
  room: Room;
  /** What the server counts: {position, values, cost}. */
  effects: Readonly<Record<string, unknown>>;
  notice: Readonly<Record<string, unknown>>;
  /** Any other JSON message of the server. */
  message: Readonly<Record<string, unknown>>;
  refused: Refusal;
  presence: readonly Presence[];
  link: LinkState;
  /** Blocks that are shown differently now. */
  changed: readonly Box[];
  /** Edits of one's own that wait for the server. */
  waiting: number;
  /** Whether there is something to take back or to do again. */
  history: { readonly undo: boolean; readonly redo: boolean };
  tool: string;
  block: number;
  /** What the tool would do now: blocks and cost; null when it points nowhere. */
  preview: { readonly fills: readonly Fill[]; readonly blocks: number; readonly cost: number } | null;
  /** The block under the pointer or the keyboard's cursor. */
  cursor: Place | null;
  /** The camera moved: where it looks, from which side (radians clockwise from north), how far away. */
  camera: {
    readonly target: Place;
    readonly bearing: number;
    readonly distance: number;
    readonly walking: boolean;
  };
  theme: "light" | "dark";
}

type Listener<T> = (what: T) => void;

/** Tells everyone who asked. A listener that throws does not keep the others from hearing. */
export class Bus {
  private readonly listeners = new Map<keyof Events, Set<Listener<never>>>();

  /** Calls back whenever `name` happens. Gives a function that ends it. */
  on<K extends keyof Events>(name: K, listener: Listener<Events[K]>): () => void {
    const all = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, all.add(listener as Listener<never>));
    return () => all.delete(listener as Listener<never>);
  }

  tell<K extends keyof Events>(name: K, what: Events[K]): void {
    for (const listener of this.listeners.get(name) ?? []) {
      try {
        (listener as Listener<Events[K]>)(what);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
