/** The base map below the labels: land, water, buildings, roads. Source layers are those of the town's own tiles. */
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { RELIEF } from "../relief";
import type { Colours, Look } from "./colours";

export const BASE = "base";

type Number = number | ExpressionSpecification;

const CLASS: ExpressionSpecification = ["coalesce", ["get", "class"], ""];

function byZoom(...stops: [zoom: number, value: number][]): ExpressionSpecification {
  return ["interpolate", ["exponential", 1.5], ["zoom"], ...stops.flat()] as ExpressionSpecification;
}

function isIn(...classes: string[]): ExpressionSpecification {
  return ["in", CLASS, ["literal", classes]];
}

const MOTORWAY = ["motorway", "motorway_link", "trunk", "trunk_link"];
const MAJOR = ["primary", "primary_link", "secondary", "secondary_link"];
const MIDDLE = ["tertiary", "tertiary_link"];
const MINOR = ["unclassified", "residential", "living_street", "road", "pedestrian"];
const SERVICE = ["service", "track", "busway", "bus_guideway"];
const PATH = ["path", "footway", "steps", "bridleway", "corridor"];
const CYCLE = ["cycleway"];

/** Classes are those that the import sums OpenStreetMap's values up in. */
function landColour(c: Colours): ExpressionSpecification {
  const colours: [string, string[]][] = [
    [c.wood, ["forest"]],
    [
      c.park,
      ["park", "garden", "recreation_ground", "dog_park", "nature_reserve", "scrub", "zoo", "flowerbed"],
    ],
    [
      c.meadow,
      ["grass", "meadow", "heath", "wetland", "orchard", "vineyard", "allotments", "greenfield", "camp_site"],
    ],
    [c.sport, ["pitch", "playground", "sports_centre", "stadium", "track", "golf_course", "schoolyard"]],
    [c.grave, ["cemetery"]],
    [c.field, ["farmland", "farmyard", "plant_nursery", "greenhouse_horticulture"]],
    [c.sand, ["sand", "beach"]],
    [c.rock, ["rock", "mud", "quarry", "brownfield", "construction", "landfill"]],
    [c.school, ["school", "university", "college", "kindergarten", "hospital", "education", "religious"]],
    [
      c.work,
      [
        "industrial",
        "commercial",
        "retail",
        "railway",
        "garages",
        "military",
        "depot",
        "aerodrome",
        "theme_park",
      ],
    ],
    [
      c.parking,
      ["parking", "pedestrian", "paved", "marketplace", "bridge", "pier", "runway", "taxiway", "apron"],
    ],
    [c.built, ["residential"]],
  ];
  const pairs = colours.flatMap(([colour, classes]) => [classes, colour]);
  return ["match", CLASS, ...pairs, "rgba(0,0,0,0)"] as unknown as ExpressionSpecification;
}

function area(id: string, source: string, paint: object, extra: object = {}): LayerSpecification {
  return { id, type: "fill", source: BASE, "source-layer": source, paint, ...extra } as LayerSpecification;
}

function line(id: string, source: string, paint: object, extra: object = {}): LayerSpecification {
  const layout = { "line-cap": "round", "line-join": "round" };
  return {
    id,
    type: "line",
    source: BASE,
    "source-layer": source,
    layout,
    paint,
    ...extra,
  } as LayerSpecification;
}

function roads(c: Colours): LayerSpecification[] {
  const kinds: {
    name: string;
    classes: string[];
    from: number;
    width: Number;
    edge: Number;
    fill: string;
    rim: string;
  }[] = [
    {
      name: "service",
      classes: SERVICE,
      from: 14,
      width: byZoom([14, 0.6], [18, 7]),
      edge: byZoom([14, 1], [18, 8.5]),
      fill: c.road,
      rim: c.roadEdge,
    },
    {
      name: "minor",
      classes: MINOR,
      from: 12,
      width: byZoom([12, 0.6], [14, 2.4], [18, 15]),
      edge: byZoom([12, 0.9], [14, 3.4], [18, 17]),
      fill: c.road,
      rim: c.roadEdge,
    },
    {
      name: "middle",
      classes: MIDDLE,
      from: 10,
      width: byZoom([10, 0.7], [14, 3.6], [18, 19]),
      edge: byZoom([10, 1.1], [14, 4.8], [18, 21]),
      fill: c.road,
      rim: c.roadEdge,
    },
    {
      name: "major",
      classes: MAJOR,
      from: 8,
      width: byZoom([8, 0.7], [14, 5], [18, 23]),
      edge: byZoom([8, 1.2], [14, 6.4], [18, 25.5]),
      fill: c.major,
      rim: c.majorEdge,
    },
    {
      name: "motorway",
      classes: MOTORWAY,
      from: 5,
      width: byZoom([5, 0.6], [14, 6], [18, 26]),
      edge: byZoom([5, 1.1], [14, 7.8], [18, 29]),
      fill: c.major,
      rim: c.majorEdge,
    },
  ];
  return [
    ...kinds.map((kind) =>
      line(
        `road-${kind.name}-edge`,
        "roads",
        { "line-color": kind.rim, "line-width": kind.edge },
        { filter: isIn(...kind.classes), minzoom: Math.max(kind.from, 11) },
      ),
    ),
    line(
      "road-path",
      "roads",
      { "line-color": c.path, "line-width": byZoom([14, 0.6], [18, 2.4]), "line-dasharray": [2, 1.4] },
      { filter: isIn(...PATH), minzoom: 14 },
    ),
    line(
      "road-cycle",
      "roads",
      { "line-color": c.cycle, "line-width": byZoom([13, 0.6], [18, 2.8]), "line-dasharray": [3, 1] },
      { filter: isIn(...CYCLE), minzoom: 13 },
    ),
    ...kinds.map((kind) =>
      line(
        `road-${kind.name}`,
        "roads",
        { "line-color": kind.fill, "line-width": kind.width },
        { filter: isIn(...kind.classes), minzoom: kind.from },
      ),
    ),
  ];
}

/** How strong the relief is: calm by day, a little more by night, faint on paper. Near the houses it steps back. */
const RELIEF_STRENGTH: Record<Look, number> = { light: 0.62, dark: 0.6, print: 0.4 };

/** Gives light and shadow of the ground. */
export function reliefLayers(look: Look): LayerSpecification[] {
  const full = RELIEF_STRENGTH[look];
  return [
    {
      id: RELIEF,
      type: "raster",
      source: RELIEF,
      paint: {
        "raster-opacity": ["interpolate", ["linear"], ["zoom"], 13, full, 17, full * 0.55],
        "raster-fade-duration": 150,
      },
    },
  ];
}

/** Gives everything that is not a word, from the ground up: the relief lies on the land, under water, houses and roads. */
export function groundLayers(c: Colours, base: boolean, relief: LayerSpecification[]): LayerSpecification[] {
  return base ? [...land(c), ...relief, ...above(c)] : relief;
}

function land(c: Colours): LayerSpecification[] {
  return [
    area("land", "land", { "fill-color": landColour(c), "fill-antialias": false }),
    area(
      "parking",
      "parking",
      { "fill-color": c.parking },
      { minzoom: 14, filter: ["==", ["geometry-type"], "Polygon"] },
    ),
  ];
}

function above(c: Colours): LayerSpecification[] {
  return [
    area("water", "water", { "fill-color": c.water }),
    line("waterways", "waterways", {
      "line-color": c.waterLine,
      "line-width": [
        "interpolate",
        ["linear"],
        ["zoom"],
        9,
        ["match", CLASS, ["river", "canal"], 1, 0.3],
        16,
        ["match", CLASS, ["river", "canal"], 5, 2],
      ],
    }),
    ...buildings(c),
    ...roads(c),
    line("rails", "rails", { "line-color": c.rail, "line-width": byZoom([10, 0.6], [14, 1.6], [18, 3]) }),
    line(
      "rail-ties",
      "rails",
      { "line-color": c.ground, "line-width": byZoom([13, 0.5], [18, 1.8]), "line-dasharray": [4, 4] },
      { minzoom: 13 },
    ),
    line("boundaries", "boundaries", {
      "line-color": c.boundary,
      "line-width": byZoom([6, 0.8], [14, 2]),
      "line-dasharray": [4, 2, 1, 2],
      "line-opacity": 0.8,
    }),
    {
      id: "trees",
      type: "circle",
      source: BASE,
      "source-layer": "trees",
      minzoom: 15,
      paint: { "circle-color": c.tree, "circle-opacity": 0.75, "circle-radius": byZoom([15, 1.2], [18, 6]) },
    },
  ];
}

function buildings(c: Colours): LayerSpecification[] {
  const height: ExpressionSpecification = [
    "coalesce",
    ["to-number", ["get", "height"], 0],
    ["*", 3, ["to-number", ["get", "levels"], 0]],
    0,
  ];
  return [
    area(
      "buildings",
      "buildings",
      { "fill-color": c.building, "fill-outline-color": c.buildingEdge },
      { minzoom: 13 },
    ),
    {
      id: "buildings-up",
      type: "fill-extrusion",
      source: BASE,
      "source-layer": "buildings",
      minzoom: 14.5,
      layout: { visibility: "none" },
      paint: {
        "fill-extrusion-color": c.wall,
        "fill-extrusion-height": ["case", [">", height, 0], height, 6],
        "fill-extrusion-opacity": 0.94,
        "fill-extrusion-vertical-gradient": true,
      },
    },
  ];
}
