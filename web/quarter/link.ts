import type { Bus } from "./bus";
import type { Pending } from "./pending";
import type { Ending, Hello, LinkState, Person, Refusal, Room } from "./types";
import { readMessage, readSnapshot, writeEdits, writePresence, writeUndo } from "./wire";
import type { World } from "./world";

/** As much of a WebSocket as is needed; tests bring their own. */
export interface Socket {
  binaryType: string;
  readyState: number;
  send(data: string | ArrayBuffer): void;
  close(): void;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
}

const OPEN = 1;
const WAITS = [400, 1000, 2000, 4000, 8000, 15_000];
/** Fewer edits a second than the server takes for a flood, and how many may go at once. */
const EDITS_A_SECOND = 50;
const AT_ONCE = 150;
/** An edit that is not answered for so long means that the line is dead without having said so. */
const PATIENCE = 12_000;
const PRESENCE_EVERY = 200;
/** Close codes after which trying again is of no use: not allowed, gone, room closed. */
const FINAL: Readonly<Record<number, Ending>> = {
  1008: "elsewhere",
  4401: "token",
  4403: "strange",
  4404: "missing",
  4410: "closed",
};

/** What the server's last word is called when coming again is of no use. */
const LAST_WORDS = new Set(["elsewhere", "token", "not-yours", "missing", "closed"]);

export function isEnding(code: unknown): boolean {
  return typeof code === "string" && LAST_WORDS.has(code);
}

/** The line to the room: sends edits in their order, takes what the server tells, and comes back by itself. */
export class Link {
  state: LinkState = "connecting";
  /** Why the line ended for good; null while it is there or comes again by itself. */
  ending: Ending | null = null;
  private socket: Socket | null = null;
  private tries = 0;
  private timer = 0;
  private later = 0;
  private greeted = false;
  private queue: Pending[] = [];
  private allowance = AT_ONCE;
  private counted = performance.now();
  private lastPresence = 0;
  private work: Promise<void> = Promise.resolve();
  private ended = false;
  private parted: number | null = null;

  constructor(
    private readonly address: string,
    private readonly world: World,
    private readonly bus: Bus,
    private readonly make: (address: string) => Socket = (where) => new WebSocket(where) as unknown as Socket,
  ) {}

  start(): void {
    globalThis.addEventListener?.("online", this.hurry);
    globalThis.document?.addEventListener("visibilitychange", this.hurry);
    this.connect();
  }

  /** Comes back although another window has taken the seat; that one ends then. */
  takeOver(): void {
    if (this.ending !== "elsewhere" || this.ended) return;
    this.ending = null;
    this.tries = 0;
    this.change("connecting");
    this.again();
  }

  stop(): void {
    this.ended = true;
    clearTimeout(this.timer);
    clearTimeout(this.later);
    globalThis.removeEventListener?.("online", this.hurry);
    globalThis.document?.removeEventListener("visibilitychange", this.hurry);
    this.socket?.close();
  }

  /** Sends edits as soon as the line is there and the server can take them. */
  send(all: readonly Pending[]): void {
    // Before the greeting nothing is queued: then everything unseen is sent, in order.
    if (this.greeted) this.queue.push(...all);
    this.drain();
  }

  /** Tells the others where one is, at most five times a second. */
  present(x: number, y: number, z: number, heading: number, tool: number): void {
    const now = performance.now();
    if (!this.greeted || this.socket?.readyState !== OPEN || now - this.lastPresence < PRESENCE_EVERY) return;
    this.lastPresence = now;
    this.socket.send(writePresence(x, y, z, heading, tool));
  }

  /** Sends a message as JSON; false when the line is not there. */
  say(message: Readonly<Record<string, unknown>>): boolean {
    // A line that is just closing takes nothing any more, and says nothing of it.
    if (!this.greeted || this.socket?.readyState !== OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  private readonly hurry = () => {
    if (this.state === "live" || this.ended || this.ending || globalThis.document?.hidden) return;
    this.tries = 0;
    this.again();
  };

  private connect(): void {
    const from = new URL(this.address, globalThis.location?.href ?? "http://localhost/");
    from.protocol = from.protocol === "https:" || from.protocol === "wss:" ? "wss:" : "ws:";
    from.searchParams.set("have", String(this.world.position));
    const socket = this.make(from.href);
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onmessage = (event) => {
      // Snapshots unpack in their own time; the order of messages stays.
      this.work = this.work.then(() => this.hear(socket, event.data)).catch(() => this.drop(socket));
    };
    socket.onclose = (event) => this.lost(socket, event.code);
  }

  private drop(socket: Socket): void {
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
    this.lost(socket, 0);
  }

  private lost(socket: Socket, code: number): void {
    if (this.ended || socket !== this.socket) return;
    this.socket = null;
    this.greeted = false;
    this.queue = [];
    const ending = FINAL[code];
    if (ending) {
      // What it said before it closed may still wait to be heard.
      this.work = this.work.then(() => this.end(ending));
      return;
    }
    this.change(this.tries > 2 || globalThis.navigator?.onLine === false ? "offline" : "reconnecting");
    const wait = WAITS[Math.min(this.tries, WAITS.length - 1)] as number;
    this.tries++;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), wait * (0.75 + Math.random() / 2)) as unknown as number;
  }

  private end(ending: Ending): void {
    if (ending === "elsewhere") this.world.part(this.parted);
    this.parted = null;
    this.ending = ending;
    this.change("closed");
  }

  private again(): void {
    clearTimeout(this.timer);
    const old = this.socket;
    this.socket = null;
    this.greeted = false;
    this.queue = [];
    if (old) {
      old.onmessage = null;
      old.onclose = null;
      old.close();
    }
    this.connect();
  }

  private async hear(socket: Socket, data: string | ArrayBuffer): Promise<void> {
    if (typeof data === "string") {
      const message = JSON.parse(data);
      // The last word of a line that is gone by now still counts.
      if (message.code === "elsewhere" && typeof message.counter === "number") this.parted = message.counter;
      if (socket === this.socket) this.hearText(message);
      return;
    }
    if (socket !== this.socket) return;
    const told = readMessage(data);
    if (told.kind === "presence") this.bus.tell("presence", told.people);
    else if (told.kind === "snapshot") {
      const chunks = await readSnapshot(told.packed, this.world.base.grid.nz);
      if (socket === this.socket) this.world.reset(told.position, chunks);
    } else if (!this.world.apply(told.position, told.entries)) this.drop(socket);
  }

  private hearText(message: { type?: string } & Record<string, unknown>): void {
    if (message.type === "hello") this.greet(message as unknown as Hello);
    else if (message.type === "refused") {
      const last = Number(message.counter);
      this.world.refused(last, Number(message.from ?? last));
      this.bus.tell("refused", message as unknown as Refusal);
    } else if (message.type === "people") this.bus.tell("people", (message.people ?? []) as Person[]);
    else if (message.type === "room") this.bus.tell("room", (message.room ?? message) as Room);
    else if (message.type === "effects") this.bus.tell("effects", message);
    else if (message.type === "handled")
      this.world.handled(Number(message.counter), Number(message.position));
    else if (message.type === "notice") this.bus.tell("notice", message);
    else this.bus.tell("message", message);
  }

  private greet(hello: Hello): void {
    this.tries = 0;
    this.greeted = true;
    this.world.hello(hello.you.id, hello.you.counter, hello.position);
    this.queue = [...this.world.unseen()];
    this.allowance = AT_ONCE;
    this.change("live");
    this.bus.tell("hello", hello);
    this.bus.tell("people", hello.people ?? []);
    if (hello.room) this.bus.tell("room", hello.room);
    this.drain();
    this.watch();
  }

  /** Sends what the allowance permits, neighbours in counting together, and the rest a little later. */
  private drain(): void {
    if (!this.greeted || this.socket?.readyState !== OPEN) return;
    const now = performance.now();
    this.allowance = Math.min(AT_ONCE, this.allowance + ((now - this.counted) / 1000) * EDITS_A_SECOND);
    this.counted = now;
    const going = this.queue.splice(0, Math.floor(this.allowance));
    this.allowance -= going.length;
    for (const message of messagesOf(going)) this.socket.send(message);
    if (!this.queue.length) return;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.drain(), 200) as unknown as number;
  }

  /** Looks now and then whether answers still come. */
  private watch(): void {
    const socket = this.socket;
    let count = 0;
    let moved = performance.now();
    const look = () => {
      if (socket !== this.socket || this.ended) return;
      const { waiting } = this.world;
      if (waiting === 0 || waiting !== count || this.queue.length) moved = performance.now();
      count = waiting;
      if (performance.now() - moved > PATIENCE) this.again();
      else setTimeout(look, 2000);
    };
    setTimeout(look, 2000);
  }

  private change(state: LinkState): void {
    if (this.state === state) return;
    this.state = state;
    this.bus.tell("link", state);
  }
}

/** Puts edits with counters in a row into one message. */
export function messagesOf(all: readonly Pending[]): ArrayBuffer[] {
  const out: ArrayBuffer[] = [];
  let row: Pending[] = [];
  const close = () => {
    if (row[0])
      out.push(
        writeEdits(
          row[0].counter,
          row.flatMap((one) => one.fills),
        ),
      );
    row = [];
  };
  for (const one of all) {
    const last = row.at(-1);
    if (one.target !== null || (last && last.counter !== one.counter - 1)) close();
    if (one.target === null) row.push(one);
    else out.push(writeUndo(one.counter, one.target));
  }
  close();
  return out;
}
