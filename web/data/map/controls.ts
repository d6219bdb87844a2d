/** MapLibre's own controls: zoom and north, my place, scale, sources. */
import {
  AttributionControl,
  GeolocateControl,
  type Map as MapLibre,
  NavigationControl,
  ScaleControl,
} from "maplibre-gl";
import { attributionMarkup } from "./attribution";
import type { Config } from "./config";

/** Adds them; a person's place is asked for only when the button is pressed. */
export function addControls(map: MapLibre, config: Config, whole: boolean): void {
  map.addControl(new NavigationControl({ visualizePitch: true }), "top-right");
  if (whole && navigator.geolocation) {
    map.addControl(new GeolocateControl({ positionOptions: { enableHighAccuracy: true } }), "top-right");
  }
  map.addControl(new ScaleControl({ maxWidth: 120, unit: "metric" }), "bottom-right");
  const customAttribution = attributionMarkup(config.attribution);
  map.addControl(new AttributionControl({ compact: true, customAttribution }), "bottom-right");
}
