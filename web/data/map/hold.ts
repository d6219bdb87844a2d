/** A finger that stays, and the right button of a mouse: both ask what is here. */
import type { Map as MapLibre, MapMouseEvent, MapTouchEvent } from "maplibre-gl";
import type { Place } from "./geodesy";

const LONG = 550;
const STILL = 8;

/** Calls back with the place that is asked about. */
export function onHold(map: MapLibre, asked: (place: Place, x: number, y: number) => void): void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let begun: { x: number; y: number } | null = null;
  let last = 0;
  const tell = (event: MapMouseEvent | MapTouchEvent) => {
    // Some devices send both for one long touch.
    if (performance.now() - last < 800) return;
    last = performance.now();
    asked([event.lngLat.lng, event.lngLat.lat], event.point.x, event.point.y);
  };
  const drop = () => {
    clearTimeout(waiting);
    begun = null;
  };
  map.on("contextmenu", tell);
  map.on("touchstart", (event) => {
    drop();
    if (event.points.length !== 1) return;
    begun = event.point;
    waiting = setTimeout(() => tell(event), LONG);
  });
  map.on("touchmove", (event) => {
    if (begun && Math.hypot(event.point.x - begun.x, event.point.y - begun.y) > STILL) drop();
  });
  for (const kind of ["touchend", "touchcancel", "dragstart", "zoomstart"] as const) map.on(kind, drop);
}
