/** Position and shown layers in the address, so that a view can be shared: `#map=14.20/51.96000/7.62000&layers=a,b`. */

export interface View {
  zoom?: number;
  lat?: number;
  lng?: number;
  bearing?: number;
  pitch?: number;
  /** Ids of the shown layers; absent means: as the page says. */
  layers?: string[];
}

/** Reads a hash. Whatever is not a sensible position is left out. */
export function readHash(hash: string): View {
  const wishes = new URLSearchParams(hash.replace(/^#/, ""));
  const view: View = {};
  const [zoom, lat, lng, bearing, pitch] = (wishes.get("map") ?? "").split("/").map(Number);
  if (within(zoom, 0, 24) && within(lat, -85.06, 85.06) && within(lng, -180, 180)) {
    Object.assign(view, { zoom, lat, lng });
    if (within(bearing, -180, 180) && bearing !== 0) view.bearing = bearing;
    if (within(pitch, 0, 60) && pitch !== 0) view.pitch = pitch;
  }
  const layers = wishes.get("layers");
  if (layers !== null) view.layers = layers.split(",").filter(Boolean);
  return view;
}

/** Writes a hash, no more exact than the screen: about a metre. */
export function writeHash(view: Required<Pick<View, "zoom" | "lat" | "lng">> & View): string {
  const position = [view.zoom.toFixed(2), view.lat.toFixed(5), view.lng.toFixed(5)];
  const bearing = Math.round(view.bearing ?? 0);
  const pitch = Math.round(view.pitch ?? 0);
  if (bearing || pitch) position.push(String(bearing), String(pitch));
  const layers = view.layers ? `&layers=${view.layers.map(encodeURIComponent).join(",")}` : "";
  return `#map=${position.join("/")}${layers}`;
}

function within(value: number | undefined, low: number, high: number): value is number {
  return value !== undefined && Number.isFinite(value) && value >= low && value <= high;
}
