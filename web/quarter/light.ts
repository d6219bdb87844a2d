import {
  Color,
  DataTexture,
  DirectionalLight,
  type IUniform,
  UniformsLib,
  UniformsUtils,
  Vector2,
  Vector3,
  Vector4,
} from "three";

/** Colours and strengths of a time of day. */
interface Mood {
  readonly sun: readonly [number, number, number];
  readonly sunLight: readonly [number, number, number];
  readonly skyLight: readonly [number, number, number];
  readonly groundLight: readonly [number, number, number];
  readonly background: string;
  readonly night: number;
}

/** A summer afternoon from the south-west, and an evening with the moon in the south-east. */
const MOODS: Readonly<Record<"light" | "dark", Mood>> = {
  light: {
    sun: [-0.74, -0.3, 0.66],
    sunLight: [0.86, 0.75, 0.58],
    skyLight: [0.47, 0.52, 0.6],
    groundLight: [0.31, 0.27, 0.23],
    background: "#fbf7ef",
    night: 0,
  },
  dark: {
    sun: [0.62, -0.42, 0.66],
    sunLight: [0.19, 0.24, 0.4],
    skyLight: [0.105, 0.14, 0.25],
    groundLight: [0.07, 0.066, 0.095],
    background: "#15212b",
    night: 1,
  },
};

type Uniforms = Record<string, IUniform>;

/** The sun, and what all materials know of the light. Every material shares these very objects, so a change reaches all. */
export class Light {
  readonly sun = new DirectionalLight(0xffffff, 1);
  readonly shared: Uniforms = {
    uSun: { value: new Vector3(0, 0, 1) },
    uSunLight: { value: new Vector3() },
    uSkyLight: { value: new Vector3() },
    uGroundLight: { value: new Vector3() },
    uBackground: { value: new Color() },
    uHaze: { value: new Vector2(900, 2500) },
    uNight: { value: 0 },
    uTime: { value: 0 },
    uDetail: { value: 1 },
    uTexel: { value: 0.2 },
    uField: { value: new DataTexture(new Uint8Array(4), 1, 1) },
    uSize: { value: new Vector4(1, 1, 1, 0) },
    uWalking: { value: 0 },
  };
  readonly background = new Color();
  private reach = 0;
  private readonly centre = new Vector3(Number.NaN, 0, 0);

  constructor() {
    const { sun } = this;
    sun.castShadow = true;
    sun.shadow.mapSize.set(2048, 2048);
    sun.shadow.bias = -0.0006;
    sun.shadow.radius = 1.6;
    sun.shadow.autoUpdate = false;
    sun.shadow.needsUpdate = true;
    this.mood("light");
  }

  /** Gives the uniforms of a material: the shared ones, its own, and those three.js fills in for shadows. */
  uniforms(own: Uniforms = {}): Uniforms {
    return { ...UniformsUtils.clone(UniformsLib.lights), ...this.shared, ...own };
  }

  mood(theme: "light" | "dark", background?: string): void {
    const mood = MOODS[theme];
    this.set("uSun", new Vector3(...mood.sun).normalize());
    this.set("uSunLight", new Vector3(...mood.sunLight));
    this.set("uSkyLight", new Vector3(...mood.skyLight));
    this.set("uGroundLight", new Vector3(...mood.groundLight));
    this.set("uNight", mood.night);
    this.background.set(background ?? mood.background);
    this.set("uBackground", this.background);
    this.centre.x = Number.NaN;
  }

  set(name: string, value: unknown): void {
    (this.shared[name] as IUniform).value = value;
  }

  /** Lets the shadow cover a circle around a place; it is drawn again only when that moved noticeably. */
  follow(target: Vector3, reach: number): void {
    const wanted = Math.min(420, Math.max(40, reach));
    const near = target.distanceTo(this.centre) < this.reach * 0.12;
    if (near && Math.abs(wanted - this.reach) < this.reach * 0.15) return;
    this.reach = wanted;
    this.centre.copy(target);
    const { camera, mapSize } = this.sun.shadow;
    camera.left = camera.bottom = -wanted;
    camera.right = camera.top = wanted;
    camera.near = 1;
    camera.far = 1200;
    camera.updateProjectionMatrix();
    this.set("uTexel", (2 * wanted) / mapSize.x);
    this.sun.target.position.copy(target);
    this.sun.position.copy(target).addScaledVector((this.shared.uSun as IUniform<Vector3>).value, 600);
    this.sun.updateMatrixWorld();
    this.sun.target.updateMatrixWorld();
    this.sun.shadow.needsUpdate = true;
  }

  /** What stands somewhere changed: the shadow has to be drawn again. */
  stale(): void {
    this.sun.shadow.needsUpdate = true;
  }
}
