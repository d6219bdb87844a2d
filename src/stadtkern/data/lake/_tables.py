"""Feature and table collections: the whole content is replaced in one snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from stadtkern.data.lake._core import one
from stadtkern.data.lake._model import ColumnLike, Written
from stadtkern.data.lake._schema import TYPES, table
from stadtkern.data.lake._spool import Spool, spooled
from stadtkern.data.lake.sql import quoted
from stadtkern.town.text import problem

OWN = ("_id", "_import")
_ARROW = {
    "number": pa.float64(),
    "integer": pa.int64(),
    "text": pa.string(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "time": pa.timestamp("us"),
}
_WORLD = "{'min_x': -180.0, 'min_y': -90.0, 'max_x': 180.0, 'max_y': 90.0}::BOX_2D"


def check(columns: Sequence[ColumnLike], *, geometry: bool) -> None:
    """Refuse column names that the lake cannot hold side by side. Raises ProblemError "lake.column"."""
    seen: set[str] = {*OWN, "geom"} if geometry else set(OWN)
    for column in columns:
        key = column.name.casefold()
        if key in seen or not column.name or "\0" in column.name or column.type not in TYPES:
            raise problem(
                "lake.column",
                f"Die Spalte „{column.name}“ ({column.type}) ist doppelt oder nicht erlaubt. Nichts wurde gespeichert.",
                f"The column “{column.name}” ({column.type}) is there twice or not allowed. Nothing was stored.",
            )
        seen.add(key)


def stage(
    folder: Path, columns: Sequence[ColumnLike], batches: Iterable[pa.RecordBatch], *, geometry: bool
) -> AbstractContextManager[Spool]:
    """Collect the batches, typed as the collection will be; ``folder`` takes those that are too many to hold."""
    # Positions are the staged columns' names: a real one may be anything. ``here`` stands for rows without any column.
    wanted = [("", pa.bool_()), *((column.name, _ARROW[column.type]) for column in columns)]
    names = ["here", *(f"s{place}" for place in range(len(columns)))]
    if geometry:
        wanted.append(("geom", pa.binary()))
        names.append("geom")
    schema = pa.schema([(own, kind) for own, (_, kind) in zip(names, wanted, strict=True)])
    return spooled(folder, schema, (_only(batch, wanted, schema) for batch in batches))


def _only(batch: pa.RecordBatch, wanted: Sequence[tuple[str, pa.DataType]], schema: pa.Schema) -> pa.RecordBatch:
    have = set(batch.schema.names)
    arrays = []
    for title, kind in wanted:
        array = batch.column(title) if title in have else pa.nulls(batch.num_rows, kind)
        arrays.append(array if array.type == kind else array.cast(kind))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def apply(
    connection: duckdb.DuckDBPyConnection,
    collection_id: int,
    import_id: int,
    columns: Sequence[ColumnLike],
    staged: Spool,
    *,
    geometry: bool,
) -> Written:
    """Replace the collection's content by the staged rows, inside the transaction that is open."""
    target = table(collection_id)
    typed = ['"_id" BIGINT', '"_import" INTEGER', *(f"{quoted(one.name)} {TYPES[one.type]}" for one in columns)]
    values = ["n + 1", "?::INTEGER", *(f"s{place}" for place in range(len(columns)))]
    if geometry:
        typed.append('"geom" GEOMETRY')
        values.append("geom")
    connection.execute(f"DROP TABLE IF EXISTS {target}")
    connection.execute(f"CREATE TABLE {target} ({', '.join(typed)})")
    source = "{rows}"
    order = "n"
    if geometry:
        # An empty shape is no place: the order by place would break on it.
        source = """(SELECT * REPLACE (CASE WHEN NOT ST_IsEmpty(geom) THEN geom END AS geom)
            FROM (SELECT * REPLACE (ST_GeomFromWKB(geom) AS geom) FROM {rows}))"""
        order = f"ST_Hilbert(geom, {_box(connection, staged)}) NULLS LAST, n"
    staged.run(
        connection, f"INSERT INTO {target} SELECT {', '.join(values)} FROM {source} ORDER BY {order}", [import_id]
    )
    return measure(connection, collection_id, columns, geometry=geometry)


def _box(connection: duckdb.DuckDBPyConnection, staged: Spool) -> str:
    west, south, east, north = (
        staged.run(
            connection,
            """SELECT min(ST_XMin(g)), min(ST_YMin(g)), max(ST_XMax(g)), max(ST_YMax(g))
           FROM (SELECT ST_GeomFromWKB(geom) AS g FROM {rows})""",
        ).fetchone()
        or (None,) * 4
    )
    if west is None or west >= east or south >= north:
        return _WORLD
    return f"{{'min_x': {west!r}, 'min_y': {south!r}, 'max_x': {east!r}, 'max_y': {north!r}}}::BOX_2D"


def measure(
    connection: duckdb.DuckDBPyConnection, collection_id: int, columns: Sequence[ColumnLike], *, geometry: bool
) -> Written:
    """Count a collection's rows and measure its box and times."""
    wanted = ["count(*)"]
    wanted += [f"{how}(ST_{side}(geom))" for how, side in _SIDES] if geometry else ["NULL"] * 4
    times = [quoted(one.name) for one in columns if one.type in {"time", "date"}]
    wanted += [f"{how}({time})::TIMESTAMP" for time in times for how in ("min", "max")]
    row = one(connection, f"SELECT {', '.join(wanted)} FROM {table(collection_id)}")
    found = [time for time in row[5:] if time is not None]
    return Written(
        written=row[0],
        unchanged=0,
        rows=row[0],
        bbox=None if row[1] is None else (row[1], row[2], row[3], row[4]),
        time_start=min(found, default=None),
        time_end=max(found, default=None),
    )


_SIDES = (("min", "XMin"), ("min", "YMin"), ("max", "XMax"), ("max", "YMax"))


@dataclass(frozen=True, slots=True)
class Named:
    """A column's name and type, where nothing else is known."""

    name: str
    type: str
