"""OpenStreetMap files (pbf, xml, gz, bz2): tagged nodes, ways and multipolygons near a box."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely

from stadtkern.quarter.survey.area import Degrees
from stadtkern.quarter.survey.found import Feature, Found
from stadtkern.quarter.survey.report import SourceReport
from stadtkern.quarter.survey.shapes import areas_of
from stadtkern.quarter.survey.tags import afar_kind
from stadtkern.town.text import problem

_KEYS = frozenset(
    [
        "building",
        "building:part",
        "highway",
        "landuse",
        "natural",
        "leisure",
        "amenity",
        "shop",
        "healthcare",
        "railway",
        "waterway",
        "barrier",
        "man_made",
        "playground",
        "place",
        "public_transport",
        "power",
        "office",
        "tourism",
        "historic",
        "golf",
        "aeroway",
        "bicycle_road",
    ]
)
_LINES = frozenset({"coastline", "tree_row", "cliff", "ridge", "arete", "valley"})
_AREA_KEYS = ("building", "building:part", "landuse", "natural", "leisure", "amenity", "shop", "healthcare", "place",
              "office", "tourism", "playground", "man_made", "public_transport", "historic", "power")  # fmt: skip


def is_area(tags: dict[str, str]) -> bool:
    """Say whether a closed way with these tags means the area inside rather than the line."""
    if tags.get("area") in ("yes", "no"):
        return tags["area"] == "yes"
    if "building" in tags or "building:part" in tags:
        return True
    if "barrier" in tags or tags.get("natural") in _LINES or tags.get("man_made") in ("embankment", "cutline"):
        return False
    if "highway" in tags or tags.get("railway") not in (None, "platform", "station", "halt"):
        return tags.get("highway") in ("rest_area", "services", "platform") or "area:highway" in tags
    if "waterway" in tags:
        return tags["waterway"] in ("riverbank", "dock", "boatyard")
    if tags.get("leisure") in ("track", "slipway"):
        return False
    return any(key in tags for key in _AREA_KEYS) or tags.get("railway") in ("platform", "station", "halt")


@dataclass(slots=True)
class _Read:
    """What one pass over the file collects."""

    nodes: list[tuple[float, float, dict[str, str]]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    ways: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    pieces: list[tuple[int, dict[str, str], list[list[tuple[float, float]]]]] = field(default_factory=list)
    relations: list[tuple[int, dict[str, str], list[tuple[int, str]]]] = field(default_factory=list)
    # Tagged nodes further away that are destinations.
    afar: list[tuple[float, float, dict[str, str]]] = field(default_factory=list)
    # Where the file has tagged nodes at all, near the box or not.
    seen: Degrees | None = None


def read_osm(path: Path, report: SourceReport, near: Degrees | None, around: Degrees | None = None) -> Found:
    """Read a file. ``near`` keeps only what touches this box in degrees, ``around`` destinations in a larger one besides.

    Raises ProblemError ("survey.osm").
    """
    try:
        head = osmium.io.Reader(str(path), osmium.osm.NOTHING).header().box()
        says = _box(head)
        raw = _pass(path, near, around)
    except (RuntimeError, ValueError, OSError, osmium.InvalidLocationError) as error:
        raise problem(
            "survey.osm",
            f"Die Datei {path.name} ist keine lesbare OpenStreetMap-Datei ({str(error)[:120]}).",
            f"The file {path.name} is no readable OpenStreetMap file ({str(error)[:120]}).",
        ) from error
    found = Found(report, says=says or raw.seen)
    _add_nodes(raw, found)
    _add_ways(raw, found, near, around)
    return found


def _box(box: Any) -> Degrees | None:
    """Give the header's box, None where it is missing or spans half the Earth."""
    if not box.valid():
        return None
    low, high = box.bottom_left, box.top_right
    return None if high.lon - low.lon > 20 or high.lon <= low.lon else (low.lon, low.lat, high.lon, high.lat)


def _pass(path: Path, near: Degrees | None, around: Degrees | None) -> _Read:
    """Go over the file once; untagged nodes never reach Python."""
    factory, raw = osmium.geom.WKBFactory(), _Read()
    tagged = osmium.filter.EmptyTagFilter()
    tagged.enable_for(osmium.osm.NODE)
    west, south, east, north = near or (-181.0, -91.0, 181.0, 91.0)
    wide = around or (0.0, 0.0, 0.0, 0.0)
    w, s, e, n = 181.0, 91.0, -181.0, -91.0
    one: Any
    for one in osmium.FileProcessor(str(path)).with_locations().with_filter(tagged):
        if one.is_node():
            lon, lat = one.lon, one.lat
            w, s, e, n = min(w, lon), min(s, lat), max(e, lon), max(n, lat)
            if west <= lon <= east and south <= lat <= north:
                tags = dict(one.tags)
                if not _KEYS.isdisjoint(tags):
                    raw.nodes.append((lon, lat, tags))
            elif wide[0] < lon < wide[2] and wide[1] < lat < wide[3] and _may_matter(one.tags):
                tags = dict(one.tags)
                if afar_kind(tags):
                    raw.afar.append((lon, lat, tags))
        elif one.is_way():
            try:
                raw.lines.append(factory.create_linestring(one))
                raw.ways.append((one.id, dict(one.tags)))
            except (RuntimeError, osmium.InvalidLocationError):
                raw.pieces.append((one.id, dict(one.tags), _runs(one)))
        elif one.is_relation():
            tags = dict(one.tags)
            if tags.get("type") == "multipolygon":
                raw.relations.append((one.id, tags, [(m.ref, m.role) for m in one.members if m.type == "w"]))
    raw.seen = (w, s, e, n) if w <= e else None
    return raw


def _may_matter(tags: Any) -> bool:
    """Say whether a node may be a destination; reading all its tags takes ten times as long."""
    return tags.get("highway") == "bus_stop" or any(
        key in tags for key in ("shop", "amenity", "leisure", "railway", "healthcare")
    )


def _runs(way: Any) -> list[list[tuple[float, float]]]:
    """Give the stretches of a way whose nodes are there, without bridging the gaps."""
    runs: list[list[tuple[float, float]]] = [[]]
    for node in way.nodes:
        if not node.location.valid():
            runs.append([])
        elif not runs[-1] or runs[-1][-1] != (node.lon, node.lat):
            runs[-1].append((node.lon, node.lat))
    return [run for run in runs if len(run) > 1]


def _add_nodes(raw: _Read, found: Found) -> None:
    points = shapely.points(np.array([(lon, lat) for lon, lat, _ in raw.nodes]).reshape(-1, 2))
    found.features += [Feature(tags, point) for (_, _, tags), point in zip(raw.nodes, points, strict=True)]
    found.report.add_read("nodes", len(raw.nodes))
    points = shapely.points(np.array([(lon, lat) for lon, lat, _ in raw.afar]).reshape(-1, 2))
    found.afar += [Feature(tags, point) for (_, _, tags), point in zip(raw.afar, points, strict=True)]


def _add_ways(raw: _Read, found: Found, near: Degrees | None, around: Degrees | None) -> None:
    lines = shapely.from_wkb(np.array(raw.lines, dtype=object)) if raw.lines else np.array([], dtype=object)
    if found.says is raw.seen and len(lines):
        b = shapely.total_bounds(lines).tolist()
        w, s, e, n = raw.seen or b
        found.says = (min(w, b[0]), min(s, b[1]), max(e, b[2]), max(n, b[3]))
    by_id = {way: row for row, (way, _) in enumerate(raw.ways)}
    used = _add_relations(raw, lines, by_id, found, near, around)
    close = _near(lines, near)
    keep = [
        row for row, (way, tags) in enumerate(raw.ways)
        if close[row] and way not in used and not _KEYS.isdisjoint(tags)
    ]  # fmt: skip
    found.report.add_read("ways", len(keep))
    closed = shapely.is_closed(lines[keep]) & (shapely.get_num_points(lines[keep]) > 3) if keep else np.zeros(0, bool)
    rings = [row for row, ring in zip(keep, closed, strict=True) if ring and is_area(raw.ways[row][1])]
    areas, mended = areas_of(lines[rings])
    found.report.default(
        "mended",
        "Umrisse kreuzen sich selbst und wurden geradegerückt.",
        "Outlines cross themselves and were mended.",
        mended,
    )
    for row, shape in zip(rings, areas, strict=True):
        _take(found, raw.ways[row][1], shape, f"way/{raw.ways[row][0]}")
    whole = set(rings)
    for row in keep:
        if row not in whole:
            _take(found, raw.ways[row][1], lines[row], f"way/{raw.ways[row][0]}")
    _add_pieces(raw, found, near)
    if around is not None:
        _add_afar(raw, lines, found, _near(lines, around) & ~close)


def _add_afar(raw: _Read, lines: Any, found: Found, there: Any) -> None:
    """Take areas further away that are destinations."""
    rows = [row for row in np.flatnonzero(there).tolist() if afar_kind(raw.ways[row][1]) and is_area(raw.ways[row][1])]
    rows = [row for row in rows if shapely.is_closed(lines[row]) and shapely.get_num_points(lines[row]) > 3]
    for row, shape in zip(rows, areas_of(lines[rows])[0], strict=True):
        if shape is not None:
            found.afar.append(Feature(raw.ways[row][1], shape, f"way/{raw.ways[row][0]}"))


def _take(found: Found, tags: dict[str, str], shape: Any, id_: str) -> None:
    if shape is None or shape.is_empty:
        found.report.leave("no_shape", "Umrisse ohne Fläche.", "Outlines without an area.")
    else:
        found.features.append(Feature(tags, shape, id_))


def _near(shapes: Any, near: Degrees | None) -> Any:
    if near is None or not len(shapes):
        return np.ones(len(shapes), dtype=bool)
    b = shapely.bounds(shapes)
    return (b[:, 0] <= near[2]) & (b[:, 2] >= near[0]) & (b[:, 1] <= near[3]) & (b[:, 3] >= near[1])


def _add_pieces(raw: _Read, found: Found, near: Degrees | None) -> None:
    """Take what is left of clipped ways: lines in pieces; areas only where nearly all nodes are there."""
    for id_, tags, runs in raw.pieces:
        if _KEYS.isdisjoint(tags):
            continue
        shapes: list[Any] = [shapely.LineString(run) for run in runs]
        if is_area(tags):
            known = [point for run in runs for point in run]
            solid = "building" not in tags and "building:part" not in tags and len(known) > 2
            shapes = list(areas_of(np.array([shapely.LineString([*known, known[0]])]))[0]) if solid else []
        shapes = [shape for shape in shapes if shape is not None and _near(np.array([shape]), near)[0]]
        if shapes:
            found.report.add_read("ways")
            found.report.default(
                "cut_ways", "Wege am Rand der Datei ohne alle Punkte: Übernommen ist, was da ist.",
                "Ways at the file's edge without all their nodes: what is there was taken.",
            )  # fmt: skip
        elif near is None or not runs:
            found.report.leave(
                "missing_nodes", "Wege ohne Punkte: Die Datei wurde ohne sie ausgeschnitten.",
                "Ways without their nodes: the file was cut without them.",
            )  # fmt: skip
        found.features += [Feature(tags, shape, f"way/{id_}") for shape in shapes]


def _add_relations(
    raw: _Read, lines: Any, by_id: dict[int, int], found: Found, near: Degrees | None, around: Degrees | None
) -> set[int]:
    """Join multipolygons from their ways; gives the ways whose tags a relation without own tags has taken over."""
    used: set[int] = set()
    for id_, own, members in raw.relations:
        outer = [by_id[ref] for ref, role in members if role != "inner" and ref in by_id]
        inner = [by_id[ref] for ref, role in members if role == "inner" and ref in by_id]
        if not outer:
            continue
        close = bool(_near(lines[outer], near).any()) or _around(lines[outer], near)
        if not close and (around is None or not afar_kind(own) or not _near(lines[outer], around).any()):
            continue
        tags, takes = own, False
        if _KEYS.isdisjoint(own):  # the old way: the tags stand on the outer way
            tags = raw.ways[outer[0]][1]
            takes = is_area(tags)
            if not takes:
                continue
        shape = _joined(lines[outer], lines[inner])
        if shape is None:
            found.report.leave(
                "open_rings", "Flächen aus mehreren Wegen, denen ein Stück fehlt.",
                "Areas of several ways of which a part is missing.", int(close),
            )  # fmt: skip
            continue
        if not close:
            found.afar.append(Feature(own, shape, f"relation/{id_}"))
            continue
        if takes:
            used.update(raw.ways[row][0] for row in outer)
        if near is None or _near(np.array([shape]), near)[0]:
            found.report.add_read("relations")
            _take(found, tags, shape, f"relation/{id_}")
    return used


def _around(lines: Any, near: Degrees | None) -> bool:
    """Say whether the lines together lie around the box, though none of them touches it."""
    if near is None:
        return True
    b = shapely.total_bounds(lines)
    return bool(b[0] <= near[2] and b[2] >= near[0] and b[1] <= near[3] and b[3] >= near[1])


def _joined(outer: Any, inner: Any) -> Any:
    shape = _polygons(outer)
    if shape is None:
        return None
    hole = _polygons(inner) if len(inner) else None
    shape = shapely.difference(shape, hole) if hole is not None else shape
    return None if shape.is_empty else shape


def _polygons(lines: Any) -> Any:
    """Give the area that lines enclose, None where they do not close."""
    rings = shapely.is_closed(lines)
    parts = list(areas_of(lines[rings])[0])
    if not rings.all():
        parts += list(shapely.get_parts(shapely.polygonize(lines[~rings])))
    parts = [part for part in parts if part is not None and not part.is_empty]
    if not parts:
        return None
    # What lies inside another ring of the same role is an island only where it is an inner way; union keeps it simple.
    return shapely.union_all(parts) if len(parts) > 1 else parts[0]
