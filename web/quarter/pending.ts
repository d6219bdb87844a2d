import type { Fill } from "./types";

/** An edit or undo of one's own that the server has not answered yet. */
export interface Pending {
  readonly counter: number;
  /** What is shown in the meantime. */
  readonly fills: readonly Fill[];
  /** The counter that is taken back; null for an edit, whose one fill is what is sent. */
  readonly target: number | null;
}

/** What is kept for a reload: enough to send everything again with the same counters. */
export interface Kept {
  readonly participant: number;
  readonly next: number;
  readonly pending: readonly Pending[];
  /** True when another window of the same person has gone on counting: then what waits needs new counters. */
  readonly apart?: boolean;
}

/** Gives what waits new counters from `first` on, and tells what each old one became. */
export function recount(
  all: readonly Pending[],
  first: number,
): { readonly pending: Pending[]; readonly became: ReadonlyMap<number, number> } {
  const became = new Map(all.map((one, at) => [one.counter, first + at]));
  const pending = all.map((one) => ({
    ...one,
    counter: became.get(one.counter) as number,
    target: one.target === null ? null : (became.get(one.target) ?? one.target),
  }));
  return { pending, became };
}

const WINDOW = "stadtkern-window";

interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Keeps unanswered edits over a reload of the page, one place for each variant and tab. */
export class Keeper {
  constructor(
    private readonly variant: string,
    private readonly store: Store | null = storage("sessionStorage"),
    private readonly shared: Store | null = store && storage("localStorage"),
  ) {}

  /** Takes the variant for this window; true when another window had it since this one did last. */
  claim(): boolean {
    try {
      const mine = this.store?.getItem(WINDOW) ?? Math.random().toString(36).slice(2);
      this.store?.setItem(WINDOW, mine);
      const last = this.shared?.getItem(this.window) ?? mine;
      this.shared?.setItem(this.window, mine);
      return last !== mine;
    } catch {
      return false;
    }
  }

  read(): Kept | null {
    try {
      const kept: unknown = JSON.parse(this.store?.getItem(this.key) ?? "null");
      return isKept(kept) ? kept : null;
    } catch {
      return null;
    }
  }

  write(kept: Kept): void {
    try {
      if (kept.pending.length) this.store?.setItem(this.key, JSON.stringify(kept));
      else this.store?.removeItem(this.key);
    } catch {
      // A full or forbidden store: edits then live as long as the page.
    }
  }

  private get window(): string {
    return `${WINDOW}-${this.variant}`;
  }

  private get key(): string {
    return `stadtkern-edits-${this.variant}`;
  }
}

function isKept(value: unknown): value is Kept {
  const kept = value as Kept | null;
  return (
    typeof kept?.participant === "number" && typeof kept.next === "number" && Array.isArray(kept.pending)
  );
}

function storage(which: "sessionStorage" | "localStorage"): Store | null {
  try {
    return globalThis[which] ?? null;
  } catch {
    return null;
  }
}
