import {
  BufferAttribute,
  BufferGeometry,
  Mesh as Drawn,
  NoToneMapping,
  type Object3D,
  PCFShadowMap,
  type PerspectiveCamera,
  Scene as Root,
  ShaderMaterial,
  Sphere,
  Vector2,
  Vector3,
  Vector4,
  WebGLRenderer,
} from "three";
import { Fields } from "./fields";
import type { Grid } from "./grid";
import { Light } from "./light";
import type { Mesh } from "./mesh-buffers";
import { type Meshed, SCALE } from "./mesh-chunk";
import { Plate } from "./plate";
import { BLOCKS_FRAGMENT, BLOCKS_VERTEX } from "./shader-blocks";
import type { Block, Box } from "./types";
import { waterMaterial } from "./water";

interface Piece {
  solid: Drawn | null;
  water: Drawn | null;
}

/** What a frame took, for tests and for saving power. */
export interface Figures {
  readonly calls: number;
  readonly triangles: number;
  readonly frame: number;
  readonly power: number;
}

/** Raised when the browser cannot draw in 3D. */
export class NoPictureError extends Error {}

/** How much is drawn: everything, coarser pixels, no shadows, no fine patterns. */
const LEAST_POWER = 3;

/** The picture: meshes of chunks, light, plate; drawn only when something changed. */
export class Scene {
  readonly root = new Root();
  readonly light = new Light();
  readonly renderer: WebGLRenderer;
  readonly plate: Plate;
  private readonly fields: Fields;
  private readonly blocks: ShaderMaterial;
  private readonly water: ShaderMaterial;
  private readonly pieces = new Map<number, Piece>();
  private readonly haze = new Vector2();
  /** Draws in place of one plain rendering, e.g. two halves. */
  paint: ((renderer: WebGLRenderer, render: () => void) => void) | null = null;
  private stale = true;
  private power = 0;
  private times: number[] = [];
  private last = 0;
  private drawing = false;
  private began = performance.now();
  private triangles = 0;

  constructor(
    canvas: HTMLCanvasElement,
    private readonly grid: Grid,
    palette: readonly Block[],
    words: HTMLCanvasElement | null,
    private readonly still: boolean,
    private readonly full: boolean,
  ) {
    this.renderer = rendererFor(canvas);
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = PCFShadowMap;
    this.renderer.toneMapping = NoToneMapping;
    this.renderer.info.autoReset = false;
    const glows = new Set(palette.filter((block) => block.key === "lamp").map((block) => block.id));
    const soft = new Set(palette.filter((block) => block.look === "leaves").map((block) => block.id));
    const walls = new Set(palette.filter((block) => block.kind === "building").map((block) => block.id));
    this.fields = new Fields(grid, glows, soft, walls);
    this.light.set("uField", this.fields.texture);
    this.light.set("uSize", new Vector4(grid.nx, grid.ny, grid.nz, 0));
    this.blocks = new ShaderMaterial({
      vertexShader: BLOCKS_VERTEX,
      fragmentShader: BLOCKS_FRAGMENT,
      uniforms: this.light.uniforms(),
      lights: true,
    });
    this.water = waterMaterial(this.light);
    this.plate = new Plate(grid.nx, grid.ny, this.light, words);
    this.root.add(this.light.sun, this.light.sun.target, this.plate.group);
  }

  get figures(): Figures {
    const sorted = [...this.times].sort((a, b) => a - b);
    const { calls } = this.renderer.info.render;
    return { calls, triangles: this.triangles, frame: sorted[sorted.length >> 1] ?? 0, power: this.power };
  }

  /** Says whether any water is drawn: only then does time pass in the picture. */
  get flows(): boolean {
    return !this.still && this.power < 2 && [...this.pieces.values()].some((piece) => piece.water);
  }

  /** Asks for a new picture. */
  again(): void {
    this.stale = true;
  }

  theme(theme: "light" | "dark", background?: string): void {
    this.light.mood(theme, background);
    this.plate.theme(theme);
    this.stale = true;
  }

  resize(wide: number, high: number): void {
    const most = this.power > 0 ? 1 : 2;
    this.renderer.setPixelRatio(
      Math.min(globalThis.devicePixelRatio || 1, most) * (this.power > 2 ? 0.66 : 1),
    );
    this.renderer.setSize(wide, high, false);
    this.stale = true;
  }

  /** Takes the meshes of a chunk in place of those it had. */
  put(index: number, meshed: Meshed): void {
    const old = this.pieces.get(index);
    for (const one of [old?.solid, old?.water]) {
      if (!one) continue;
      this.triangles -= (one.geometry.index?.count ?? 0) / 3;
      this.root.remove(one);
      one.geometry.dispose();
    }
    this.pieces.set(index, {
      solid: this.drawn(index, meshed.solid, this.blocks),
      water: this.drawn(index, meshed.water, this.water),
    });
    this.triangles += meshed.triangles;
    this.light.stale();
    this.stale = true;
  }

  /** Gives what is drawn of a chunk. */
  meshesOf(index: number): Drawn[] {
    const piece = this.pieces.get(index);
    return [piece?.solid, piece?.water].flatMap((one) => one ?? []);
  }

  /** Adds meshes of a chunk beside those it has; whoever asks keeps and drops them. */
  extra(index: number, meshed: Meshed): Drawn[] {
    const made = [this.drawn(index, meshed.solid, this.blocks), this.drawn(index, meshed.water, this.water)];
    return made.flatMap((one) => one ?? []);
  }

  drop(meshes: readonly Object3D[]): void {
    for (const one of meshes) {
      this.root.remove(one);
      if (one instanceof Drawn) one.geometry.dispose();
    }
  }

  changed(boxes: readonly Box[]): void {
    for (const box of boxes) this.fields.touch(box);
  }

  /** Draws if there is something new to see. `moving` says that more frames follow. Gives whether it drew. */
  draw(
    camera: PerspectiveCamera,
    target: Vector3,
    distance: number,
    walking: boolean,
    moving: boolean,
  ): boolean {
    const now = performance.now();
    const gap = now - this.last;
    const flow = this.flows && gap > 40;
    if (!this.stale && !moving && !flow) return false;
    this.fields.update();
    this.light.set("uTime", this.still ? 0 : (now - this.began) / 1000);
    this.light.set("uWalking", walking ? 1 : 0);
    if (walking) this.haze.set(120, 520);
    else this.haze.set(distance + 420, distance + 2600);
    this.light.set("uHaze", this.haze);
    this.plate.sky.visible = walking;
    this.plate.sky.position.copy(camera.position);
    this.light.follow(target, walking ? 70 : distance * 0.62);
    this.renderer.setClearColor(this.light.background);
    this.renderer.info.reset();
    const render = () => this.renderer.render(this.root, camera);
    if (this.paint) this.paint(this.renderer, render);
    else render();
    this.stale = false;
    this.last = now;
    if (moving && this.drawing && gap < 3000) this.measure(gap);
    this.drawing = moving;
    return true;
  }

  /** Gives the picture as a PNG. */
  photograph(camera: PerspectiveCamera): Promise<Blob | null> {
    this.renderer.render(this.root, camera);
    return new Promise((done) => this.renderer.domElement.toBlob(done, "image/png"));
  }

  stop(): void {
    for (const { solid, water } of this.pieces.values()) {
      solid?.geometry.dispose();
      water?.geometry.dispose();
    }
    this.renderer.dispose();
  }

  private drawn(index: number, mesh: Mesh | null, material: ShaderMaterial): Drawn | null {
    if (!mesh) return null;
    const geometry = new BufferGeometry();
    geometry.setAttribute("position", new BufferAttribute(mesh.place, 4));
    geometry.setAttribute("tint", new BufferAttribute(mesh.tint, 4, true));
    geometry.setAttribute("shape", new BufferAttribute(mesh.shape, 4));
    geometry.setAttribute("wall", new BufferAttribute(mesh.wall, 4));
    geometry.setIndex(new BufferAttribute(mesh.index, 1));
    let top = 0;
    for (let at = 2; at < mesh.place.length; at += 4) top = Math.max(top, mesh.place[at] as number);
    const half = 16 * SCALE;
    geometry.boundingSphere = new Sphere(
      new Vector3(half, half, top / 2),
      Math.hypot(half + 8, half + 8, top / 2),
    );
    const one = new Drawn(geometry, material);
    const { x0, y0 } = this.grid.chunkBox(index);
    one.position.set(x0, y0, 0);
    one.scale.setScalar(1 / SCALE);
    one.updateMatrix();
    one.matrixAutoUpdate = false;
    one.castShadow = material === this.blocks;
    one.receiveShadow = true;
    this.root.add(one);
    return one;
  }

  /** Draws twice and measures the second time, so that a weak device begins with what it can. */
  probe(camera: PerspectiveCamera): void {
    if (this.full) return;
    const context = this.renderer.getContext();
    if (drawsInSoftware(context)) {
      while (this.power < LEAST_POWER) this.lessPower();
      return;
    }
    const pixel = new Uint8Array(4);
    let took = 0;
    for (let time = 0; time < 2; time++) {
      const before = performance.now();
      this.renderer.render(this.root, camera);
      // Asking for a pixel waits until everything is drawn.
      context.readPixels(0, 0, 1, 1, context.RGBA, context.UNSIGNED_BYTE, pixel);
      took = performance.now() - before;
    }
    const wanted = took > 400 ? 3 : took > 160 ? 2 : took > 70 ? 1 : 0;
    while (this.power < wanted) this.lessPower();
  }

  /** Keeps the last frames' times; when they stay bad, less is drawn. */
  private measure(gap: number): void {
    this.times.push(gap);
    if (this.times.length > 40) this.times.shift();
    if (this.full || this.power >= LEAST_POWER) return;
    const { frame } = this.figures;
    if ((this.times.length >= 8 && frame > 140) || (this.times.length >= 30 && frame > 45)) this.lessPower();
  }

  private lessPower(): void {
    this.power++;
    this.times = [];
    const { domElement } = this.renderer;
    if (this.power === 2) {
      this.renderer.shadowMap.enabled = false;
      this.light.sun.castShadow = false;
      this.blocks.needsUpdate = true;
      this.water.needsUpdate = true;
    }
    if (this.power === 3) this.light.set("uDetail", 0);
    this.resize(domElement.clientWidth, domElement.clientHeight);
  }
}

/** Says whether there is no graphics card, as far as the browser tells: then measuring would only keep people waiting. */
function drawsInSoftware(context: WebGLRenderingContext | WebGL2RenderingContext): boolean {
  const told = context.getExtension("WEBGL_debug_renderer_info");
  const name = told ? String(context.getParameter(told.UNMASKED_RENDERER_WEBGL)) : "";
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}

function rendererFor(canvas: HTMLCanvasElement): WebGLRenderer {
  try {
    return new WebGLRenderer({ canvas, antialias: true, powerPreference: "high-performance" });
  } catch {
    throw new NoPictureError("this browser cannot draw in 3D");
  }
}
