"""Which columns say where something is, in which coordinate system, and whether they stand in each other's place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from stadtkern.data.gather.columns import Facts, typed_numbers
from stadtkern.data.gather.model import Guess, Role
from stadtkern.data.gather.tabular import Cell
from stadtkern.data.harmonise.numbers import NumberStyle
from stadtkern.data.harmonise.places import guess_crs, parse_coordinate, swapped
from stadtkern.data.harmonise.refused import Refused
from stadtkern.town.text import Text

WGS84 = "EPSG:4326"
_WKT = re.compile(
    r"\s*(?:SRID=\d+;)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*(?:Z\s*|M\s*)?(?:\(|EMPTY)", re.IGNORECASE
)
_PAIR = re.compile(r"\s*-?\d{1,3}\.\d+\s*[,; ]\s*-?\d{1,3}\.\d+\s*")


@dataclass(slots=True)
class Place:
    """Where the rows are: the columns by role, the coordinate system, whether the axes are swapped, what was guessed."""

    roles: dict[int, Role]
    crs: str = WGS84
    swap: bool = False
    formats: dict[int, str] = field(default_factory=dict)
    guesses: list[Guess] = field(default_factory=list)


def coordinates(cells: Sequence[Cell], style: NumberStyle) -> tuple[list[float | None], list[tuple[int, Refused]]]:
    """Read a column of coordinates: decimals in the column's style, else degrees, minutes and seconds."""
    numbers, refused, texts = typed_numbers(cells, style)
    found = [None if number is None else float(number) for number in numbers]
    still: list[tuple[int, Refused]] = []
    for place, reason in refused:
        try:
            found[place] = parse_coordinate(texts[place])
        except Refused:
            still.append((place, reason))
    return found, still


def find_place(
    facts: Sequence[Facts], sample: Sequence[Sequence[Cell]], near: tuple[float, float] | None = None
) -> Place | None:
    """Find the columns of coordinates or of geometry in a sample, or None. ``near`` is the town's middle."""
    for one in facts:
        some = one.present[:50]
        if some and sum(1 for text in some if _WKT.match(text)) >= 0.8 * len(some):
            return Place({one.place: Role.GEOMETRY}, formats={one.place: "wkt"})
    for north, east in _pairs(facts):
        found = _as_place(north, east, sample, near)
        if found is not None:
            return found
    for one in facts:
        if one.kind == "text" and one.present and all(_PAIR.fullmatch(text) for text in one.present[:50]):
            return Place(
                {one.place: Role.GEOMETRY},
                formats={one.place: "lat,lon"},
                guesses=[
                    Guess(
                        "place.pair",
                        Text(
                            f"Die Spalte „{one.header}“ enthält Breite und Länge zusammen.",
                            f"The column “{one.header}” holds latitude and longitude together.",
                        ),
                        0.85,
                        one.header,
                        "lat,lon",
                    )
                ],
            )
    return _unnamed(facts, sample)


def _pairs(facts: Sequence[Facts]) -> list[tuple[Facts, Facts]]:
    """Give pairs of columns whose headers say north and east, degrees first."""
    pairs = []
    for north_role, east_role in ((Role.LATITUDE, Role.LONGITUDE), (Role.NORTHING, Role.EASTING)):
        norths = [one for one in facts if one.role is north_role and _may_be_coordinate(one)]
        easts = [one for one in facts if one.role is east_role and _may_be_coordinate(one)]
        pairs += list(zip(norths, easts, strict=False))
    return pairs


def _may_be_coordinate(one: Facts) -> bool:
    if one.is_amount:
        return True
    return bool(one.present) and one.kind == "text" and all("°" in text or "'" in text for text in one.present[:20])


def _as_place(
    north: Facts, east: Facts, sample: Sequence[Sequence[Cell]], near: tuple[float, float] | None
) -> Place | None:
    xs, _ = coordinates(sample[east.place], east.style)
    ys, _ = coordinates(sample[north.place], north.style)
    guess = guess_crs(xs, ys, (east.header, north.header), near)
    if guess is None:
        return None
    if guess.code != WGS84:
        place = Place({east.place: Role.EASTING, north.place: Role.NORTHING}, crs=guess.code, swap=guess.swapped)
        if guess.sure < 1:
            place.guesses.append(Guess("place.crs", guess.why, guess.sure, east.header, guess.code))
        return place
    named = east.role is Role.LONGITUDE
    if not named and guess.sure < 0.8 and not (_is_exact(east) and _is_exact(north)):
        return None  # x and y with small numbers may be anything
    place = Place({east.place: Role.LONGITUDE, north.place: Role.LATITUDE})
    if not named or guess.sure < 0.8:
        place.guesses.append(Guess("place.crs", guess.why, guess.sure, east.header, guess.code))
    swap = swapped(xs, ys)
    if swap:
        place.swap = True
        place.guesses.append(Guess("place.swapped", swap.why, swap.sure, north.header, "swap"))
    return place


def _unnamed(facts: Sequence[Facts], sample: Sequence[Sequence[Cell]]) -> Place | None:
    """Find two neighbouring columns without telling headers whose numbers are exact degrees inside Germany."""
    exact = [one for one in facts if one.kind == "number" and one.role is None and one.unit is None and _is_exact(one)]
    for first, second in pairwise(exact):
        if second.place != first.place + 1:
            continue
        xs, _ = coordinates(sample[first.place], first.style)
        ys, _ = coordinates(sample[second.place], second.style)
        guess = guess_crs(xs, ys, ())
        if guess is None or guess.code != WGS84 or guess.sure < 0.9:
            continue
        lon, lat = (second, first) if guess.swapped or swapped(xs, ys) else (first, second)
        why = Text(
            f"Die Zahlen in „{lon.header}“ und „{lat.header}“ sehen nach Länge und Breite aus.",
            f"The numbers in “{lon.header}” and “{lat.header}” look like longitude and latitude.",
        )
        return Place(
            {lon.place: Role.LONGITUDE, lat.place: Role.LATITUDE},
            guesses=[Guess("place.columns", why, 0.6, lat.header, WGS84)],
        )
    return None


def _is_exact(one: Facts) -> bool:
    """Degrees of a place have at least three decimals, nearly always."""
    long = sum(1 for text in one.present if len(text.rpartition(one.style.decimal)[2]) >= 3)
    return long > 0.9 * len(one.present)
