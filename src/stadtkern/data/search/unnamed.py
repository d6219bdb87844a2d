"""Things without a name of their own: trees, benches, empty shops. They are found by what they are and by their street."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from stadtkern.data.lake.sql import quoted
from stadtkern.data.registry.facts import CollectionFacts
from stadtkern.town.text import Text

_KINDS = ("art", "typ", "kind", "type", "kategorie", "nutzung", "baumart", "gattung", "objektart", "bezeichnung")
STREETS = ("long_name", "strasse", "adresse", "anschrift", "street", "address", "lage", "standort")
# Degrees of longitude and latitude that are some 130 m; what stands farther from every house is beside no street.
_WIDE, _HIGH = 0.0019, 0.0012
_MOST = 50_000
_THERE = "geom IS NOT NULL AND NOT st_isempty(geom)"


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Things of one kind at one street: how many, and the first of them with where it is."""

    kind: Text
    street: str
    count: int
    row: int
    lon: float
    lat: float


def unnamed(
    cursor: DuckDBPyConnection, part: CollectionFacts, title: Text, houses: CollectionFacts | None
) -> Iterator[Unnamed]:
    """Give the rows of a collection that have no name, together where kind and street are the same.

    The kind is what a column says, else ``title``. The street is what a column says, else that of the nearest of the
    map's ``houses``; a thing that stands beside no street is left out.
    """
    columns = {one.name: one for one in part.columns}
    name = next((one.name for one in part.columns if one.role == "name"), None)
    kind = next((one for one in _KINDS if one in columns and columns[one].type == "text"), None)
    street = next((one for one in STREETS if one in columns), None)
    if street is None and houses is None:
        return
    rows = cursor.execute(
        f"""WITH thing AS (
                SELECT _id, {_text(kind)} AS kind, {_text(street)} AS street, st_x(middle) AS x, st_y(middle) AS y
                FROM (SELECT *, st_centroid(geom) AS middle FROM lake.tables.{part.table}
                      WHERE {_THERE} {f"AND {quoted(name)} IS NULL" if name else ""})),
            near AS ({_near(houses)})
            SELECT coalesce(kind, '') AS what, coalesce(thing.street, near.street) AS place, count(*), min(_id),
                   arg_min(x, _id), arg_min(y, _id)
            FROM thing LEFT JOIN near USING (_id) WHERE place IS NOT NULL GROUP BY what, place ORDER BY 4 LIMIT {_MOST}"""
    ).fetchall()
    for said, *rest in rows:
        yield Unnamed(Text(said, said) if said else title, *rest)


def _near(houses: CollectionFacts | None) -> str:
    """Give the SQL of the nearest house's street, by the thing's id: houses stand in cells, a thing asks nine of them."""
    if houses is None:
        return "SELECT 0 AS _id, NULL AS street WHERE false"
    return f"""
        SELECT _id, arg_min(house.street, pow((house.x - thing.x) * cos(radians(thing.y)), 2) + pow(house.y - thing.y, 2))
            AS street
        FROM thing JOIN (
            SELECT street, st_x(middle) AS x, st_y(middle) AS y, CAST(floor(x / {_WIDE}) AS BIGINT) + east AS cx,
                   CAST(floor(y / {_HIGH}) AS BIGINT) + north AS cy
            FROM (SELECT street, st_centroid(geom) AS middle FROM lake.tables.{houses.table}
                  WHERE street IS NOT NULL AND {_THERE}),
                 (VALUES (-1), (0), (1)) AS across(east), (VALUES (-1), (0), (1)) AS along(north)
        ) AS house ON cx = CAST(floor(thing.x / {_WIDE}) AS BIGINT) AND cy = CAST(floor(thing.y / {_HIGH}) AS BIGINT)
        WHERE thing.street IS NULL GROUP BY _id"""


def _text(column: str | None) -> str:
    """Give the SQL of a column's words; those without any count as missing."""
    return f"nullif(trim(CAST({quoted(column)} AS VARCHAR)), '')" if column else "NULL"
