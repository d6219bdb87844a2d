"""The query of an items request, read and checked; what is not known is refused, not ignored."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from starlette.datastructures import QueryParams

from stadtkern.data.publish.features.cql import Fragment, compile_filter, parse_json, parse_text
from stadtkern.data.publish.features.cql.instants import parse_instant
from stadtkern.data.publish.features.cql.nodes import (
    Comparison,
    Geometry,
    Instant,
    Interval,
    Literal,
    Node,
    Property,
    Relation,
)
from stadtkern.data.publish.features.cql.shapes import box, moved
from stadtkern.data.publish.features.crs import Crs, crs_of
from stadtkern.data.publish.features.layers import RESERVED, Layer
from stadtkern.town.text import LANGUAGES, ProblemError, problem

DEFAULT_LIMIT = 100
MOST = 10_000
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\Z", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,40}\Z", re.ASCII)
# Points put on each edge of a box in another system, so that its bent edges in WGS84 are followed.
_STEPS = 16


@dataclass(frozen=True, slots=True)
class Sort:
    """One key to sort by."""

    name: str
    type: str
    descending: bool


@dataclass(frozen=True, slots=True)
class ItemsQuery:
    """What is asked: the conditions, the order, how many, where to go on, in which system and with which properties."""

    conditions: tuple[Fragment, ...]
    sort: tuple[Sort, ...]
    limit: int
    after: str | None
    crs: Crs
    properties: tuple[str, ...]


def wrong(parameter: str, de: str, en: str) -> ProblemError:
    """Make the error for a parameter's value."""
    return problem("query.value", f"Der Parameter „{parameter}“: {de}", f"The parameter “{parameter}”: {en}")


def check_known(params: QueryParams, known: Sequence[str] | frozenset[str]) -> None:
    """Refuse parameters that do not exist or stand twice (part 1, /req/core/query-param-unknown and -invalid)."""
    for name in params:
        if name not in known:
            short = name[:60]
            raise problem(
                "query.parameter",
                f"Den Parameter „{short}“ gibt es hier nicht.",
                f"There is no parameter “{short}” here.",
            )
        if len(params.getlist(name)) > 1:
            raise wrong(name, "er steht mehrfach da.", "it stands there more than once.")
    if params.get("lang", "de") not in LANGUAGES:
        raise wrong("lang", "möglich sind de und en.", "there are de and en.")


def items_query(params: QueryParams, layer: Layer) -> ItemsQuery:
    """Read the query of an items request. Raises ProblemError for anything that is not right."""
    check_known(params, RESERVED | frozenset(layer.queryable))
    return ItemsQuery(
        conditions=tuple(_conditions(params, layer)),
        sort=_sort(params.get("sortby"), layer),
        limit=_limit(params.get("limit")),
        after=params.get("after"),
        crs=crs_of(params.get("crs"), "crs"),
        properties=_properties(params.get("properties"), layer),
    )


def _conditions(params: QueryParams, layer: Layer) -> list[Fragment]:
    types = layer.queryable
    found: list[Fragment] = []
    box_crs = crs_of(params.get("bbox-crs"), "bbox-crs")
    if (text := params.get("bbox")) is not None:
        found.append(_within(_box(text, box_crs), layer))
    if (text := params.get("datetime")) is not None:
        found.extend(_datetime(text, layer))
    if (tree := _filter(params)) is not None:
        found.append(compile_filter(tree, types, crs_of(params.get("filter-crs"), "filter-crs").to_wgs84()))
    for name, type_ in types.items():
        if name in params and name not in RESERVED:
            found.append(_equals(name, type_, params[name], types))
    return found


def _filter(params: QueryParams) -> Node | None:
    language = params.get("filter-lang", "cql2-text")
    if language not in ("cql2-text", "cql2-json"):
        raise wrong("filter-lang", "möglich sind cql2-text und cql2-json.", "there are cql2-text and cql2-json.")
    crs_of(params.get("filter-crs"), "filter-crs")
    if (text := params.get("filter")) is None:
        return None
    return parse_json(text) if language == "cql2-json" else parse_text(text)


def _within(shape: Geometry, layer: Layer) -> Fragment:
    """Give the condition of a box: numbers stand in the SQL as such, since a statement with parameters is planned twice."""
    if shape.kind == "POLYGON" and len(shape.coordinates[0]) == 5:
        (west, south), (east, north) = shape.coordinates[0][0], shape.coordinates[0][2]
        envelope = f"ST_MakeEnvelope({float(west)!r}, {float(south)!r}, {float(east)!r}, {float(north)!r})"
        return Fragment(f"(geom && {envelope} AND ST_Intersects(geom, {envelope}))", (), "boolean")
    # The place goes by the name that no column of this layer has taken.
    return compile_filter(Relation("S_INTERSECTS", Property(layer.place), shape), layer.queryable)


def _box(text: str, crs: Crs) -> Geometry:
    parts = [part.strip() for part in text.split(",")]
    if not all(_NUMBER.match(part) for part in parts):
        raise wrong(
            "bbox", "er besteht aus vier oder sechs Zahlen mit Kommas.", "it is four or six numbers with commas."
        )
    numbers = [float(part) for part in parts]
    if crs.north_first and len(numbers) in (4, 6):
        half = len(numbers) // 2
        for first in (0, half):
            numbers[first], numbers[first + 1] = numbers[first + 1], numbers[first]
    shape = box(numbers)
    move = crs.to_wgs84()
    if move is None or crs.north_first:
        return shape
    if shape.kind != "POLYGON":
        raise wrong("bbox", "die linke Kante liegt rechts der rechten.", "the left edge is right of the right one.")
    return moved(_bent(shape), move)


def _bent(shape: Geometry) -> Geometry:
    ring = shape.coordinates[0]
    points: list[tuple[float, float]] = []
    for (x1, y1), (x2, y2) in pairwise(ring):
        points.extend((x1 + (x2 - x1) * i / _STEPS, y1 + (y2 - y1) * i / _STEPS) for i in range(_STEPS))
    points.append(points[0])
    return Geometry("POLYGON", (tuple(points),))


def _datetime(text: str, layer: Layer) -> list[Fragment]:
    parts = text.split("/")
    if len(parts) > 2 or parts in ([".."], [""]):
        raise wrong("datetime", "er ist eine Zeit oder zwei mit „/“.", "it is a time or two with “/”.")
    bounds: list[Instant | None] = [None if part in ("..", "") else parse_instant(part) for part in parts]
    operand: Node = bounds[0] if len(bounds) == 1 and bounds[0] else Interval(bounds[0], bounds[-1])
    if len(bounds) == 2 and bounds[0] and bounds[1] and bounds[0].start > bounds[1].end:
        raise wrong("datetime", "der Zeitraum endet, bevor er beginnt.", "the interval ends before it begins.")
    if layer.time is None:
        return []
    return [compile_filter(Relation("T_INTERSECTS", Property(layer.time.name), operand), layer.queryable)]


def _equals(name: str, type_: str, text: str, types: Mapping[str, str]) -> Fragment:
    return compile_filter(Comparison("=", Property(name), _value(name, type_, text)), types)


def _value(name: str, type_: str, text: str) -> Node:
    if type_ in ("number", "integer"):
        pattern = _NUMBER if type_ == "number" else _WHOLE
        if not pattern.match(text):
            raise wrong(name, "er ist keine passende Zahl.", "it is no fitting number.")
        return Literal(int(text) if _WHOLE.match(text) and len(text) < 19 else float(text))
    if type_ == "boolean":
        if text not in ("true", "false"):
            raise wrong(name, "möglich sind true und false.", "there are true and false.")
        return Literal(text == "true")
    if type_ in ("date", "time"):
        return parse_instant(text)
    return Literal(text)


def _limit(text: str | None) -> int:
    if text is None:
        return DEFAULT_LIMIT
    if not re.fullmatch(r"\d{1,18}", text, re.ASCII) or int(text) < 1:
        raise wrong("limit", f"er ist eine Zahl von 1 bis {MOST}.", f"it is a number from 1 to {MOST}.")
    return min(int(text), MOST)


def _sort(text: str | None, layer: Layer) -> tuple[Sort, ...]:
    if text is None:
        return ()
    keys: list[Sort] = []
    for part in text.split(","):
        # A plus in an address arrives as a blank.
        name = part.lstrip("+ -") if part[:1] in "+- " else part
        if name not in layer.queryable:
            raise wrong(
                "sortby", f"die Eigenschaft „{name[:60]}“ gibt es nicht.", f"there is no property “{name[:60]}”."
            )
        keys.append(Sort(name, layer.types[name], descending=part.startswith("-")))
    return tuple(keys)


def _properties(text: str | None, layer: Layer) -> tuple[str, ...]:
    names = tuple(layer.types)
    if text is None:
        return names
    asked = text.split(",") if text else []
    for name in asked:
        if name not in layer.types:
            raise wrong("properties", f"„{name[:60]}“ gibt es nicht.", f"there is no “{name[:60]}”.")
    return tuple(name for name in names if name in asked)
