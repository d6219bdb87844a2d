import { PerspectiveCamera, Vector3 } from "three";
import { framing, plateCorners, turned } from "./framing";
import type { Grid } from "./grid";
import type { Place } from "./types";
import { EYE, openBearing, standing, walk } from "./walk";

export type Preset = "start" | "top" | "south" | "east" | "north" | "west" | "isometric";

const TURN = Math.PI * 2;
const rad = (degrees: number) => (degrees * Math.PI) / 180;
const FOV = rad(30);
/** An eye far away sees lines that stay beside each other: the isometric picture. */
const FAR_FOV = rad(5);
const WALK_FOV = rad(68);
/** After this many seconds a movement has come nine tenths of its way. */
const EASE = 0.085;
const PACE = 4.2;

/** Where one looks to, how steeply, and with what lens. */
const ANGLES: Readonly<Record<Preset, readonly [bearing: number, tilt: number, fov: number]>> = {
  start: [24, 36, FOV],
  top: [0, 89.9, FAR_FOV],
  isometric: [45, 35.26, FAR_FOV],
  south: [0, 30, FOV],
  east: [-90, 30, FOV],
  north: [180, 30, FOV],
  west: [90, 30, FOV],
};

interface View {
  x: number;
  y: number;
  z: number;
  /** Direction one looks, radians clockwise from north. */
  bearing: number;
  /** How steeply one looks down, radians. */
  tilt: number;
  distance: number;
  fov: number;
}

/** Where one looks from: around a place of the model, or through a child's eyes in it. */
export class Camera {
  readonly eye = new PerspectiveCamera(30, 1, 1, 4000);
  readonly target = new Vector3();
  walking = false;
  private readonly now: View;
  private goal: View;
  private height = 1;
  private covered = { above: 0, below: 0 };
  /** The preset that is looked from, and what it gave; who has moved since looks from elsewhere. */
  private from: { readonly name: Preset; readonly view: View };
  private feet: Place = { x: 0, y: 0, z: 0 };
  private step = { ahead: 0, aside: 0, turn: 0 };
  private eyeLevel = 0;
  /** Whether the head has turned since the last step. */
  private looked = false;
  private look = { bearing: 0, tilt: 0 };

  constructor(
    private readonly grid: Grid,
    private readonly ground: (x: number, y: number) => number,
    private readonly passes: (block: number) => boolean,
    private readonly still: boolean,
  ) {
    this.eye.up.set(0, 0, 1);
    this.goal = this.presetView("start");
    this.now = { ...this.goal };
    this.from = { name: "start", view: { ...this.goal } };
    this.place();
  }

  get bearing(): number {
    return this.walking ? this.look.bearing : this.now.bearing;
  }

  get distance(): number {
    return this.now.distance;
  }

  /** How far the eye really is, with the narrow view of the isometric picture. */
  get reach(): number {
    return (this.now.distance * Math.tan(FOV / 2)) / Math.tan(this.now.fov / 2);
  }

  /** Where the person is, for the others: her feet when walking, what she looks at otherwise. */
  get whereabouts(): Place {
    return this.walking ? this.feet : this.target;
  }

  /**
   * Takes the picture's size, and how much of it is covered above and below: the model stands in the middle of the rest. Who has
   * not moved sees the whole of it again.
   */
  resize(wide: number, high: number, above = 0, below = 0): void {
    const first = this.height === 1;
    this.height = Math.max(1, high);
    this.covered = { above, below };
    this.eye.aspect = wide / this.height;
    if (!this.walking && this.unmoved) this.preset(this.from.name);
    // Only now it is known how much fits on the screen.
    if (first) Object.assign(this.now, this.goal);
    this.place();
  }

  /** Turns around the target by pixels. */
  orbit(dx: number, dy: number): void {
    if (this.walking) {
      this.looked = true;
      this.look.bearing += dx * 0.0042;
      this.look.tilt = clamp(this.look.tilt + dy * 0.0036, rad(-70), rad(70));
      return;
    }
    this.goal.bearing += dx * 0.0055;
    this.goal.tilt = clamp(this.goal.tilt + dy * 0.0045, rad(7), rad(89.9));
    if (this.goal.fov < FOV && Math.abs(dx) + Math.abs(dy) > 0) this.goal.fov = FOV;
  }

  /** Moves what is looked at by pixels, as if the ground were held. */
  pan(dx: number, dy: number): void {
    if (this.walking) return;
    const metres = this.metresPerPixel;
    const [sin, cos] = [Math.sin(this.now.bearing), Math.cos(this.now.bearing)];
    const up = (dy * metres) / Math.max(0.35, Math.sin(this.now.tilt));
    this.aim(this.goal.x - dx * metres * cos + up * sin, this.goal.y + dx * metres * sin + up * cos);
  }

  /** Comes nearer (factor below 1) or goes away, towards a place of the ground where one is given. */
  zoom(factor: number, towards?: Place | null): void {
    if (this.walking) return;
    const before = this.goal.distance;
    this.goal.distance = clamp(before * factor, 10, this.most);
    const share = this.goal.distance / before;
    if (towards)
      this.aim(towards.x + (this.goal.x - towards.x) * share, towards.y + (this.goal.y - towards.y) * share);
  }

  turn(radians: number): void {
    this.looked = true;
    if (this.walking) this.look.bearing += radians;
    else this.goal.bearing += radians;
  }

  preset(name: Preset): void {
    this.walking = false;
    const view = this.presetView(name);
    // The shorter way around.
    while (view.bearing - this.now.bearing > Math.PI) view.bearing -= TURN;
    while (view.bearing - this.now.bearing < -Math.PI) view.bearing += TURN;
    this.goal = view;
    this.from = { name, view: { ...view } };
  }

  /** Looks to the north without moving. */
  north(): void {
    this.looked = true;
    if (this.walking) this.look.bearing = 0;
    else this.goal.bearing = Math.round(this.goal.bearing / TURN) * TURN;
  }

  /** Brings a place into view if it is far from the middle. */
  show(place: Place): void {
    if (this.walking) return;
    const far = Math.hypot(place.x - this.goal.x, place.y - this.goal.y);
    if (far > this.goal.distance * 0.22) this.aim(place.x, place.y);
  }

  /** Looks from a place as kept by `view`. */
  go(view: Partial<View>): void {
    this.walking = false;
    this.goal = { ...this.goal, ...view };
  }

  get view(): Readonly<View> {
    return { ...this.goal };
  }

  /** Goes down to the ground at a place, or up again. */
  setWalking(on: boolean, at?: Place): void {
    if (on === this.walking) return;
    this.walking = on;
    this.looked = true;
    this.step = { ahead: 0, aside: 0, turn: 0 };
    if (!on) {
      this.aim(this.feet.x, this.feet.y);
      this.goal.bearing = this.look.bearing;
      this.goal.distance = Math.min(this.goal.distance, 110);
      Object.assign(this.now, this.goal);
      return;
    }
    this.feet = standing(this.grid, this.passes, at?.x ?? this.goal.x, at?.y ?? this.goal.y, this.ground);
    this.eyeLevel = this.feet.z + EYE;
    this.look = { bearing: openBearing(this.grid, this.passes, this.feet, this.now.bearing), tilt: rad(2) };
  }

  /** Says which way one walks, each from -1 to 1, until told otherwise. */
  stride(ahead: number, aside: number, turn = 0): void {
    this.step = { ahead, aside, turn };
  }

  /** Moves on by some seconds. Gives whether anything moved. */
  update(seconds: number): boolean {
    const moved = this.walking ? this.walkOn(seconds) : this.ease(seconds);
    if (moved) this.place();
    return moved;
  }

  private get unmoved(): boolean {
    const { goal, from } = this;
    return (Object.keys(goal) as (keyof View)[]).every((key) => goal[key] === from.view[key]);
  }

  private get most(): number {
    return Math.max(this.grid.nx, this.grid.ny) * 4;
  }

  private get metresPerPixel(): number {
    return (2 * this.now.distance * Math.tan(FOV / 2)) / this.height;
  }

  private aim(x: number, y: number): void {
    this.goal.x = clamp(x, 0, this.grid.nx);
    this.goal.y = clamp(y, 0, this.grid.ny);
    this.goal.z = this.ground(Math.floor(this.goal.x), Math.floor(this.goal.y)) + 1;
  }

  private presetView(name: Preset): View {
    const [bearing, tilt, fov] = ANGLES[name];
    const angles = { bearing: rad(bearing), tilt: rad(tilt), fov };
    return { ...angles, ...this.fitting(angles.bearing, angles.tilt, fov) };
  }

  /** Gives from where the whole plate is seen as large as it can be in what is not covered. */
  private fitting(bearing: number, tilt: number, fov: number): Pick<View, "x" | "y" | "z" | "distance"> {
    const { nx, ny } = this.grid;
    const [x, y] = [nx / 2, ny / 2];
    const open = Math.max(0.4, (this.height - this.covered.above - this.covered.below) / this.height);
    const aspect = this.eye.aspect || 1;
    const half = Math.tan(fov / 2);
    // On a narrow screen its sides may run over the edge a little: better than a model too small to see.
    const across = half * aspect * (aspect < 0.8 ? 1.14 : 1);
    const plate = plateCorners(nx, ny).map((corner) => turned(corner, bearing, tilt));
    const { reach, ahead } = framing(plate, across, half * open);
    const z = this.ground(Math.floor(x), Math.floor(y)) + 1;
    return {
      x: x + Math.sin(bearing) * ahead,
      y: y + Math.cos(bearing) * ahead,
      z,
      distance: (reach * half) / Math.tan(FOV / 2),
    };
  }

  private ease(seconds: number): boolean {
    const { now, goal } = this;
    const share = this.still ? 1 : 1 - Math.exp(-seconds / EASE);
    let moved = false;
    for (const key of ["x", "y", "z", "bearing", "tilt", "distance", "fov"] as const) {
      const rest = goal[key] - now[key];
      const small = key === "bearing" || key === "tilt" || key === "fov" ? 0.0004 : 0.0006 * now.distance;
      if (rest === 0) continue;
      now[key] = Math.abs(rest) < small ? goal[key] : now[key] + rest * share;
      moved = true;
    }
    return moved;
  }

  private walkOn(seconds: number): boolean {
    const { ahead, aside, turn } = this.step;
    this.look.bearing += turn * seconds * 1.9;
    const [sin, cos] = [Math.sin(this.look.bearing), Math.cos(this.look.bearing)];
    const far = PACE * Math.min(0.1, seconds);
    const [dx, dy] = [(sin * ahead + cos * aside) * far, (cos * ahead - sin * aside) * far];
    if (dx || dy) this.feet = walk(this.grid, this.passes, this.feet, dx, dy);
    const rise = this.feet.z + EYE - this.eyeLevel;
    this.eyeLevel += Math.abs(rise) < 0.004 || this.still ? rise : rise * (1 - Math.exp(-seconds / 0.07));
    const moved = this.looked || rise !== 0 || turn !== 0 || dx !== 0 || dy !== 0;
    this.looked = false;
    return moved;
  }

  private place(): void {
    const { eye, now } = this;
    if (this.walking) {
      const { bearing, tilt } = this.look;
      eye.fov = (WALK_FOV * 180) / Math.PI;
      eye.position.set(this.feet.x, this.feet.y, this.eyeLevel);
      const flat = Math.cos(tilt);
      this.target.set(
        this.feet.x + Math.sin(bearing) * flat * 10,
        this.feet.y + Math.cos(bearing) * flat * 10,
        this.eyeLevel - Math.sin(tilt) * 10,
      );
      [eye.near, eye.far] = [0.08, 4000];
    } else {
      const far = this.reach;
      const flat = Math.cos(now.tilt) * far;
      eye.fov = (now.fov * 180) / Math.PI;
      this.target.set(now.x, now.y, now.z);
      const high = now.z + Math.sin(now.tilt) * far;
      eye.position.set(now.x - Math.sin(now.bearing) * flat, now.y - Math.cos(now.bearing) * flat, high);
      [eye.near, eye.far] = [Math.max(0.5, far - 1600), far + 4500];
    }
    // Straight from above "up" is where one looks.
    if (!this.walking && now.tilt > rad(89)) eye.up.set(Math.sin(now.bearing), Math.cos(now.bearing), 0);
    else eye.up.set(0, 0, 1);
    eye.lookAt(this.target);
    const shift = this.walking ? 0 : (this.covered.below - this.covered.above) / 2;
    const wide = eye.aspect * this.height;
    eye.setViewOffset(wide, this.height, 0, shift, wide, this.height);
    eye.updateProjectionMatrix();
    eye.updateMatrixWorld();
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
