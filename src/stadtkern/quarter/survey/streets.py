"""Streets, ways, rails and waterways become areas: as wide as their tags say, else as wide as their class usually is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely

from stadtkern.quarter.survey.found import Feature
from stadtkern.quarter.survey.layers import CROSSING, LANE, PATH, PLACE, RAIL, ROAD, SIDEWALK, WATER, Layers, Surface
from stadtkern.quarter.survey.report import SourceReport
from stadtkern.quarter.survey.tags import Tags, metres, whole

# Carriageway in metres where neither width nor lanes are given (about RASt 06), and metres per lane.
_ROADS = {
    "motorway": (11.5, 3.75), "trunk": (8.0, 3.5), "primary": (7.5, 3.25), "secondary": (7.0, 3.25), "tertiary": (6.5, 3.25),
    "motorway_link": (5.5, 3.75), "trunk_link": (5.5, 3.5), "primary_link": (5.0, 3.25), "secondary_link": (5.0, 3.25),
    "tertiary_link": (4.5, 3.25), "unclassified": (5.5, 3.0), "residential": (5.5, 3.0), "living_street": (5.0, 3.0),
    "road": (5.5, 3.0), "service": (4.0, 3.0), "busway": (4.0, 3.5), "bus_guideway": (4.0, 3.5), "raceway": (8.0, 4.0),
}  # fmt: skip
_PATHS = {"footway": 2.0, "path": 2.0, "cycleway": 2.5, "bridleway": 2.0, "steps": 2.0, "track": 3.0, "corridor": 2.0,
          "platform": 3.0, "pedestrian": 6.0}  # fmt: skip
_SOFT = frozenset(
    [
        "unpaved",
        "gravel",
        "fine_gravel",
        "pebblestone",
        "ground",
        "dirt",
        "earth",
        "grass",
        "sand",
        "compacted",
        "mud",
        "woodchips",
        "unhewn_cobblestone",
    ]
)
_WALKED = ("primary", "secondary", "tertiary", "unclassified", "residential", "road")
_RIVERS = {"river": 8.0, "canal": 8.0, "stream": 2.0, "ditch": 1.2, "drain": 1.2, "tidal_channel": 4.0}
SIDE = 2.0
MOST_WIDE = 40.0


def is_below(tags: Tags) -> bool:
    """Say whether a thing is out of sight: in a tunnel, underground, indoors."""
    layer = tags.get("layer", "0")
    return (
        tags.get("tunnel") not in (None, "no", "building_passage") or tags.get("location") == "underground"
        or tags.get("indoor") in ("yes", "corridor", "room") or (tags.get("covered") == "yes" and layer.startswith("-"))
        or (layer.startswith("-") and "bridge" not in tags)
    )  # fmt: skip


def width_of(tags: Tags, report: SourceReport) -> float:
    """Give the width of a carriageway or way in metres: width, then lanes, then its class."""
    kind = tags["highway"]
    usual, lane = _ROADS.get(kind) or (_PATHS[kind], 0.0)
    for key in ("width:carriageway", "width", "est_width"):
        if key in tags:
            if (said := metres(tags[key], 0.5, MOST_WIDE)) is not None:
                return max(1.0, said)
            report.leave(
                "width", "Breiten, die keine Straße haben kann; angenommen ist die der Straßenart.",
                "Widths that no street can have; that of its class was assumed.",
            )  # fmt: skip
    lanes = whole(tags.get("lanes"), 10)
    if lanes and lane:
        return max(lanes * lane, 3.0)
    if kind == "service" and tags.get("service") in ("driveway", "parking_aisle", "alley"):
        usual = 3.0 if tags["service"] == "driveway" else 4.5
    if kind in _ROADS:
        oneway = tags.get("oneway") == "yes" and kind not in ("motorway", "trunk") and not kind.endswith("_link")
        report.default("width", "Straßenbreite nach der Straßenart.", "Width of the street after its class.")
        return usual * 0.7 if oneway else usual
    return usual


def block_of(tags: Tags) -> tuple[str, int]:
    """Give the surface block of a street or way, and which rank it has."""
    kind, surface = tags["highway"], tags.get("surface", "").split(";")[0].split(":")[0]
    if tags.get("bicycle_road") == "yes" or tags.get("cyclestreet") == "yes":
        return "cycle_street", ROAD
    if kind == "living_street":
        return "calm_street", ROAD
    if kind == "pedestrian":
        return "square", PATH
    if kind == "cycleway" or (
        kind in ("path", "footway") and tags.get("bicycle") == "designated" and tags.get("segregated") != "no"
    ):
        return "cycleway", PATH
    if kind == "steps":
        return "steps", PATH
    if kind == "track":
        return (
            ("street", ROAD)
            if tags.get("tracktype") == "grade1" or surface in ("asphalt", "concrete", "paved")
            else ("gravel_path", PATH)
        )
    if kind in ("footway", "path", "bridleway", "corridor", "platform"):
        soft = surface in _SOFT or (not surface and kind in ("path", "bridleway"))
        return ("gravel_path" if soft else "footway"), PATH
    if surface in _SOFT and kind == "service":
        return "gravel_path", ROAD
    return "street", ROAD


def add_streets(features: Iterable[Feature], layers: Layers, report: SourceReport, source: int, built: Any) -> None:
    """Add the areas of all line-like streets, ways, rails and waterways. ``built``: where towns have sidewalks, or None."""
    rows = [one for one in features if one.shape.geom_type in ("LineString", "MultiLineString")]
    streets = [one for one in rows if _drawn(one.tags, report)]
    apart = [
        one.shape for one in streets if one.tags.get("footway") == "sidewalk" or one.tags.get("path") == "sidewalk"
    ]
    tree = shapely.STRtree(apart) if apart else None
    shapes: list[tuple[Any, float, str, int]] = []
    for one in streets:
        wide = width_of(one.tags, report)
        block, rank = block_of(one.tags)
        if rank == PATH and one.tags["highway"] != "pedestrian" and _is_crossing(one.tags):
            block, rank = ("cycleway" if block == "cycleway" else "crossing"), CROSSING
            wide = max(wide, 3.0)
        shapes.append((one.shape, max(wide, 1.5) / 2, block, rank))
        if rank == ROAD and block in ("street", "cycle_street"):
            _edges(one, wide, layers, report, source, built, tree)
        report.add_became("streets" if rank == ROAD else "ways")
    _buffered(shapes, layers, source)
    _rails(rows, layers, report, source)
    _waterways(rows, layers, report, source)


def _drawn(tags: Tags, report: SourceReport) -> bool:
    kind = tags.get("highway")
    if kind is None or tags.get("area") == "yes":
        return False
    if kind not in _ROADS and kind not in _PATHS:
        report.leave("highway", "Straßenarten ohne Blöcke (geplant, im Bau, Fahrstuhl …).",
                     "Kinds of streets without blocks (planned, being built, lifts …).")  # fmt: skip
        return False
    if is_below(tags):
        report.leave(
            "below", "Liegt im Tunnel, unter der Erde oder im Haus.", "Lies in a tunnel, underground or indoors."
        )
        return False
    return True


def _is_crossing(tags: Tags) -> bool:
    return "crossing" in (tags.get("footway"), tags.get("cycleway"), tags.get("path"))


def _buffered(shapes: list[tuple[Any, float, str, int]], layers: Layers, source: int) -> None:
    """Buffer all lines at once; round ends make streets meet."""
    if not shapes:
        return
    lines = np.array([one[0] for one in shapes], dtype=object)
    halves = np.array([one[1] for one in shapes])
    crossing = np.array([one[3] == CROSSING for one in shapes])
    areas = np.empty(len(shapes), dtype=object)
    areas[~crossing] = shapely.buffer(lines[~crossing], halves[~crossing], quad_segs=3)
    areas[crossing] = shapely.buffer(lines[crossing], halves[crossing], cap_style="flat", quad_segs=2)
    for shape, (_, _, block, rank) in zip(areas, shapes, strict=True):
        layers.surfaces.append(Surface(shape, block, rank, source))


def _strip(line: Any, start: float, end: float, *, left: bool) -> Any:
    """Give the strip beside a line between two distances from it."""
    sign = 1 if left else -1
    outer = shapely.buffer(line, sign * end, single_sided=True, quad_segs=2)
    inner = shapely.buffer(line, sign * start, single_sided=True, quad_segs=2)
    shape = shapely.difference(shapely.make_valid(outer), shapely.make_valid(inner))
    return None if shape.is_empty else shape


def _edges(
    one: Feature, wide: float, layers: Layers, report: SourceReport, source: int, built: Any, apart: Any
) -> None:
    """Add what lies along a street: parking, cycle tracks, sidewalks."""
    tags, half = one.tags, wide / 2
    for side, left in (("left", True), ("right", False)):
        out = half
        if (park := _parking(tags, side)) > 0:
            _add(layers, _strip(one.shape, out, out + park, left=left), "parking", LANE, source)
            out += park
        track = _said(tags, "cycleway", side)
        if track == "track":
            _add(layers, _strip(one.shape, out, out + 2, left=left), "cycleway", LANE, source)
            out += 2
        elif track == "lane":
            _add(layers, _strip(one.shape, half - 1.5, half, left=left), "cycleway", CROSSING, source)
        walk = _sidewalk(one, side, built, apart)
        if walk:
            _add(layers, _strip(one.shape, half - 0.5, out + SIDE, left=left), "footway", SIDEWALK, source)
        if walk == "assumed" and left:
            report.default(
                "sidewalk", "Straßen im Ort ohne Angabe zum Gehweg: beiderseits 2 m angenommen.",
                "Streets in town that say nothing of sidewalks: 2 m on both sides assumed.",
            )  # fmt: skip


def _add(layers: Layers, shape: Any, block: str, rank: int, source: int) -> None:
    if shape is not None:
        layers.surfaces.append(Surface(shape, block, rank, source))


def _said(tags: Tags, key: str, side: str) -> str:
    return tags.get(f"{key}:{side}") or tags.get(f"{key}:both") or tags.get(key, "")


def _parking(tags: Tags, side: str) -> float:
    """Give how many metres of parking lie along a side."""
    old = tags.get(f"parking:lane:{side}") or tags.get("parking:lane:both") or ""
    new = tags.get(f"parking:{side}") or tags.get("parking:both") or ""
    lies = tags.get(f"parking:{side}:orientation") or tags.get("parking:both:orientation") or old
    if old in ("parallel", "diagonal", "perpendicular", "marked") or new in (
        "lane",
        "street_side",
        "on_kerb",
        "half_on_kerb",
    ):
        return 5.0 if lies in ("diagonal", "perpendicular") else 2.0
    return 0.0


def _sidewalk(one: Feature, side: str, built: Any, apart: Any) -> str:
    """Say whether a side has a sidewalk: "said", "assumed" or ""."""
    tags = one.tags
    said = tags.get(f"sidewalk:{side}") or tags.get("sidewalk:both") or tags.get("sidewalk", "")
    if said in ("both", "yes", side):
        return "said"
    if said in ("no", "none", "separate", "left", "right") or tags["highway"] not in _WALKED:
        return ""
    if tags.get("foot") in ("no", "use_sidepath") or tags.get("motorroad") == "yes":
        return ""
    if apart is not None:
        middle = shapely.line_interpolate_point(one.shape, 0.5, normalized=True)
        if len(apart.query(middle, predicate="dwithin", distance=14)):
            return ""
    if tags["highway"] == "residential" or (built is not None and len(built.query(one.shape, predicate="intersects"))):
        return "assumed"
    return ""


def _rails(rows: list[Feature], layers: Layers, report: SourceReport, source: int) -> None:
    shapes = []
    for one in rows:
        kind = one.tags.get("railway")
        if kind not in ("rail", "light_rail", "tram", "narrow_gauge", "subway", "funicular") or is_below(one.tags):
            continue
        grass = one.tags.get("surface") == "grass"
        shapes.append((one.shape, 1.5, "grass_track" if grass else "rail", RAIL))
        report.add_became("rails")
    _buffered(shapes, layers, source)


def _waterways(rows: list[Feature], layers: Layers, report: SourceReport, source: int) -> None:
    shapes = []
    for one in rows:
        usual = _RIVERS.get(one.tags.get("waterway", ""))
        if usual is None or is_below(one.tags):
            continue
        wide = metres(one.tags.get("width"), 0.3, 500) or usual
        shapes.append((one.shape, max(wide, 1.2) / 2, "water", WATER))
        report.add_became("waterways")
    _buffered(shapes, layers, source)


def area_street(tags: Tags) -> tuple[str, int] | None:
    """Give block and rank of a street or way that is drawn as an area; None where it makes no blocks."""
    kind = tags.get("area:highway") or tags.get("highway", "")
    rank = PLACE
    if tags.get("area:highway"):
        from stadtkern.quarter.survey.layers import SURVEYED

        rank = SURVEYED
    if kind == "yard":
        return ("gravel_yard" if tags.get("surface") == "unpaved" else "yard"), rank
    if kind in ("pedestrian", "square"):
        return "square", rank
    if kind not in _ROADS and kind not in _PATHS:
        return None
    block, _ = block_of({**tags, "highway": kind})
    return block, rank
