"""Tree cadastres: CSV with coordinates in any usual system, heights and crowns where they are written down."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from stadtkern.data.harmonise.missing import is_missing
from stadtkern.data.harmonise.numbers import guess_style, parse_numbers
from stadtkern.data.harmonise.places import guess_crs
from stadtkern.data.harmonise.refused import Refused
from stadtkern.data.harmonise.text_encoding import decode_lines
from stadtkern.data.harmonise.units import unit_of
from stadtkern.quarter.survey.files import opened
from stadtkern.quarter.survey.found import Found, Tree
from stadtkern.quarter.survey.report import SourceReport
from stadtkern.town.text import problem

MOST_ROWS = 2_000_000
_EAST = re.compile(
    r"^(x|lon|long|lng|longitude|l(ä|ae)nge.*|geo.?l(ä|ae)nge.*|rechtswert|ostwert|easting|rw|east|utm.?x|x.?koord.*|koord.*x|xcoord|laengengrad)$"
)
_NORTH = re.compile(
    r"^(y|lat|latitude|breite.*|geo.?breite.*|hochwert|nordwert|northing|hw|north|utm.?y|y.?koord.*|koord.*y|ycoord|breitengrad)$"
)
_HEIGHT = re.compile(r"baumh(ö|oe)he|^h(ö|oe)he|height|^hoehe?m$")
_CROWN = re.compile(r"kronend|kronenb|krone.*(durchm|breite|ø)|crown|^krone")
_KIND = re.compile(r"lat|botan|gattung|genus|species|baumart|^art|name")
_POINT = re.compile(r"^\s*(?:SRID=\d+;)?POINT\s*Z?\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)", re.IGNORECASE)
_CONIFER = re.compile(
    r"\b(picea|pinus|abies|larix|taxus|thuja|juniperus|chamaecyparis|cedrus|pseudotsuga|sequoia\w*|metasequoia|tsuga|cupressus)\b"
    r"|fichte|kiefer|tanne|lärche|eibe|lebensbaum|zeder|douglasie|wacholder|mammutbaum",
    re.IGNORECASE,
)
_BLOSSOM = re.compile(r"\b(prunus|malus|magnolia|pyrus|cydonia)\b|kirsche|apfel|magnolie", re.IGNORECASE)


def leaves(words: str) -> Literal["crown", "conifer", "blossom"]:
    """Give which crown a tree has, from its names in Latin or German."""
    if _CONIFER.search(words):
        return "conifer"
    return "blossom" if _BLOSSOM.search(words) else "crown"


def read_trees(path: Path, report: SourceReport, middle: tuple[float, float] | None) -> Found:
    """Read a cadastre. ``middle`` (longitude, latitude) decides between systems with like numbers.

    Raises ProblemError: ``survey.trees`` (no table, no coordinates), ``survey.crs``.
    """
    try:
        header, rows = _table(path)
    except (Refused, csv.Error, OSError, EOFError) as error:
        raise _no_table(path) from error
    columns = _columns(header)
    place = _points(rows, columns, header)
    if place is None:
        raise _no_table(path)
    xs, ys, words = place
    guess = guess_crs(xs[:5000], ys[:5000], words, middle)
    if guess is None:
        raise problem(
            "survey.crs",
            f"In welchem Koordinatensystem die Bäume in {path.name} stehen, ist nicht zu erkennen.",
            f"The coordinate system of the trees in {path.name} cannot be told.",
        )
    if guess.swapped:
        xs, ys = ys, xs
    report.crs = guess.code
    report.add_read("trees", len(rows))
    found = Found(report, crs=guess.code)
    heights, crowns = _metres(rows, header, columns.get("height")), _metres(rows, header, columns.get("crown"))
    kinds = [at for at, name in enumerate(header) if _KIND.search(name.lower())]
    for at, row in enumerate(rows):
        x, y = xs[at], ys[at]
        if x is None or y is None or (x == 0 and y == 0):
            report.leave("no_place", "Bäume ohne lesbaren Ort.", "Trees without a readable place.")
            continue
        kind = leaves(" ".join(row[one] for one in kinds if one < len(row)))
        found.trees.append(Tree(float(x), float(y), heights[at], crowns[at], kind))
    return found


def _no_table(path: Path) -> Exception:
    return problem(
        "survey.trees",
        f"In {path.name} stehen keine Bäume mit Koordinaten. Gebraucht werden zwei Spalten, etwa X und Y oder Länge und Breite.",
        f"{path.name} holds no trees with coordinates. Two columns are needed, such as X and Y or longitude and latitude.",
    )


def _table(path: Path) -> tuple[list[str], list[list[str]]]:
    """Give the header and the rows of a CSV in any usual encoding, with any usual mark between its cells."""
    with opened(path) as stream:
        lines = decode_lines(stream)
        first = next(lines, "")
        mark = max(";\t,|", key=first.count)
        header = next(csv.reader([first], delimiter=mark), [])
        rows = []
        for row in csv.reader(lines, delimiter=mark):
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) > MOST_ROWS:
                raise Refused("table.rows", problem("", "", "").problem.text)
    return [name.strip().lstrip("\ufeff") for name in header], rows


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Give which column says what."""
    found: dict[str, int] = {}
    plain = [re.sub(r"\s*[\[(].*", "", name).strip().lower().replace("_", " ") for name in header]
    wanted = (("east", _EAST), ("north", _NORTH), ("height", _HEIGHT), ("crown", _CROWN))
    for what, pattern in wanted:
        at = next((at for at, name in enumerate(plain) if pattern.search(name)), None)
        if at is not None:
            found[what] = at
    return found


Numbers = list[float | None]


def _column(rows: Sequence[Sequence[str]], at: int) -> Numbers:
    texts = [row[at] if at < len(row) else None for row in rows]
    values, _ = parse_numbers(texts, guess_style(texts[:2000]))
    return [None if value is None else float(value) for value in values]


def _points(
    rows: Sequence[Sequence[str]], columns: dict[str, int], header: Sequence[str]
) -> tuple[Numbers, Numbers, list[str]] | None:
    """Give eastings, northings and the words about them, from two columns or from points written as text."""
    if not rows:
        return None
    if "east" in columns and "north" in columns:
        east, north = columns["east"], columns["north"]
        return _column(rows, east), _column(rows, north), [header[east], header[north]]
    for at in range(len(header)):
        points = [_POINT.match(row[at]) if at < len(row) else None for row in rows]
        if sum(point is not None for point in points) > len(points) / 2:
            xs: Numbers = [float(point[1]) if point else None for point in points]
            ys: Numbers = [float(point[2]) if point else None for point in points]
            return xs, ys, [header[at]]
    return None


def _metres(rows: Sequence[Sequence[str]], header: Sequence[str], at: int | None) -> Numbers:
    """Give a column in metres; None where it is empty or says nothing a tree can have."""
    if at is None:
        return [None] * len(rows)
    unit = unit_of(header[at])
    scale = 0.01 if (unit is not None and unit.ucum == "cm") or header[at].lower().endswith("cm") else 1.0
    blank = [row if at < len(row) and not is_missing(row[at]) else [] for row in rows]
    values = np.array([np.nan if one is None else one for one in _column(blank, at)], dtype=np.float64) * scale
    return [float(one) if 0.3 <= one <= 60 else None for one in values]
