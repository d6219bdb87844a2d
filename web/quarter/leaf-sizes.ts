/** About so many faces all leaves of a quarter may have together, and faces for each block of leaf in a wood. */
export const MOST_FACES = 30_000;
const FACES = 1.3;
/** Chunks so near to the eye (metres from their middle) show every leaf. */
const NEAR = 40;
/** From further away than this nobody is near anything. */
const LOOKING = 110;

/**
 * Gives for each chunk how large its leaves are drawn, 1, 2 or 4 metres, by how many blocks of leaf it holds: all fine where
 * that is not too much, else the densest coarser until all together keep within `most` faces. What is near is always fine.
 */
export function leafSizes(
  leaves: ArrayLike<number>,
  near: (index: number) => boolean = () => false,
  most = MOST_FACES,
): Uint8Array {
  const faces = Array.from(leaves, (count) => count * FACES);
  const fixed = faces.map((_, index) => near(index));
  const limits = [...new Set(faces.flatMap((count) => [count, count / 4]))].sort((a, b) => b - a);
  for (const limit of limits) {
    const sizes = faces.map((count, at) => (fixed[at] ? 1 : sizeFor(count, limit)));
    if (faces.reduce((sum, count, at) => sum + count / (sizes[at] as number) ** 2, 0) <= most)
      return Uint8Array.from(sizes);
  }
  return Uint8Array.from(faces, (count, at) => (count > 0 && !fixed[at] ? 4 : 1));
}

function sizeFor(count: number, limit: number): 1 | 2 | 4 {
  if (count <= limit) return 1;
  return count / 4 <= limit ? 2 : 4;
}

/** Says whether a place is so near to where one looks, from `reach` metres away, that every leaf is drawn there. */
export function isNear(x: number, y: number, look: { x: number; y: number; reach: number }): boolean {
  return look.reach < LOOKING && Math.hypot(x - look.x, y - look.y) < NEAR;
}
