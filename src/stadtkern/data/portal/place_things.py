"""One thing of a dataset in words: its columns, its shape, and for an area what lies within."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stadtkern.data.lake.sql import quoted
from stadtkern.data.paths.town import lines_of
from stadtkern.data.portal.access import lake
from stadtkern.data.portal.map_picture import Sheet
from stadtkern.data.portal.memory import remembered
from stadtkern.data.portal.ready_town import ReadyTown
from stadtkern.data.portal.row_figures import told
from stadtkern.data.portal.rows import shown, table_of
from stadtkern.data.portal.things_near import counted, label_column, near
from stadtkern.data.portal.unit_words import unit_after, unit_words
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts, DatasetFacts
from stadtkern.town.text import Text

if TYPE_CHECKING:
    from stadtkern.data.paths.network import Floats

_MOST_FACTS = 24
# What OpenStreetMap keeps for itself and no reader asks for.
_UNSAID = frozenset({"osm_id", "kind", "class", "admin_level", "value", "layer"})
_HOUR = 3600.0
# Everyday parts of the town's map that are worth counting in an area.
_COUNTED_PARTS = ("buildings",)


@dataclass(frozen=True)
class Thing:
    """A thing: its name, its columns as words, a point on it, and its lines or outlines in degrees."""

    dataset: DatasetFacts
    collection: CollectionFacts
    id: int
    name: str
    facts: tuple[tuple[str, str], ...]
    lon: float | None
    lat: float | None
    lines: tuple[Floats, ...]
    is_area: bool

    @property
    def box(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of its lines."""
        if not self.lines:
            return None
        lons = [float(value) for line in self.lines for value in (line[:, 0].min(), line[:, 0].max())]
        lats = [float(value) for line in self.lines for value in (line[:, 1].min(), line[:, 1].max())]
        return min(lons), min(lats), max(lons), max(lats)


def thing(dataset: DatasetFacts, collection: CollectionFacts, number: int, language: str) -> Thing | None:
    """Read one thing by its id; None when there is none."""
    columns = shown(collection)
    listed = ", ".join(["", *(quoted(one.name) for one in columns)])
    with lake().read() as cursor:
        row = cursor.execute(
            f"""SELECT ST_AsWKB(geom), ST_Dimension(geom), ST_X(ST_PointOnSurface(geom)), ST_Y(ST_PointOnSurface(geom)){listed}
                FROM {table_of(collection)} WHERE _id = ?""",
            [number],
        ).fetchone()
    if row is None:
        return None
    wkb, dimension, lon, lat, *cells = row
    label = label_column(collection)
    name = next(
        (str(cell or "") for cell, one in zip(cells, columns, strict=True) if label and one.name == label.name), ""
    )
    facts = [
        (_title(one), text)
        for cell, one in zip(cells, columns, strict=True)
        if not (label and one.name == label.name)
        and not (one.name in _UNSAID and (dataset.is_ground or _is_timetable(collection)))
        and one.role != "id"
        and (text := _written(cell, collection, one, language))
    ]
    lines = tuple(lines_of(bytes(wkb))) if wkb is not None and dimension else ()
    return Thing(
        dataset, collection, number, name.strip(), tuple(facts[:_MOST_FACTS]), lon, lat, lines, is_area=dimension == 2
    )


def _is_timetable(collection: CollectionFacts) -> bool:
    return any(one.name in ("stop_id", "route_id") for one in collection.columns)


def _title(column: ColumnFacts) -> str:
    return column.title or column.name


def _written(cell: object, collection: CollectionFacts, column: ColumnFacts, language: str) -> str:
    text = told(cell, collection, column, language)
    unit = unit_after(text, unit_words(column.unit), language) if text else ""
    return f"{text} {unit}".strip()


def inside(town: ReadyTown, one: Thing) -> list[tuple[DatasetFacts, CollectionFacts, Text, int]]:
    """Count what lies within an area, dataset by dataset, the most first."""
    found = []
    for dataset in town.datasets:
        for collection in dataset.collections:
            if collection.shape != "features" or not collection.rows or collection.id == one.collection.id:
                continue
            if (dataset.is_ground and collection.name not in _COUNTED_PARTS) or collection.name == "lines":
                continue
            points = near(collection)

            def count(points=points) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001
                return counted(points, one.lines)

            n = remembered(
                "inside", collection, count, one.collection.id, one.id, one.collection.modified, seconds=_HOUR
            )
            if n:
                found.append((dataset, collection, dataset.title_of(collection), n))
    return sorted(found, key=lambda row: -row[3])


def outline(sheet: Sheet, one: Thing) -> str:
    """Write a thing's lines as an SVG path in a picture's pixels."""
    return "".join(
        "M" + "L".join("{} {}".format(*sheet.pixel(float(lon), float(lat))) for lon, lat in line) for line in one.lines
    )
