/** A second map outside of the page, drawn once in more pixels, for paper. */
import { Map as MapLibre, type StyleSpecification } from "maplibre-gl";
import { make } from "../../shared/dom";
import type { Box } from "./config";
import type { Drawn } from "./sheet";

const SHARP = 2.5;
const PATIENCE = 20_000;

/** Draws a style in a box and gives the picture. `fill` puts in what does not stand in the style. */
export async function photograph(
  style: StyleSpecification,
  box: Box,
  bearing: number,
  size: { width: number; height: number },
  fill: (map: MapLibre) => void,
): Promise<Drawn> {
  const place = make("div", { class: "map-darkroom", "aria-hidden": "true" });
  place.style.width = `${size.width}px`;
  place.style.height = `${size.height}px`;
  document.body.append(place);
  const map = new MapLibre({
    container: place,
    style,
    bounds: box,
    bearing,
    interactive: false,
    attributionControl: false,
    fadeDuration: 0,
    pixelRatio: SHARP,
    canvasContextAttributes: { preserveDrawingBuffer: true },
  });
  try {
    await new Promise<void>((done) => {
      map.once("load", () => {
        fill(map);
        map.once("idle", () => done());
      });
      // Paper with a missing tile is better than no paper.
      setTimeout(done, PATIENCE);
    });
    const { lat } = map.getCenter();
    return { picture: map.getCanvas().toDataURL("image/png"), zoom: map.getZoom(), lat, bearing };
  } finally {
    map.remove();
    place.remove();
  }
}
