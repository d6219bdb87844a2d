import { BoxGeometry, BufferAttribute, Group, Mesh, MeshBasicMaterial, Vector3 } from "three";
import { make } from "../../shared/dom";
import type { Engine } from "../engine";
import type { Person, Presence } from "../types";
import { calm } from "./parts";

/** Seconds of the way to where somebody is now. */
const WAY = 0.25;
/** From farther away figures grow, so that they stay to be found. */
const GROW = 70;
const GONE = 45_000;

interface Figure {
  person: Person;
  readonly body: Group;
  readonly tag: HTMLElement;
  readonly goal: Vector3;
  turn: number;
  seen: number;
}

/** A box whose sides have their own light, so that it needs no lamp. */
function lit(wide: number, deep: number, high: number, up: number): BoxGeometry {
  const box = new BoxGeometry(wide, deep, high);
  box.translate(0, 0, up + high / 2);
  // Order of three.js: +x, -x, +y, -y, +z, -z, four corners each.
  const light = [0.82, 0.74, 0.66, 0.9, 1, 0.5].flatMap((one) => Array(12).fill(one));
  box.setAttribute("color", new BufferAttribute(new Float32Array(light), 3));
  return box;
}

const SKIN = "#e8c9a4";

/** Where everybody is, as little block people with their names over them. */
export class Figures {
  private readonly all = new Map<number, Figure>();
  private readonly layer = make("div", { class: "figures", "aria-hidden": "true" });
  private readonly shapes = {
    legs: lit(0.62, 0.4, 0.62, 0),
    trunk: lit(0.9, 0.55, 0.85, 0.6),
    head: lit(0.56, 0.56, 0.56, 1.5),
  };
  private people = new Map<number, Person>();
  private me = 0;
  private running = false;
  private last = 0;
  /** Whom the camera follows. */
  followed: number | null = null;

  constructor(private readonly engine: Engine) {
    engine.slot("over").append(this.layer);
    engine.bus.on("hello", ({ you }) => {
      this.me = you.id;
    });
    engine.bus.on("people", (people) => this.know(people));
    engine.bus.on("presence", (steps) => {
      for (const step of steps) this.move(step);
      this.run();
    });
    engine.bus.on("camera", () => this.place());
  }

  /** Where the others are, for the plan. */
  get dots(): { x: number; y: number; colour: string }[] {
    return [...this.all.values()].map(({ goal, person }) => ({
      x: goal.x,
      y: goal.y,
      colour: person.colour,
    }));
  }

  where(person: number): { x: number; y: number; z: number } | null {
    return this.all.get(person)?.goal ?? null;
  }

  private know(people: readonly Person[]): void {
    this.people = new Map(people.map((one) => [one.id, one]));
    for (const id of this.all.keys()) if (!this.people.has(id)) this.remove(id);
  }

  private move({ participant, x, y, z, heading }: Presence): void {
    const person = this.people.get(participant);
    if (!person || participant === this.me) return;
    const figure = this.all.get(participant) ?? this.appear(person);
    const { engine } = this;
    // Presence comes in half metres; what is looked at lies on the ground, who walks has their own feet.
    const [px, py] = [x / 2, y / 2];
    figure.goal.set(px, py, this.standing(Math.floor(px), Math.floor(py), z / 2));
    figure.turn = -(heading / 256) * Math.PI * 2;
    if (figure.seen === 0 || calm()) figure.body.position.copy(figure.goal);
    figure.seen = performance.now();
    if (this.followed === participant) {
      engine.camera.go({ x: px, y: py, z: figure.goal.z });
      engine.again();
    }
  }

  /** Gives where feet stand: as high as told, but never inside a house or in the ground. */
  private standing(x: number, y: number, told: number): number {
    const { engine } = this;
    const { shown } = engine.world;
    const level = Math.max(engine.groundAt(x, y) + 1, Math.min(Math.round(told), shown.nz));
    return shown.get(x, y, level) === 0 ? level : shown.top(x, y) + 1;
  }

  private appear(person: Person): Figure {
    const colour = /^#[0-9a-f]{6}$/i.test(person.colour) ? person.colour : "#2a6c98";
    const paint = (value: string, dim = 1) => {
      const material = new MeshBasicMaterial({ color: value, vertexColors: true });
      material.color.multiplyScalar(dim);
      return material;
    };
    const body = new Group();
    body.add(
      new Mesh(this.shapes.legs, paint(colour, 0.55)),
      new Mesh(this.shapes.trunk, paint(colour)),
      new Mesh(this.shapes.head, paint(SKIN)),
    );
    this.engine.scene.root.add(body);
    const tag = make("span", { class: "figures-tag" }, person.name);
    tag.style.setProperty("--who", colour);
    this.layer.append(tag);
    const figure: Figure = { person, body, tag, goal: new Vector3(), turn: 0, seen: 0 };
    this.all.set(person.id, figure);
    return figure;
  }

  private remove(id: number): void {
    const figure = this.all.get(id);
    if (!figure) return;
    this.engine.scene.root.remove(figure.body);
    for (const one of figure.body.children)
      if (one instanceof Mesh) (one.material as MeshBasicMaterial).dispose();
    figure.tag.remove();
    this.all.delete(id);
    this.engine.again();
  }

  private run(): void {
    if (this.running) return;
    this.running = true;
    this.last = performance.now();
    requestAnimationFrame(this.step);
  }

  private readonly step = (now: number) => {
    const share = 1 - Math.exp((-3 * (now - this.last)) / 1000 / WAY);
    this.last = now;
    let moving = false;
    for (const [id, { body, goal, turn, seen }] of this.all) {
      if (now - seen > GONE) this.remove(id);
      if (body.position.distanceTo(goal) < 0.05) continue;
      body.position.lerp(goal, share);
      body.rotation.z = turn;
      moving = true;
    }
    this.place();
    this.engine.again();
    this.running = moving;
    if (moving) requestAnimationFrame(this.step);
  };

  /** Puts the names over the heads; figures far away grow. */
  private place(): void {
    const { engine } = this;
    if (!this.all.size || engine.covered) return;
    const { eye, reach } = engine.camera;
    const { clientWidth, clientHeight } = engine.canvas;
    const size = engine.camera.walking
      ? 1
      : Math.max(1, (reach * Math.tan((eye.fov * Math.PI) / 360)) / (GROW * 0.27));
    const at = new Vector3();
    for (const { body, tag } of this.all.values()) {
      body.scale.setScalar(size);
      body.updateMatrixWorld();
      at.copy(body.position).setZ(body.position.z + 2.4 * size);
      at.project(eye);
      const hidden = at.z > 1 || Math.abs(at.x) > 1.1 || Math.abs(at.y) > 1.1;
      tag.hidden = hidden;
      if (hidden) continue;
      const [x, y] = [((at.x + 1) / 2) * clientWidth, ((1 - at.y) / 2) * clientHeight];
      tag.style.transform = `translate(-50%, -100%) translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    }
  }
}
