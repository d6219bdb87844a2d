/** When an island begins: not before a reader is near, or moves; and whether the browser can draw what it would show. */

/**
 * Says whether the browser can draw with WebGL 2. Asking for it is costly where no graphics chip helps (a second of the
 * page's time), so it is asked when the drawing is about to begin, never while the page starts.
 */
export function canDraw(): boolean {
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}

/** Where the server's picture stands, an island waits for the reader's first move: a hand, a key, a wheel. */
export function whenTouched(start: () => void): void {
  const signs = [
    "pointermove",
    "pointerdown",
    "touchstart",
    "keydown",
    "wheel",
    "scroll",
    "focusin",
  ] as const;
  const over = new AbortController();
  const begin = () => {
    over.abort();
    start();
  };
  for (const sign of signs) {
    addEventListener(sign, begin, { passive: true, capture: true, signal: over.signal });
  }
}

/** Waits until a reader comes near (so many pixels): a page that is only skimmed never loads the heavy part. */
export function whenNear(element: Element, start: () => void, pixels = 600): void {
  const watcher = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      start();
    },
    { rootMargin: `${pixels}px` },
  );
  watcher.observe(element);
}
