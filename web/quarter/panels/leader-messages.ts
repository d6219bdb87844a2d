/** What a leader may wish, as the server reads it (quarter/live/leading.py): pure. */
import type { Box, Person } from "../types";

export interface Wish {
  readonly type: "leader";
  readonly do: string;
  readonly [more: string]: unknown;
}

export const WISHES = {
  mute: (person: number): Wish => ({ type: "leader", do: "mute", participant: person }),
  unmute: (person: number): Wish => ({ type: "leader", do: "unmute", participant: person }),
  undo: (person: number): Wish => ({ type: "leader", do: "undo", participant: person, since: 0 }),
  lock: (box: Box): Wish => ({ type: "leader", do: "lock", box: plain(box) }),
  unlock: (box: Box | null): Wish =>
    box ? { type: "leader", do: "unlock", box: plain(box) } : { type: "leader", do: "unlock" },
  task: (text: string): Wish => ({ type: "leader", do: "task", text: text.trim() }),
  freeze: (): Wish => ({ type: "leader", do: "freeze" }),
  go: (): Wish => ({ type: "leader", do: "go" }),
  timer: (opens: number | null, ends: number | null): Wish => ({ type: "leader", do: "timer", opens, ends }),
  invite: (): Wish => ({ type: "leader", do: "invite" }),
} as const;

function plain({ x0, y0, z0, x1, y1, z1 }: Box): Box {
  return { x0, y0, z0, x1, y1, z1 };
}

/** Gives when time ends if it is to end in so many minutes; null for no end. Nothing sensible is null too. */
export function endsIn(minutes: number, now: number): number | null {
  if (!Number.isFinite(minutes) || minutes <= 0) return null;
  return now + Math.min(minutes, 60 * 24 * 30) * 60_000;
}

/** Gives the people by their groups: oneself first in one's own, leaders in none; groups in their order. */
export function byGroup(people: readonly Person[], me: number): [group: number | null, people: Person[]][] {
  const groups = new Map<number | null, Person[]>();
  for (const one of people) {
    const group = one.leader ? null : (one.group ?? null);
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  const rank = (one: Person) => (one.id === me ? 0 : one.leader ? 1 : 2);
  return [...groups]
    .sort(([one], [two]) => (one ?? 0) - (two ?? 0))
    .map(([group, all]) => [
      group,
      [...all].sort((one, two) => rank(one) - rank(two) || one.name.localeCompare(two.name)),
    ]);
}
