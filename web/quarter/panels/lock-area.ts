import {
  BoxGeometry,
  EdgesGeometry,
  Group,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshBasicMaterial,
  Vector2,
  Vector3,
} from "three";
import type { Engine } from "../engine";
import { pick } from "../pick";
import type { Box, Place } from "../types";

const BRICK = "#c8552f";

/** Gives what lies under a point of the screen; null beside the quarter. */
function placeAt(engine: Engine, event: PointerEvent): Place | null {
  const { left, top, width, height } = engine.canvas.getBoundingClientRect();
  const at = new Vector2(((event.clientX - left) / width) * 2 - 1, 1 - ((event.clientY - top) / height) * 2);
  const { eye } = engine.camera;
  const near = new Vector3(at.x, at.y, -1).unproject(eye);
  const way = new Vector3(at.x, at.y, 0.5).unproject(eye).sub(near).normalize();
  return pick(engine.world.shown, eye.position, way, 6000);
}

/** Lets the next drag in the picture draw an area, from the ground to the top; Escape ends it. */
export function drawArea(engine: Engine, done: (box: Box) => void): void {
  const { canvas, bus } = engine;
  let from: Place | null = null;
  let box: Box | null = null;
  const show = (to: Place) => {
    if (!from) return;
    const [x0, y0] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
    const [x1, y1] = [Math.max(from.x, to.x), Math.max(from.y, to.y)];
    box = { x0, y0, z0: 0, x1, y1, z1: engine.base.grid.nz - 1 };
    const z0 = engine.groundAt(from.x, from.y);
    bus.tell("preview", { fills: [{ box: { ...box, z0, z1: z0 + 1 }, block: -1 }], blocks: 0, cost: 0 });
  };
  const mine = (event: Event) => {
    event.stopImmediatePropagation();
    event.preventDefault();
  };
  const down = (event: PointerEvent) => {
    mine(event);
    from = placeAt(engine, event);
    if (from) show(from);
  };
  const move = (event: PointerEvent) => {
    mine(event);
    const to = from && placeAt(engine, event);
    if (to) show(to);
  };
  const up = (event: PointerEvent) => {
    mine(event);
    end();
    if (box) done(box);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    mine(event);
    end();
  };
  const end = () => {
    canvas.removeEventListener("pointerdown", down, true);
    canvas.removeEventListener("pointermove", move, true);
    canvas.removeEventListener("pointerup", up, true);
    removeEventListener("keydown", key, true);
    bus.tell("preview", null);
  };
  canvas.addEventListener("pointerdown", down, true);
  canvas.addEventListener("pointermove", move, true);
  canvas.addEventListener("pointerup", up, true);
  addEventListener("keydown", key, true);
}

/** Shows locked areas in the picture: a low wall of glass around them. */
export function showLocks(engine: Engine): void {
  const group = new Group();
  engine.scene.root.add(group);
  let told = "";
  engine.bus.on("room", ({ locks }) => {
    const now = JSON.stringify(locks ?? []);
    if (now === told) return;
    told = now;
    for (const one of group.children) (one as Mesh).geometry.dispose();
    group.clear();
    for (const box of locks ?? []) group.add(...glass(engine, box));
    engine.again();
  });
}

function glass(engine: Engine, box: Box): (Mesh | LineSegments)[] {
  const { nx, ny } = engine.base.grid;
  const [x0, y0, x1, y1] = [
    Math.max(0, box.x0),
    Math.max(0, box.y0),
    Math.min(nx - 1, box.x1),
    Math.min(ny - 1, box.y1),
  ];
  const low = Math.min(engine.groundAt(x0, y0), engine.groundAt(x1, y1));
  const high = Math.max(engine.groundAt(x0, y0), engine.groundAt(x1, y1)) + 4;
  const shape = new BoxGeometry(x1 - x0 + 1, y1 - y0 + 1, high - low);
  shape.translate((x0 + x1 + 1) / 2, (y0 + y1 + 1) / 2, (low + high) / 2);
  const wall = new Mesh(
    shape,
    new MeshBasicMaterial({ color: BRICK, transparent: true, opacity: 0.16, depthWrite: false }),
  );
  wall.renderOrder = 4;
  return [wall, new LineSegments(new EdgesGeometry(shape), new LineBasicMaterial({ color: BRICK }))];
}
