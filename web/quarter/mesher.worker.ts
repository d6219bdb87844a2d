import type { Mesh } from "./mesh-buffers";
import type { Job, Meshed } from "./mesh-chunk";
import { type Tables, tablesOf } from "./mesh-tables";
import { meshChunk } from "./mesher";
import type { Block } from "./types";

/** What the page asks of the worker, and what it gets back. */
export type Asked =
  | { readonly kind: "palette"; readonly blocks: readonly Block[] }
  | { readonly kind: "chunk"; readonly chunk: number; readonly version: number; readonly job: Job };
export interface Answer {
  readonly chunk: number;
  readonly version: number;
  readonly meshed: Meshed;
  readonly milliseconds: number;
}

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
  postMessage(answer: Answer, moved: Transferable[]): void;
};
let tables: Tables | null = null;

scope.onmessage = ({ data }) => {
  if (data.kind === "palette") {
    tables = tablesOf(data.blocks);
    return;
  }
  if (!tables) return;
  const before = performance.now();
  const meshed = meshChunk(data.job, tables);
  const milliseconds = performance.now() - before;
  const { chunk, version } = data;
  scope.postMessage({ chunk, version, meshed, milliseconds }, [
    ...buffers(meshed.solid),
    ...buffers(meshed.water),
  ]);
};

function buffers(mesh: Mesh | null): Transferable[] {
  return mesh ? [mesh.place, mesh.tint, mesh.shape, mesh.wall, mesh.index].map((part) => part.buffer) : [];
}
