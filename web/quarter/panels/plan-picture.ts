/** The quarter from above as one pixel a metre: calm colours, no shading. */
import type { Grid } from "../grid";
import type { Block, Box } from "../types";

type Colour = readonly [number, number, number];

const PAPER: Readonly<Record<"light" | "dark", Colour>> = { light: [251, 247, 239], dark: [21, 33, 43] };
/** How much of the paper shines through each colour. */
const CALM: Readonly<Record<"light" | "dark", number>> = { light: 0.26, dark: 0.44 };
/** How much of a crown covers what is under it. */
const CROWN = 0.72;

export function mix(one: Colour, two: Colour, share: number): Colour {
  const part = (at: 0 | 1 | 2) => Math.round(one[at] * (1 - share) + two[at] * share);
  return [part(0), part(1), part(2)];
}

export function readColour(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16);
  return Number.isNaN(value) ? [128, 128, 128] : [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** What one sees of a column from above: its topmost block, and the one under leaves. */
export function seen(
  grid: Grid,
  leaves: ReadonlySet<number>,
  x: number,
  y: number,
): { top: number; under: number; z: number } {
  let z = grid.top(x, y);
  const top = grid.get(x, y, z);
  let under = top;
  const high = z;
  while (z >= 0 && (under === 0 || leaves.has(under))) under = grid.get(x, y, --z);
  return { top, under, z: high };
}

/** Keeps the picture up to date: columns that changed are painted again. */
export class PlanPicture {
  readonly canvas = document.createElement("canvas");
  /** Which columns a house stands on. */
  readonly built: Uint8Array;
  private readonly image: ImageData;
  private readonly context: CanvasRenderingContext2D;
  private colours: Colour[] = [];
  private readonly leaves: ReadonlySet<number>;
  private readonly houses: ReadonlySet<number>;

  /** Raises Error when the browser cannot draw at all. */
  constructor(
    private readonly grid: Grid,
    private readonly palette: readonly Block[],
  ) {
    this.canvas.width = grid.nx;
    this.canvas.height = grid.ny;
    const context = this.canvas.getContext("2d");
    if (!context) throw new Error("this browser cannot draw");
    this.context = context;
    this.image = context.createImageData(grid.nx, grid.ny);
    this.built = new Uint8Array(grid.nx * grid.ny);
    this.leaves = new Set(palette.filter((block) => block.look === "leaves").map((block) => block.id));
    this.houses = new Set(
      palette.filter(({ kind }) => kind === "building" || kind === "roof").map((block) => block.id),
    );
  }

  theme(theme: "light" | "dark"): void {
    this.colours = [];
    for (const block of this.palette)
      this.colours[block.id] = mix(readColour(block.colour), PAPER[theme], CALM[theme]);
    this.paint([this.grid.box]);
  }

  colour(block: number): string {
    return `rgb(${(this.colours[block] ?? [128, 128, 128]).join(" ")})`;
  }

  paint(boxes: readonly Box[]): void {
    const { nx, ny } = this.grid;
    for (const box of boxes) {
      const [x0, x1] = [Math.max(0, box.x0), Math.min(nx - 1, box.x1)];
      const [y0, y1] = [Math.max(0, box.y0), Math.min(ny - 1, box.y1)];
      for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x++) this.column(x, y);
    }
    this.context.putImageData(this.image, 0, 0);
  }

  private column(x: number, y: number): void {
    const { nx, ny } = this.grid;
    const { top, under } = seen(this.grid, this.leaves, x, y);
    const solid = this.colours[under] ?? PAPER.light;
    const colour = this.leaves.has(top) ? mix(solid, this.colours[top] ?? solid, CROWN) : solid;
    this.built[y * nx + x] = this.houses.has(under) ? 1 : 0;
    // North is up.
    const at = ((ny - 1 - y) * nx + x) * 4;
    this.image.data.set([colour[0], colour[1], colour[2], 255], at);
  }
}
