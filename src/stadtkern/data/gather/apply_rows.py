"""Rows to features and plain tables: typed columns, and a point or shape in WGS84 where the table says one."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from stadtkern.data.gather import cells
from stadtkern.data.gather.columns import as_text
from stadtkern.data.gather.model import Column, Report, Role, Shape
from stadtkern.data.gather.plan import Plan, Used
from stadtkern.data.gather.propose_place import coordinates
from stadtkern.data.gather.tabular import Cell, Chunk, Table
from stadtkern.data.gather.tally import Tally
from stadtkern.data.gather.wkt import is_empty, wkb_of_wkt
from stadtkern.data.harmonise.missing import is_missing
from stadtkern.data.harmonise.places import plausible, transform
from stadtkern.data.harmonise.refused import Refused
from stadtkern.town.text import Text

_POINT = struct.Struct("<BIdd")
_UNREADABLE = Text(
    "Die Koordinaten dieser Zeile sind nicht zu lesen. Die Zeile wurde ohne Ort übernommen.",
    "This row's coordinates cannot be read. The row was taken over without a place.",
)
# Degrees say nothing that the geometry does not say; eastings are kept as they were given.
_NO_COLUMN = (Role.IGNORE, Role.LATITUDE, Role.LONGITUDE, Role.GEOMETRY)

Reader = Callable[[Sequence[Cell], Sequence[int]], pa.Array]


def point(lon: float, lat: float) -> bytes:
    """Give a point as WKB, longitude first."""
    return _POINT.pack(1, 1, lon, lat)


def columns_of_plan(plan: Plan) -> list[Column]:
    """Give the typed columns of a feature or table part, in the file's order."""
    return [
        Column(one.mapping.name, one.mapping.title, one.mapping.type, one.mapping.unit, one.mapping.role)
        for one in plan.columns
        if one.mapping.role not in _NO_COLUMN
    ]


@dataclass(slots=True)
class RowReader:
    """Draws a part of features or plain rows."""

    table: Table
    plan: Plan
    report: Report
    tally: Tally

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Read the table anew and give its rows in batches."""
        self.tally.start()
        used = [one for one in self.plan.columns if one.mapping.role not in _NO_COLUMN]
        readers = [self._reader(one) for one in used]
        names = [one.mapping.name for one in used]
        places = self.plan.mapping.shape is Shape.FEATURES
        for chunk in self.table.chunks(self.tally):
            arrays = [read(chunk.columns[one.place], chunk.rows) for one, read in zip(used, readers, strict=True)]
            fields = [*names, "_row"]
            arrays.append(pa.array(chunk.rows, pa.int64()))
            if places:
                fields.append("geom")
                arrays.append(self._geometry(chunk))
            yield pa.RecordBatch.from_arrays(arrays, names=fields)

    def _reader(self, used: Used) -> Reader:
        column, tally, header = used.mapping, self.tally, used.header
        if self.plan.mapping.shape is Shape.FEATURES and column.role in (Role.EASTING, Role.NORTHING):
            tally = Tally(Report())  # what cannot be read of a place is flagged once, with the place
        if column.role in (Role.AGS, Role.ARS):
            return lambda own, rows: cells.keys(own, str(column.role), rows, tally, header)
        if column.type == "integer":
            style = self.plan.style(column)
            return lambda own, rows: cells.integers(own, style, rows, tally, header)
        if column.type == "number":
            style = self.plan.style(column)
            return lambda own, rows: cells.numbers(own, style, rows, tally, header)[0]
        if column.type == "boolean":
            return lambda own, rows: cells.booleans(own, rows, tally, header)
        if column.type == "date":
            days = self.plan.reader(used, "UTC")
            return lambda own, rows: cells.dates(own, days, rows, tally, header)
        if column.type == "time":
            times = self.plan.reader(used)
            return lambda own, rows: cells.moments(own, times, rows, tally, header)
        return lambda own, _rows: cells.texts(own)

    def _geometry(self, chunk: Chunk) -> pa.Array:
        shape = self.plan.first(Role.GEOMETRY)
        if shape is not None:
            if shape.mapping.format == "lat,lon":
                own = chunk.columns[shape.place]
                pairs = [_pair(as_text(cell)) for cell in own]
                wrong = [
                    place for place, pair in enumerate(pairs) if pair[0] is None and not is_missing(as_text(own[place]))
                ]
                unread = {place: as_text(own[place]) for place in wrong}
                return self._points(chunk, [x for x, _ in pairs], [y for _, y in pairs], shape.header, unread)
            return self._shapes(chunk, shape)
        east = self.plan.first(Role.LONGITUDE) or self.plan.first(Role.EASTING)
        north = self.plan.first(Role.LATITUDE) or self.plan.first(Role.NORTHING)
        if east is None or north is None:
            return pa.nulls(len(chunk.rows), pa.binary())
        (xs, x_refused), (ys, y_refused) = (
            coordinates(chunk.columns[one.place], self.plan.style(one.mapping)) for one in (east, north)
        )
        unread = {
            place: ", ".join(as_text(chunk.columns[one.place][place]) for one in (north, east))
            for place, _ in (*x_refused, *y_refused)
        }
        return self._points(chunk, xs, ys, north.header, unread)

    def _points(
        self,
        chunk: Chunk,
        xs: Sequence[float | None],
        ys: Sequence[float | None],
        header: str,
        unread: Mapping[int, str],
    ) -> pa.Array:
        """Make points of coordinates; ``unread`` has what could not be read, by its place in the chunk."""
        mapping = self.plan.mapping
        if mapping.swap_axes:
            xs, ys = ys, xs
        lons, lats = transform(mapping.crs, xs, ys)
        answer: list[bytes | None] = []
        for place, (lon, lat) in enumerate(zip(lons, lats, strict=True)):
            if lon is not None and lat is not None and plausible(lon, lat):
                answer.append(_POINT.pack(1, 1, lon, lat))
                continue
            answer.append(None)
            if place in unread:
                self.tally.flag(chunk.rows[place], "place.unreadable", _UNREADABLE, column=header, value=unread[place])
            elif xs[place] is not None or ys[place] is not None:
                said = ", ".join("–" if one is None else str(one) for one in (xs[place], ys[place]))
                self._flag_place(chunk.rows[place], header, said)
        return pa.array(answer, pa.binary())

    def _shapes(self, chunk: Chunk, used: Used) -> pa.Array:
        answer: list[bytes | None] = []
        for place, cell in enumerate(chunk.columns[used.place]):
            text = as_text(cell)
            if is_missing(text) or is_empty(text):
                answer.append(None)
                continue
            try:
                answer.append(wkb_of_wkt(text, self.plan.mapping.crs, swap=self.plan.mapping.swap_axes))
            except Refused as refused:
                answer.append(None)
                self.tally.flag(chunk.rows[place], refused.code, refused.text, column=used.header, value=text)
        return pa.array(answer, pa.binary())

    def _flag_place(self, row: int, header: str, value: str) -> None:
        self.tally.flag(
            row,
            "place.implausible",
            Text(
                "Die Koordinaten dieser Zeile ergeben keinen Ort. Die Zeile wurde ohne Ort übernommen.",
                "This row's coordinates make no place. The row was taken over without one.",
            ),
            column=header,
            value=value,
        )


def _pair(text: str) -> tuple[float | None, float | None]:
    """Read "51.95, 7.62" as x and y; nothing where it is no pair."""
    parts = text.replace(";", ",").replace(" ", ",").split(",")
    numbers = [part for part in parts if part]
    if len(numbers) != 2:
        return None, None
    try:
        lat, lon = float(numbers[0]), float(numbers[1])
    except ValueError:
        return None, None
    return lon, lat
