"""A still picture of the map, drawn from the lake as SVG: for browsers that cannot draw maps, for paper, before the map is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import duckdb

from stadtkern.data.lake.sql import quoted
from stadtkern.data.portal.access import lake, streams_of
from stadtkern.data.portal.map_colours import LAND, LOOKS, ROADS, data_colour
from stadtkern.data.portal.map_state import View
from stadtkern.data.portal.maps import Layer
from stadtkern.data.portal.rows import shown, table_of
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts

LEAST_SIDE, MOST_SIDE = 120, 1600
_MOST_POINTS = 4000
_MOST_SHAPES = 6000
_NAMED = 12
_LONG = re.compile(r"(\.\d)\d+")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a picture is drawn on: the view, its size in pixels, light or dark."""

    view: View
    width: int
    height: int
    look: str

    @property
    def envelope(self) -> str:
        """Give the SQL of the picture's box, a little wider."""
        west, south, east, north = self.view.box(self.width * 1.05, self.height * 1.05)
        return f"ST_MakeEnvelope({west!r}, {south!r}, {east!r}, {north!r})"

    def placed(self, geometry: str = "geom") -> str:
        """Give the SQL of a geometry in pixels, above counted up: SVG's writer turns it over."""
        west, _, _, north = self.view.box(self.width, self.height)
        fx, fy = self.view.scale
        return f"ST_Affine({geometry}, {fx!r}, 0, 0, {fy!r}, {-west * fx!r}, {-north * fy!r})"

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        """Give a place in pixels from the upper left corner."""
        west, _, _, north = self.view.box(self.width, self.height)
        fx, fy = self.view.scale
        return round((lon - west) * fx, 1), round((north - lat) * fy, 1)


def picture(
    sheet: Sheet,
    ground: DatasetFacts | None,
    layers: Sequence[tuple[int, Layer]],
    title: str,
    relief: str = "",
) -> str:
    """Draw the ground and some layers, each with the number of its colour. Gives an SVG that needs nothing else.

    ``relief``: an SVG image of light and shadow that lies on the land, under water, houses and roads.
    """
    c = LOOKS[sheet.look]
    parts = [f'<rect width="100%" height="100%" fill="{c["ground"]}"/>']
    with lake().read() as cursor:
        if ground is not None:
            parts += _ground(cursor, sheet, {one.name: one for one in ground.collections if one.rows}, relief)
        else:
            parts.append(relief)
        order = {"area": 0, "line": 1}
        for colour, layer in sorted(layers, key=lambda pair: order.get(pair[1].kind, 2)):
            parts += _layer(cursor, sheet, layer, data_colour(colour, sheet.look))
        if ground is not None:
            parts += _names(cursor, sheet, {one.name: one for one in ground.collections})
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{sheet.width}" height="{sheet.height}"'
        f' viewBox="0 0 {sheet.width} {sheet.height}" role="img" aria-label={quoteattr(_clean(title))}>'
        f"<title>{escape(_clean(title))}</title>{''.join(parts)}</svg>"
    )


def _paths(
    cursor: duckdb.DuckDBPyConnection,
    sheet: Sheet,
    collection: CollectionFacts,
    where: str,
    least: float,
    fine: float = 0.4,
) -> str:
    """Give the outlines of what lies in the picture as one path; what is smaller than ``least`` pixels is left out."""
    size = "greatest(ST_XMax(p) - ST_XMin(p), ST_YMax(p) - ST_YMin(p))"
    rows = cursor.execute(
        f"""SELECT ST_AsSVG(ST_Simplify(p, {fine}), false, 1) FROM (
                SELECT {sheet.placed()} AS p FROM {table_of(collection)}
                WHERE geom && {sheet.envelope} AND ST_Dimension(geom) > 0 AND ST_GeometryType(geom) <> 'GEOMETRYCOLLECTION' AND {where})
            WHERE {size} >= {least!r} ORDER BY {size} DESC LIMIT {_MOST_SHAPES}"""
    ).fetchall()
    # Whole numbers and one place behind: the tenth of a pixel is finer than any screen.
    return _LONG.sub(r"\1", "".join(text for (text,) in rows if text)).replace("M ", "M").replace(" L ", "L")


def _is_in(classes: Iterable[str]) -> str:
    listed = ", ".join(f"'{one}'" for one in classes)
    return f"class IN ({listed})"


def _ground(
    cursor: duckdb.DuckDBPyConnection, sheet: Sheet, parts: dict[str, CollectionFacts], relief: str
) -> list[str]:
    c = LOOKS[sheet.look]
    found: list[str] = []

    def fill(name: str, colour: str, where: str, least: float, more: str = "") -> None:
        if name in parts and (d := _paths(cursor, sheet, parts[name], f"ST_Dimension(geom) = 2 AND {where}", least)):
            found.append(f'<path fill="{colour}"{more} d="{d}"/>')

    def line(name: str, colour: str, width: float, where: str, more: str = "") -> None:
        if name in parts and (d := _paths(cursor, sheet, parts[name], where, 1.0)):
            found.append(f'<path fill="none" stroke="{colour}" stroke-width="{width:.1f}"{more} d="{d}"/>')

    for colour, classes in LAND.items():
        fill("land", c[colour], _is_in(classes), 2.0)
    found.append(relief)
    fill("water", c["water"], "true", 1.5)
    line("waterways", c["water_line"], _between(sheet.view.zoom, 1.0, 4.0), "true")
    if sheet.view.zoom >= 12.5:
        edge = f' stroke="{c["building_edge"]}" stroke-width=".4"' if sheet.view.zoom >= 15 else ""
        fill("buildings", c["building"], "true", 1.2, edge)
    soft = ' stroke-linecap="round" stroke-linejoin="round"'
    wide = [road for road in ROADS if sheet.view.zoom >= road[2]]
    if sheet.view.zoom >= 13:
        for kind, classes, _, low, high in wide:
            if kind != "path":
                line("roads", c[f"{kind}_edge"], _between(sheet.view.zoom, low, high) + 1.2, _is_in(classes), soft)
    for kind, classes, _, low, high in wide:
        line("roads", c[kind], _between(sheet.view.zoom, low, high), _is_in(classes), soft)
    line("rails", c["rail"], _between(sheet.view.zoom, 1.6, 3.0), "true")
    return found


def _between(zoom: float, at_14: float, at_18: float) -> float:
    """Give a width between those at zoom 14 and 18; each zoom less than 14 is thinner by a third."""
    if zoom <= 14:
        return float(max(0.5, at_14 * 1.5 ** (zoom - 14)))
    share = (1.5 ** (min(zoom, 19) - 14) - 1) / (1.5**4 - 1)
    return float(at_14 + (at_18 - at_14) * share)


def _layer(cursor: duckdb.DuckDBPyConnection, sheet: Sheet, layer: Layer, colour: str) -> list[str]:
    edge = LOOKS[sheet.look]["edge"]
    if layer.kind == "station":
        places = dict.fromkeys(
            (one.lon, one.lat, one.thing_name)
            for one in streams_of(layer.collection)
            if one.lon is not None and one.lat is not None
        )
        return _marks(sheet, [(lon, lat, name) for lon, lat, name in places], colour, edge, ring=True)
    if layer.kind == "point":
        return _marks(sheet, _points(cursor, sheet, layer.collection), colour, edge, ring=False)
    d = _paths(cursor, sheet, layer.collection, "true", 1.0)
    if not d:
        return []
    if layer.kind == "line":
        soft = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
        width = _between(sheet.view.zoom, 3.2, 6)
        return [
            f'<path {soft} stroke="{edge}" stroke-width="{width + 2:.1f}" d="{d}"/>',
            f'<path {soft} stroke="{colour}" stroke-width="{width:.1f}" d="{d}"/>',
        ]
    return [f'<path fill="{colour}" fill-opacity=".28" stroke="{colour}" stroke-width="1.6" d="{d}"/>']


def _points(
    cursor: duckdb.DuckDBPyConnection, sheet: Sheet, collection: CollectionFacts
) -> list[tuple[float, float, str]]:
    """Give the points in the picture; where very many lie on the same few pixels, one of them."""
    name = next((one.name for one in shown(collection) if one.role == "name"), None)
    said = f"CAST({quoted(name)} AS VARCHAR)" if name else "''"
    fx, fy = sheet.view.scale
    rows = cursor.execute(
        f"""SELECT any_value(ST_X(p)), any_value(ST_Y(p)), any_value(said) FROM (
                SELECT ST_PointOnSurface(geom) AS p, {said} AS said FROM {table_of(collection)}
                WHERE geom && {sheet.envelope} AND NOT ST_IsEmpty(geom))
            GROUP BY CAST(floor(ST_X(p) * {fx!r} / 3) AS BIGINT), CAST(floor(ST_Y(p) * {fy!r} / 3) AS BIGINT)
            LIMIT {_MOST_POINTS}"""
    ).fetchall()
    return [(lon, lat, name or "") for lon, lat, name in rows]


def _marks(
    sheet: Sheet, places: Sequence[tuple[float, float, str]], colour: str, edge: str, *, ring: bool
) -> list[str]:
    here = [(*sheet.pixel(lon, lat), name) for lon, lat, name in places]
    here = [(x, y, name) for x, y, name in here if -20 < x < sheet.width + 20 and -20 < y < sheet.height + 20]
    few = len(here) <= 60
    radius = _between(sheet.view.zoom, 7.0 if ring else 4.6, 11) if few else _between(sheet.view.zoom, 3.2, 9)
    radius = max(2.0, radius)
    found = []
    if ring:
        dots = "".join(f'<circle cx="{x}" cy="{y}" r="{radius + 6:.1f}"/>' for x, y, _ in here)
        found.append(f'<g fill="{colour}" fill-opacity=".22">{dots}</g>')
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="{radius:.1f}"/>' for x, y, _ in here)
    found.append(f'<g fill="{colour}" stroke="{edge}" stroke-width="{1.8 if few else 0.6}">{dots}</g>')
    if ring and len(here) <= _NAMED:
        found += [_word(sheet, x, y + radius + 17, name, 12) for x, y, name in here]
    return found


def _names(cursor: duckdb.DuckDBPyConnection, sheet: Sheet, parts: dict[str, CollectionFacts]) -> list[str]:
    if "places" not in parts or not parts["places"].rows:
        return []
    rows = cursor.execute(
        f"""SELECT ST_X(p), ST_Y(p), name, class FROM (
                SELECT ST_PointOnSurface(geom) AS p, name, class FROM {table_of(parts["places"])}
                WHERE geom && {sheet.envelope} AND NOT ST_IsEmpty(geom) AND name IS NOT NULL) LIMIT 40"""
    ).fetchall()
    sizes = {"city": 24, "town": 20, "village": 16}
    return [
        _word(sheet, *sheet.pixel(lon, lat), name, sizes.get(str(kind), 13), strong=True)
        for lon, lat, name, kind in rows
    ]


def _word(sheet: Sheet, x: float, y: float, text: str, size: int, *, strong: bool = False) -> str:
    c = LOOKS[sheet.look]
    weight = ' font-weight="600"' if strong else ""
    return (
        f'<text x="{x}" y="{y:.1f}" font-family="Fira Sans, sans-serif" font-size="{size}"{weight} text-anchor="middle"'
        f' fill="{c["text"]}" stroke="{c["halo"]}" stroke-width="3" paint-order="stroke">{escape(_clean(text))}</text>'
    )


def _clean(text: str) -> str:
    """Shorten a name and leave out what XML cannot hold."""
    return "".join(one for one in text[:60] if one.isprintable())
