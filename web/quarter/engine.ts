import type { Vector3 } from "three";
import { shownTheme, watchTheme } from "../shared/theme";
import type { Ground } from "./aims";
import { Bus } from "./bus";
import { Camera } from "./camera";
import { Gestures } from "./gestures";
import { Ghost } from "./ghost";
import { footOf } from "./ground";
import { isEnding, Link } from "./link";
import { Meshing } from "./meshing";
import { Keeper } from "./pending";
import { plateWords } from "./plate";
import { Say } from "./say";
import { Scene } from "./scene";
import { Tools } from "./tools";
import type { Block, Config, Fill, LinkState, Place, Room } from "./types";
import { type Base, readSnapshot } from "./wire";
import { count, nameOf, teller } from "./words";
import { World } from "./world";

/**
 * Everything of one builder in one place. Further parts (plan, table, people, figures) get it, listen to `bus`, and put what
 * they show into a `slot`; nothing here knows them.
 */
export class Engine {
  readonly bus = new Bus();
  readonly t: ReturnType<typeof teller>;
  readonly say: Say;
  readonly world: World;
  readonly scene: Scene;
  readonly camera: Camera;
  readonly tools: Tools;
  readonly link: Link | null;
  room: Room = {};
  /** Why nobody may build just now, in words; null when they may. */
  hindrance: string | null = null;
  /** True while another part lies over the whole picture: then nothing is drawn. */
  covered = false;
  /** False until every chunk has its mesh: drawing before would only keep the meshes waiting. */
  private complete = false;
  private readonly meshing: Meshing;
  private readonly ghost: Ghost;
  private readonly byId: ReadonlyMap<number, Block>;
  private readonly byKey: ReadonlyMap<string, Block>;
  private last = performance.now();
  private readonly ends: (() => void)[] = [];
  private running = true;
  private muted = false;
  private me = 0;

  constructor(
    readonly root: HTMLElement,
    readonly canvas: HTMLCanvasElement,
    readonly config: Config,
    readonly blocks: readonly Block[],
    readonly base: Base,
  ) {
    const { bus } = this;
    this.t = teller(config);
    this.say = new Say(root);
    this.byId = new Map(blocks.map((block) => [block.id, block]));
    this.byKey = new Map(blocks.map((block) => [block.key, block]));
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.world = new World(
      base,
      {
        changed: (boxes) => {
          if (boxes.length) bus.tell("changed", boxes);
        },
        waiting: (waiting) => bus.tell("waiting", waiting),
      },
      new Keeper(config.socket ? config.variant : "none", config.socket ? undefined : null),
    );
    const words = plateWords(base.grid.nx, config.quarter.title, config.town, config.quarter.north);
    this.scene = new Scene(canvas, this.world.shown, blocks, words, still, config.quality === "full");
    const passable = new Set(
      blocks.filter((block) => block.kind === "air" || block.look === "leaves").map((block) => block.id),
    );
    this.camera = new Camera(this.world.shown, this.groundAt, (block) => passable.has(block), still);
    const bare = this.byKey.get("lawn")?.id ?? 0;
    const ground: Ground = {
      grid: this.world.shown,
      groundAt: this.groundAt,
      blockOf: (id) => this.byId.get(id),
      bare,
    };
    this.tools = new Tools(ground, bus, (fills) => this.build(fills), this.byKey.get("homes")?.id ?? 1);
    this.ghost = new Ghost((id) => this.byId.get(id));
    this.scene.root.add(this.ghost.group);
    this.meshing = new Meshing(this.world.shown, footOf(base), blocks, (chunk, meshed) =>
      this.scene.put(chunk, meshed),
    );
    this.link = config.socket ? new Link(config.socket, this.world, bus) : null;
    new Gestures(
      canvas,
      this.camera,
      this.tools,
      this.world.shown,
      () => this.mayBuild(),
      () => this.scene.again(),
    );
    this.listen();
  }

  /** Begins: makes the picture, then goes to the room. Resolves when the first picture is complete. */
  async start(): Promise<void> {
    this.resize();
    if (this.config.snapshot) await this.look(this.config.snapshot);
    this.meshing.all();
    const all = this.base.grid.chunks.length;
    requestAnimationFrame(this.frame);
    await new Promise<void>((done) => {
      const look = () => {
        const rest = this.meshing.waiting;
        this.bus.tell("progress", 0.4 + 0.6 * (1 - rest / all));
        if (rest === 0) done();
        else setTimeout(look, 30);
      };
      look();
    });
    this.complete = true;
    this.scene.probe(this.camera.eye);
    this.again();
    if (this.link) this.link.start();
    else this.bus.tell("link", "read-only");
    this.bus.tell("ready", undefined);
  }

  stop(): void {
    this.running = false;
    this.link?.stop();
    this.meshing.stop();
    this.scene.stop();
    for (const end of this.ends) end();
  }

  /** Level of the ground the base has in a column; the nearest one outside. */
  readonly groundAt = (x: number, y: number): number => {
    const { nx, ny } = this.base.grid;
    const [cx, cy] = [Math.min(nx - 1, Math.max(0, x)), Math.min(ny - 1, Math.max(0, y))];
    return this.base.ground[cy * nx + cx] as number;
  };

  block(id: number): Block | undefined {
    return this.byId.get(id);
  }

  keyed(key: string): Block | undefined {
    return this.byKey.get(key);
  }

  get state(): LinkState {
    return this.link?.state ?? "read-only";
  }

  /** Says whether one may build; with `tell` also to the person. */
  mayBuild(tell = false): boolean {
    const free = this.hindrance === null && this.state !== "closed" && !this.muted;
    const may = this.link !== null && free && this.config.role !== "viewer";
    if (!may && tell) this.say.note(this.hindrance ?? this.t("looking_only"));
    return may;
  }

  build(fills: readonly Fill[]): void {
    if (!this.mayBuild(true)) return;
    this.link?.send(this.world.edit(fills));
    this.history();
  }

  undo(): void {
    this.travel(this.world.history.canUndo, "undo");
  }

  redo(): void {
    this.travel(this.world.history.canRedo, "redo");
  }

  /** Asks for a new picture. */
  again(): void {
    this.scene.again();
  }

  zoom(factor: number): void {
    this.camera.zoom(factor);
    this.again();
  }

  walk(): void {
    this.camera.setWalking(!this.camera.walking);
    if (this.camera.walking) {
      this.tools.choose("look");
      this.say.note(this.t(matchMedia("(pointer: coarse)").matches ? "walk_hint_touch" : "walk_hint"));
    }
    this.root.classList.toggle("builder--walking", this.camera.walking);
    this.canvas.focus({ preventScroll: true });
    this.tellCamera();
    this.again();
  }

  /** Saves what is seen as a picture file. */
  async photograph(): Promise<Blob | null> {
    this.ghost.hide();
    const blob = await this.scene.photograph(this.camera.eye);
    if (!blob) return null;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${this.config.quarter.slug}-${new Date().toISOString().slice(0, 10)}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    this.say.note(this.t("saved"), "good");
    return blob;
  }

  /** Says in words what is at a place and where that is: "Wiese, 12 Ost, 40 Nord, Erdgeschoss". */
  describe({ x, y, z }: Place): string {
    const block = this.byId.get(this.world.shown.get(x, y, z));
    const name = block && block.kind !== "air" ? nameOf(block, this.config) : this.t("air");
    const over = z - this.groundAt(x, y);
    const floor = Math.floor((over - 1) / 3);
    const level =
      over < 0 ? this.t("underground") : floor < 1 ? this.t("ground_floor") : this.t("floor", { n: floor });
    return this.t("at", { block: name, x, y, level });
  }

  /** Gives the place where another part may put what it shows: head, side, strip, over. */
  slot(name: "head" | "side" | "strip" | "over"): HTMLElement {
    const found = this.root.querySelector<HTMLElement>(`[data-slot="${name}"]`);
    if (!found) throw new RangeError(`there is no slot ${name}`);
    return found;
  }

  private travel(can: boolean, way: "undo" | "redo"): void {
    if (!this.mayBuild(true)) return;
    if (!can) {
      this.say.speak(this.t(way === "undo" ? "nothing_undo" : "nothing_redo"));
      return;
    }
    const sent = way === "undo" ? this.world.undo() : this.world.redo();
    this.link?.send(sent);
    const did = way === "undo" ? "did_undo" : "did_redo";
    this.say.speak(this.t(sent.length ? did : "built_over"));
    this.history();
  }

  private history(): void {
    const { canUndo, canRedo } = this.world.history;
    this.bus.tell("history", { undo: canUndo, redo: canRedo });
  }

  private async look(address: string): Promise<void> {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    const data = await answer.arrayBuffer();
    const position = new DataView(data).getUint32(1, true);
    this.world.reset(position, await readSnapshot(new Uint8Array(data, 5), this.base.grid.nz));
  }

  private listen(): void {
    const { bus, config } = this;
    bus.on("changed", (boxes) => {
      this.meshing.touch(boxes);
      this.scene.changed(boxes);
    });
    bus.on("preview", (preview) => {
      this.ghost.show(preview?.fills ?? []);
      this.again();
    });
    bus.on("refused", (refusal) => {
      this.say.note(refusal[config.language] || refusal.de, "bad");
      this.history();
    });
    bus.on("notice", (notice) => {
      // Endings have a card of their own when there is no coming back.
      const said = notice[config.language] ?? notice.de;
      if (typeof said === "string" && !isEnding(notice.code)) this.say.note(said);
    });
    bus.on("room", (room) => {
      this.room = { ...this.room, ...room };
    });
    bus.on("hello", ({ you }) => {
      this.me = you.id;
      this.muted = you.muted === true;
    });
    bus.on("people", (people) => {
      const mine = people.find((one) => one.id === this.me);
      if (mine) this.muted = mine.muted === true;
    });
    bus.on("link", () => this.history());
    const theme = (shown: "light" | "dark") => {
      const ground = getComputedStyle(this.root).backgroundColor;
      // Styles that are still on their way leave it clear: then the picture has its own ground, not black.
      this.scene.theme(shown, /^rgb\(/.test(ground) ? ground : undefined);
      this.ghost.theme(shown);
      bus.tell("theme", shown);
    };
    theme(shownTheme());
    this.ends.push(watchTheme(theme));
    const stay = (event: BeforeUnloadEvent) => {
      if (this.link && this.world.waiting > 0 && this.state !== "live") event.preventDefault();
    };
    addEventListener("beforeunload", stay);
    this.ends.push(() => removeEventListener("beforeunload", stay));
    const watcher = new ResizeObserver(() => this.resize());
    watcher.observe(this.canvas.parentElement ?? this.canvas);
    const dock = this.root.querySelector(".builder-dock");
    if (dock) watcher.observe(dock);
    watcher.observe(this.slot("strip"));
    this.ends.push(() => watcher.disconnect());
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.canvas.parentElement ?? this.canvas;
    if (!clientWidth || !clientHeight) return;
    this.scene.resize(clientWidth, clientHeight);
    const dock = this.root.querySelector<HTMLElement>(".builder-dock");
    const strip = this.slot("strip");
    // The strip of figures comes later.
    const above = strip.offsetParent ? strip.offsetTop + 64 : 56;
    this.camera.resize(clientWidth, clientHeight, above, (dock?.offsetHeight ?? 0) + 8);
    this.again();
  }

  private readonly frame = (now: number) => {
    if (!this.running) return;
    requestAnimationFrame(this.frame);
    const seconds = Math.min(0.1, (now - this.last) / 1000);
    this.last = now;
    const { camera, scene } = this;
    const moving = camera.update(seconds);
    if (moving) this.tellCamera();
    if (!this.covered && this.complete)
      scene.draw(camera.eye, moving ? this.aimed() : camera.target, camera.reach, camera.walking, moving);
    const { x, y, z } = camera.whereabouts;
    if (moving || this.tools.builds) this.link?.present(x, y, z, camera.bearing, this.tools.number);
  };

  private aimed(): Vector3 {
    const { camera } = this;
    const at = camera.walking ? camera.whereabouts : camera.target;
    this.meshing.near(at.x, at.y, camera.walking ? 0 : camera.reach);
    return camera.target;
  }

  private tellCamera(): void {
    const { target, bearing, distance, walking } = this.camera;
    this.bus.tell("camera", {
      target: { x: target.x, y: target.y, z: target.z },
      bearing,
      distance,
      walking,
    });
  }

  /** What the last frames took, for tests and for the curious. */
  get figures(): Readonly<Record<string, number>> {
    const { milliseconds, made } = this.meshing;
    return { ...this.scene.figures, mesh: made ? milliseconds / made : 0 };
  }

  /** Gives a number as this reader reads it. */
  number(value: number): string {
    return count(value, this.config);
  }
}
