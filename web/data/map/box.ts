/**
 * A box drawn on the map and the same four numbers in fields: whichever changes, the other follows. The fields are
 * `[data-box="west"]` and so on in the section's form; `[data-box-says]` is told how large the box is.
 */
import type { FeatureCollection } from "geojson";
import { make } from "../../shared/dom";
import type { Box } from "./config";
import { length, type Place } from "./geodesy";
import type { Language } from "./texts";

const SIDES = ["west", "south", "east", "north"] as const;
const MOST = 512;
const LEAST = 16;
const USUAL = 300;
const WORDS = {
  de: {
    draw: "Kasten aufziehen",
    middle: `${USUAL} m um die Kartenmitte`,
    first: "Klicken Sie auf eine Ecke.",
    second: "Jetzt auf die Ecke gegenüber.",
    large: `Das ist zu groß: höchstens ${MOST} m je Seite.`,
    small: `Das ist zu klein: mindestens ${LEAST} m je Seite.`,
  },
  en: {
    draw: "Draw a box",
    middle: `${USUAL} m around the map’s middle`,
    first: "Click on one corner.",
    second: "Now on the opposite corner.",
    large: `That is too large: ${MOST} m each way at most.`,
    small: `That is too small: ${LEAST} m each way at least.`,
  },
};

/** What the box needs of the map. */
export interface Paper {
  draw(what: FeatureCollection): void;
  aim(yes: boolean): void;
  middle(): { place: Place };
  fly(place: Place, box?: Box): void;
}

export interface BoxTool {
  /** Takes a place that was clicked, if a corner is asked for. */
  take(place: Place): boolean;
}

/** Gives the box between two corners. */
export function boxOf(one: Place, other: Place): Box {
  return [
    Math.min(one[0], other[0]),
    Math.min(one[1], other[1]),
    Math.max(one[0], other[0]),
    Math.max(one[1], other[1]),
  ];
}

/** Gives the box of so many metres each way around a place. */
export function boxAround([lon, lat]: Place, metres: number): Box {
  const high = metres / 2 / 111_200;
  const wide = high / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
  return [lon - wide, lat - high, lon + wide, lat + high];
}

/** Gives width and height of a box in metres, measured through its middle. */
export function sizeOf([west, south, east, north]: Box): [number, number] {
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  return [
    Math.round(
      length([
        [west, lat],
        [east, lat],
      ]),
    ),
    Math.round(
      length([
        [lon, south],
        [lon, north],
      ]),
    ),
  ];
}

function ring([west, south, east, north]: Box): Place[] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

function drawing(box: Box | null, corner: Place | null): FeatureCollection {
  const features: FeatureCollection["features"] = [];
  if (box) {
    const around = ring(box);
    features.push({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [around] } });
    features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: around } });
  }
  if (corner)
    features.push({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: corner } });
  return { type: "FeatureCollection", features };
}

/** Puts the tool on a map, or does nothing where the page has no fields for a box. */
export function makeBox(section: HTMLElement, language: Language, map: Paper): BoxTool | null {
  const form = section.closest("form");
  const fields = SIDES.map((side) => form?.querySelector<HTMLInputElement>(`[data-box="${side}"]`));
  if (!form || fields.some((field) => !field)) return null;
  const words = WORDS[language];
  const says = form.querySelector<HTMLElement>("[data-box-says]");
  let corner: Place | null = null;
  let asked = false;

  const read = (): Box | null => {
    const numbers = fields.map((field) => (field?.value.trim() ? Number(field.value) : Number.NaN));
    return numbers.every(Number.isFinite) ? (numbers as Box) : null;
  };
  const tell = (words: string) => {
    if (says) says.textContent = words;
  };
  const show = () => {
    const box = read();
    map.draw(drawing(box, null));
    if (!box) return;
    const [wide, high] = sizeOf(box);
    const fault = wide > MOST || high > MOST ? words.large : wide < LEAST || high < LEAST ? words.small : "";
    tell(`${wide} × ${high} m. ${fault}`.trim());
  };
  const set = (box: Box) => {
    box.forEach((value, at) => {
      const field = fields[at];
      if (field) field.value = value.toFixed(6);
    });
    show();
  };
  const draw = make("button", { type: "button", class: "button button--small" }, words.draw);
  const ask = (yes: boolean) => {
    asked = yes;
    corner = null;
    draw.setAttribute("aria-pressed", String(yes));
    map.aim(yes);
    if (yes) tell(words.first);
  };
  draw.addEventListener("click", () => ask(!asked));
  const middle = make("button", { type: "button", class: "button button--small" }, words.middle);
  middle.addEventListener("click", () => {
    ask(false);
    const { place } = map.middle();
    const box = boxAround(place, USUAL);
    set(box);
    map.fly(place, box);
  });
  for (const field of fields) field?.addEventListener("change", show);
  section.before(make("div", { class: "button-row box-tools" }, draw, middle));
  const given = read();
  show();
  if (given) map.fly([(given[0] + given[2]) / 2, (given[1] + given[3]) / 2], given);
  return {
    take(place: Place): boolean {
      if (!asked) return false;
      if (!corner) {
        corner = place;
        map.draw(drawing(read(), place));
        tell(words.second);
        return true;
      }
      const box = boxOf(corner, place);
      ask(false);
      set(box);
      return true;
    },
  };
}
