import {
  BoxGeometry,
  Color,
  EdgesGeometry,
  Group,
  InstancedMesh,
  LineBasicMaterial,
  LineSegments,
  Matrix4 as Matrix,
  type Matrix4,
  MeshBasicMaterial,
  Quaternion,
  Vector3,
} from "three";
import type { Block, Fill } from "./types";

const MOST = 1500;
/** A hair larger than the blocks, so that it never flickers with them. */
const OVER = 0.03;
const RED = "#c8402a";
const GREY = "#5d9bbd";

/** Shows what a tool is about to do: coloured glass where something comes, red where something goes, an edge around it. */
export class Ghost {
  readonly group = new Group();
  private readonly glass: InstancedMesh;
  private readonly edge: LineSegments;

  constructor(private readonly blockOf: (id: number) => Block | undefined) {
    this.glass = new InstancedMesh(
      new BoxGeometry(1, 1, 1),
      new MeshBasicMaterial({ transparent: true, opacity: 0.5, depthWrite: false }),
      MOST,
    );
    this.glass.frustumCulled = false;
    this.glass.renderOrder = 2;
    this.edge = new LineSegments(
      new EdgesGeometry(new BoxGeometry(1, 1, 1)),
      new LineBasicMaterial({ transparent: true }),
    );
    this.edge.renderOrder = 3;
    this.group.add(this.glass, this.edge);
    this.hide();
  }

  theme(theme: "light" | "dark"): void {
    (this.edge.material as LineBasicMaterial).color.set(theme === "dark" ? "#ffe9b8" : "#15212b");
  }

  hide(): void {
    this.group.visible = false;
  }

  show(fills: readonly Fill[]): void {
    this.group.visible = fills.length > 0;
    if (!fills.length) return;
    const colour = new Color();
    const low = new Vector3(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    const high = new Vector3(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY);
    fills.slice(0, MOST).forEach(({ box, block }, index) => {
      const least = new Vector3(box.x0, box.y0, box.z0);
      const most = new Vector3(box.x1 + 1, box.y1 + 1, box.z1 + 1);
      low.min(least);
      high.max(most);
      this.glass.setMatrixAt(index, between(least, most));
      const look = block === 0 ? RED : block < 0 ? GREY : (this.blockOf(block)?.colour ?? GREY);
      this.glass.setColorAt(index, colour.set(look));
    });
    this.glass.count = Math.min(MOST, fills.length);
    this.glass.instanceMatrix.needsUpdate = true;
    if (this.glass.instanceColor) this.glass.instanceColor.needsUpdate = true;
    this.edge.matrix.copy(between(low, high));
    this.edge.matrixAutoUpdate = false;
    this.edge.matrixWorldNeedsUpdate = true;
  }
}

function between(low: Vector3, high: Vector3): Matrix4 {
  const size = high
    .clone()
    .sub(low)
    .addScalar(2 * OVER);
  const middle = low.clone().add(high).multiplyScalar(0.5);
  return new Matrix().compose(middle, new Quaternion(), size);
}
