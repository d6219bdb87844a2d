/** What the builder's parts tell each other: blocks, boxes, entries and the page's config. 1 block = 1 m; x east, y north, z up. */

export type Kind = "air" | "soil" | "surface" | "plant" | "building" | "roof" | "object";
export type Look = "cube" | "water" | "leaves" | "slab" | "post";

/** A row of the palette (blocks/palette.json). */
export interface Block {
  readonly id: number;
  readonly key: string;
  readonly kind: Kind;
  readonly de: string;
  readonly en: string;
  readonly easy: string;
  readonly colour: string;
  readonly cost: number;
  readonly remove: number;
  readonly space?: string;
  readonly walk?: number;
  readonly use?: string;
  readonly storey?: number;
  readonly place?: string;
  readonly look?: Look;
  readonly tree?: "trunk" | "crown";
}

/** Both corners belong to a box. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly z0: number;
  readonly x1: number;
  readonly y1: number;
  readonly z1: number;
}

/** A box and the block that fills it. */
export interface Fill {
  readonly box: Box;
  readonly block: number;
}

/** An entry of the log as the server tells it. */
export interface Entry extends Fill {
  readonly participant: number;
  readonly counter: number;
}

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Where somebody is: half metres, heading in 1/256 of a turn. */
export interface Presence extends Place {
  readonly participant: number;
  readonly heading: number;
  readonly tool: number;
}

export interface Spot {
  readonly kind: string;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

export interface Building {
  readonly number: number;
  readonly name: string;
  readonly use: string;
  readonly storeys: number;
  readonly height: number;
}

export interface Frame {
  readonly epsg: number;
  readonly east: number;
  readonly north: number;
  readonly above_sea: number;
}

export type Language = "de" | "en";
export type Texts = Readonly<Record<Language, string>>;

/** What `json_script` "builder-config" holds. */
export interface Config {
  /** Address of the base's file. */
  readonly base: string;
  /** Address of the palette, or the palette itself. */
  readonly palette: string | { readonly blocks: readonly Block[] };
  /** Address of the room's socket; without one the quarter is only looked at. */
  readonly socket: string | null;
  /** Address of the blocks that differ from the base, for a variant that is only looked at. */
  readonly snapshot: string | null;
  readonly variant: string;
  readonly quarter: { readonly slug: string; readonly title: string; readonly north: number };
  readonly town: string;
  readonly language: Language;
  readonly easy: boolean;
  readonly role: string;
  /** "full" draws everything however long it takes; else a weak device is spared. */
  readonly quality: "auto" | "full";
  readonly urls: Readonly<Record<string, string>>;
}

export interface Person {
  readonly id: number;
  readonly name: string;
  readonly colour: string;
  readonly leader?: boolean;
  readonly muted?: boolean;
  readonly group?: number | null;
}

/** Rules of the room as the server last told them. Unknown members are kept for the parts that know them. */
export interface Room {
  readonly title?: string;
  readonly task?: string;
  readonly frozen?: boolean;
  readonly opens?: number | null;
  readonly ends?: number | null;
  readonly locks?: readonly Box[];
  readonly area?: readonly Box[];
  readonly most_high?: number | null;
  readonly budget?: number | null;
  readonly blocks?: readonly number[];
  readonly [more: string]: unknown;
}

/** The first thing the server says. */
export interface Hello {
  readonly you: Person & { readonly counter: number };
  readonly variant: { readonly id: number | string; readonly name: string };
  readonly position: number;
  readonly room: Room | null;
  readonly people: readonly Person[];
  readonly effects: readonly unknown[];
}

export interface Refusal {
  readonly counter: number;
  readonly code: string;
  readonly de: string;
  readonly en: string;
}

/** Why a builder's line ended for good: another window, no place in a room, another group's design, none at all, closed. */
export type Ending = "elsewhere" | "token" | "strange" | "missing" | "closed";

/** How the builder stands with its room. */
export type LinkState = "connecting" | "live" | "reconnecting" | "offline" | "read-only" | "closed";
