import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Bus } from "./bus";
import { Link, messagesOf, type Socket } from "./link";
import { lawn } from "./testing";
import type { Fill, Hello, LinkState } from "./types";
import { writeEdits } from "./wire";
import { World } from "./world";

const FILL: Fill = { box: { x0: 1, y0: 1, z0: 2, x1: 1, y1: 1, z1: 2 }, block: 40 };

class FakeSocket implements Socket {
  binaryType = "";
  readyState = 1;
  readonly sent: (string | ArrayBuffer)[] = [];
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  closed = false;
  constructor(readonly address: string) {}
  send(data: string | ArrayBuffer): void {
    this.sent.push(data);
  }
  close(): void {
    this.closed = true;
    this.readyState = 3;
  }
  async hear(data: object | ArrayBuffer): Promise<void> {
    const text = data instanceof ArrayBuffer ? data : JSON.stringify(data);
    this.onmessage?.({ data: text } as MessageEvent);
    await vi.advanceTimersByTimeAsync(1);
  }
  lose(code = 1006): void {
    this.onclose?.({ code } as CloseEvent);
  }
}

function hello(counter = 0, position = 0): Hello & { type: string } {
  const you = { id: 7, name: "Flinker Fuchs", colour: "#b4472e", counter };
  return { type: "hello", you, variant: { id: 1, name: "A" }, position, room: null, people: [], effects: [] };
}

/** A batch with one entry of participant 7. */
function batch(position: number, counter: number): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(27));
  view.setUint8(0, 1);
  view.setUint32(1, position, true);
  view.setUint16(5, 1, true);
  view.setUint32(7, 7, true);
  view.setUint32(11, counter, true);
  new Uint8Array(view.buffer).set(new Uint8Array(writeEdits(1, [FILL]), 7), 15);
  return view.buffer;
}

function setting() {
  const sockets: FakeSocket[] = [];
  const bus = new Bus();
  const states: LinkState[] = [];
  bus.on("link", (state) => states.push(state));
  const world = new World(lawn(), { changed: () => undefined, waiting: () => undefined });
  const link = new Link("/live/variants/3", world, bus, (address) => {
    sockets.push(new FakeSocket(address));
    return sockets.at(-1) as FakeSocket;
  });
  link.start();
  return { sockets, bus, states, world, link, last: () => sockets.at(-1) as FakeSocket };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the line to the room", () => {
  test("asks for what it does not have, and is live after the greeting", async () => {
    const { last, states, link } = setting();
    expect(last().address).toMatch(/^ws:\/\/.*\/live\/variants\/3\?have=0$/);
    expect(link.state).toBe("connecting");
    await last().hear(hello());
    expect(states).toEqual(["live"]);
  });

  test("sends edits, and forgets them when they are told back", async () => {
    const { last, link, world } = setting();
    await last().hear(hello());
    link.send(world.edit([FILL]));
    expect(last().sent).toEqual([writeEdits(1, [FILL])]);
    await last().hear(batch(1, 1));
    expect(world.waiting).toBe(0);
    expect(world.sure.get(1, 1, 2)).toBe(40);
  });

  test("comes back after a break and sends again only what was not seen", async () => {
    const { sockets, last, link, world, states } = setting();
    await last().hear(hello());
    link.send(world.edit([FILL]));
    link.send(world.edit([{ ...FILL, block: 41 }]));
    last().lose();
    expect(states.at(-1)).toBe("reconnecting");
    link.send(world.edit([{ ...FILL, block: 42 }]));
    await vi.advanceTimersByTimeAsync(800);
    expect(sockets.length).toBe(2);
    await last().hear(hello(1, 0));
    expect(last().sent).toEqual([
      writeEdits(2, [
        { ...FILL, block: 41 },
        { ...FILL, block: 42 },
      ]),
    ]);
  });

  test("says that it is offline when trying does not help, and waits longer each time", async () => {
    const { sockets, last, states } = setting();
    for (let time = 0; time < 5; time++) {
      last().lose();
      await vi.advanceTimersByTimeAsync(20_000);
    }
    expect(states).toEqual(["reconnecting", "offline"]);
    expect(sockets.length).toBe(6);
  });

  test("does not come back to a closed room", async () => {
    const { sockets, last, states } = setting();
    last().lose(4403);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states).toEqual(["closed"]);
    expect(sockets.length).toBe(1);
  });

  test.each([
    [4401, "token"],
    [4403, "strange"],
    [4404, "missing"],
    [4410, "closed"],
    [1008, "elsewhere"],
  ])("knows why it ended with %i", async (code, ending) => {
    const { last, link } = setting();
    await last().hear(hello());
    last().lose(code);
    await vi.advanceTimersByTimeAsync(1);
    expect([link.state, link.ending]).toEqual(["closed", ending]);
  });

  test("gives way to another window, keeps what waits, and sends it under new counters when it comes back", async () => {
    const { sockets, last, link, world } = setting();
    await last().hear(hello());
    link.send(world.edit([FILL]));
    link.send(world.edit([{ ...FILL, block: 41 }]));
    const words = { type: "notice", code: "elsewhere", de: "Woanders.", en: "Elsewhere.", final: true };
    await last().hear({ ...words, counter: 1 });
    last().lose(1008);
    await vi.advanceTimersByTimeAsync(60_000);
    dispatchEvent(new Event("online"));
    expect([sockets.length, link.state, world.waiting]).toEqual([1, "closed", 1]);
    link.takeOver();
    expect([sockets.length, link.state]).toEqual([2, "connecting"]);
    await last().hear(hello(9, 0));
    expect(last().sent).toEqual([writeEdits(10, [{ ...FILL, block: 41 }])]);
  });

  test("forgets what a whole state holds already", async () => {
    const { last, link, world } = setting();
    await last().hear(hello());
    link.send(world.edit([FILL]));
    link.send(world.edit([{ ...FILL, block: 41 }]));
    await last().hear({ type: "handled", counter: 1, position: 0 });
    expect(world.waiting).toBe(1);
    await last().hear({ type: "handled", counter: 2, position: 2 });
    expect(world.waiting).toBe(1);
    await last().hear(batch(1, 1));
    await last().hear(batch(2, 2));
    expect(world.waiting).toBe(0);
  });

  test("takes back all edits of a flood that was refused", async () => {
    const { last, link, world } = setting();
    await last().hear(hello());
    for (let x = 0; x < 5; x++) link.send(world.edit([{ ...FILL, box: { ...FILL.box, x0: x, x1: x } }]));
    const words = { de: "Zu viel auf einmal.", en: "Too much at once." };
    await last().hear({ type: "refused", from: 2, counter: 4, code: "flood", ...words });
    expect(world.waiting).toBe(2);
    expect([0, 1, 2, 3, 4].map((x) => world.shown.get(x, 1, 2))).toEqual([40, 0, 0, 0, 40]);
  });

  test("begins anew when entries are missing or a message is broken", async () => {
    const { sockets, last } = setting();
    await last().hear(hello());
    await last().hear(batch(5, 1));
    await vi.advanceTimersByTimeAsync(800);
    expect(sockets.length).toBe(2);
    await last().hear(hello());
    await last().hear(new Uint8Array([77]).buffer);
    await vi.advanceTimersByTimeAsync(2000);
    expect(sockets.length).toBe(3);
  });

  test("never sends so much at once that it counts as a flood", async () => {
    const { last, link, world } = setting();
    await last().hear(hello());
    for (let x = 0; x < 400; x++)
      link.send(
        world.edit([{ box: { ...FILL.box, x0: x % 60, x1: x % 60 }, block: 40 + Math.floor(x / 60) }]),
      );
    const edits = () =>
      last().sent.reduce((sum, one) => sum + new DataView(one as ArrayBuffer).getUint16(5, true), 0);
    expect(edits()).toBeLessThanOrEqual(160);
    await vi.advanceTimersByTimeAsync(6000);
    expect(edits()).toBe(400);
  });

  test("begins anew when an edit is not answered for long", async () => {
    const { sockets, last, link, world } = setting();
    await last().hear(hello());
    link.send(world.edit([FILL]));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(sockets.length).toBeGreaterThan(1);
  });

  test("says nothing into a line that is closing, and owns up to it", async () => {
    const { last, link } = setting();
    await last().hear(hello());
    expect(link.say({ type: "leader", do: "freeze" })).toBe(true);
    last().close();
    const before = last().sent.length;
    expect(link.say({ type: "leader", do: "go" })).toBe(false);
    link.present(1, 2, 3, 0, 0);
    expect(last().sent.length).toBe(before);
  });

  test("tells refusals and rolls back", async () => {
    const { last, link, world, bus } = setting();
    const said: string[] = [];
    bus.on("refused", ({ de }) => said.push(de));
    await last().hear(hello());
    link.send(world.edit([FILL]));
    await last().hear({ type: "refused", counter: 1, code: "locked", de: "Gesperrt.", en: "Locked." });
    expect(said).toEqual(["Gesperrt."]);
    expect(world.shown.get(1, 1, 2)).toBe(0);
  });
});

test("edits in a row go together, an undo goes alone", () => {
  const edit = (counter: number) => ({ counter, fills: [FILL], target: null });
  const sizes = messagesOf([edit(1), edit(2), { counter: 3, fills: [], target: 1 }, edit(4), edit(6)]).map(
    (one) => one.byteLength,
  );
  expect(sizes).toEqual([31, 9, 19, 19]);
});
