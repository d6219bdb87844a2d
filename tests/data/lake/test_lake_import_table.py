from __future__ import annotations

from datetime import date, datetime

import duckdb
import pyarrow as pa
import pytest
from lake_rows import Column, ask, point, table

from stadtkern.data.lake import Lake
from stadtkern.town.text import ProblemError


def put(lake: Lake, import_id: int, columns: list[Column], batches: object, geometry: bool = False) -> object:
    with lake.importing(import_id) as writer:
        return writer.table(12, columns, geometry, batches)  # type: ignore[arg-type]


def test_columns_have_their_types_and_values(lake: Lake) -> None:
    kinds = ["number", "integer", "text", "boolean", "date", "time"]
    batch = table(
        number=[1.5, None],
        integer=[2**53 + 1, None],
        text=["Bäume & Bänke", None],
        boolean=[True, None],
        date=pa.array([date(2024, 2, 29), None]),
        time=pa.array([datetime(2024, 1, 1, 12), None], pa.timestamp("us")),
        ignored=[1, 2],
    )
    written = put(lake, 4, [Column(kind, kind) for kind in kinds], batch)
    assert [row[:2] for row in ask(lake, "DESCRIBE lake.tables.c12")] == [
        ("_id", "BIGINT"), ("_import", "INTEGER"), ("number", "DOUBLE"), ("integer", "BIGINT"), ("text", "VARCHAR"),
        ("boolean", "BOOLEAN"), ("date", "DATE"), ("time", "TIMESTAMP"),
    ]  # fmt: skip
    assert ask(lake, "FROM lake.tables.c12 ORDER BY _id") == [
        (1, 4, 1.5, 2**53 + 1, "Bäume & Bänke", True, date(2024, 2, 29), datetime(2024, 1, 1, 12)),
        (2, 4, *[None] * 6),
    ]
    assert (written.rows, written.time_start, written.time_end) == (2, datetime(2024, 1, 1, 12), datetime(2024, 2, 29))  # type: ignore[attr-defined]


def test_new_content_replaces_the_old_and_its_columns(lake: Lake) -> None:
    put(lake, 1, [Column("a", "text")], table(a=["x", "y"]))
    with lake.importing(2) as writer:
        writer.table(12, [Column("b", "integer")], False, table(b=[7]))
    assert ask(lake, "FROM lake.tables.c12") == [(1, 2, 7)]
    assert ask(lake, f"SELECT _id, a FROM lake.tables.c12 AT (VERSION => {writer.before}) ORDER BY _id") == [
        (1, "x"),
        (2, "y"),
    ]
    assert writer.after == writer.before + 1


def test_features_are_numbered_by_source_and_lie_by_place(lake: Lake) -> None:
    places = [(x, y) for x in range(60) for y in range(60)]
    batch = table(n=list(range(3600)), geom=[point(7 + x / 100, 51 + y / 100) for x, y in places])
    written = put(lake, 1, [Column("n", "integer")], batch, geometry=True)
    assert written.bbox == pytest.approx((7.0, 51.0, 7.59, 51.59))  # type: ignore[attr-defined]
    assert ask(lake, "SELECT count(*) FROM lake.tables.c12 WHERE _id = n + 1") == [(3600,)]
    (file,) = (lake.folder / "data" / "tables").rglob("*.parquet")
    jumps = ask(
        lake,
        f"""SELECT avg(ST_Distance(geom, before)) FROM
            (SELECT geom, lag(geom) OVER (ORDER BY file_row_number) AS before
             FROM read_parquet('{file}', file_row_number => true))""",
    )
    assert jumps[0][0] < 0.012
    box = "ST_MakeEnvelope(7.095, 51.095, 7.205, 51.205)"
    assert ask(lake, f"SELECT count(*) FROM lake.tables.c12 WHERE geom && {box}") == [(121,)]


def test_a_feature_without_place_is_kept(lake: Lake) -> None:
    batch = table(n=[1, 2], geom=[None, point(7, 51)])
    put(lake, 1, [Column("n", "integer")], batch, geometry=True)
    assert ask(lake, "SELECT _id, ST_AsText(geom) FROM lake.tables.c12 ORDER BY _id") == [
        (1, None),
        (2, "POINT (7 51)"),
    ]


@pytest.mark.parametrize("places", [[], [None, None], [point(7, 51), point(7, 51)]])
def test_few_or_no_places_are_no_trouble(lake: Lake, places: list[bytes | None]) -> None:
    batch = pa.RecordBatch.from_pydict({"geom": pa.array(places, pa.binary())})
    put(lake, 1, [], [batch], geometry=True)
    assert ask(lake, "SELECT count(*) FROM lake.tables.c12") == [(len(places),)]


@pytest.mark.parametrize(
    "name",
    [
        'a"; DROP TABLE lake.main.observation; --',
        "select",
        "ä ö",
        "x'y",
        "_row",
        "a.b",
        "🌳",
        "n",
        "c1",
        "s0",
        "here",
        "__filename",
        "geom",
    ],
)
def test_any_column_name_is_only_a_name(lake: Lake, name: str) -> None:
    put(lake, 1, [Column(name, "text")], [pa.RecordBatch.from_arrays([pa.array(["v"])], names=[name])])
    with lake.read() as cursor:
        cursor.execute("FROM lake.tables.c12")
        assert [one[0] for one in cursor.description or []] == ["_id", "_import", name]
        assert cursor.fetchall() == [(1, 1, "v")]
    assert ask(lake, "SELECT count(*) FROM observation") == [(0,)]


@pytest.mark.parametrize("names", [["a", "A"], ["_id"], ["_IMPORT"], [""], ["a\0b"]])
def test_names_that_cannot_stand_together_are_refused(lake: Lake, names: list[str]) -> None:
    with pytest.raises(ProblemError) as caught:
        put(lake, 1, [Column(name, "text") for name in names], table(a=["x"]))
    assert caught.value.problem.code == "lake.column"


def test_a_property_cannot_take_the_name_of_the_geometry(lake: Lake) -> None:
    with pytest.raises(ProblemError):
        put(lake, 1, [Column("geom", "text")], table(geom=[point(7, 51)]), geometry=True)


def test_an_unknown_type_is_refused(lake: Lake) -> None:
    with pytest.raises(ProblemError):
        put(lake, 1, [Column("a", "INTEGER); DROP SCHEMA tables")], table(a=["x"]))


def test_broken_geometry_leaves_the_old_content(lake: Lake) -> None:
    put(lake, 1, [Column("n", "integer")], table(n=[1], geom=[point(7, 51)]), geometry=True)
    with pytest.raises(duckdb.Error):
        put(lake, 2, [Column("n", "integer")], table(n=[2], geom=[b"\x01\x02"]), geometry=True)
    assert ask(lake, "SELECT n, ST_AsText(geom) FROM lake.tables.c12") == [(1, "POINT (7 51)")]


def test_a_column_that_a_batch_lacks_is_empty_there(lake: Lake) -> None:
    batches = [*table(a=["x"], b=[1]), *table(a=["y"])]
    put(lake, 1, [Column("a", "text"), Column("b", "integer")], iter(batches))
    assert ask(lake, "SELECT a, b FROM lake.tables.c12 ORDER BY _id") == [("x", 1), ("y", None)]


def test_a_dropped_table_is_gone_and_an_unknown_one_may_be_dropped(lake: Lake) -> None:
    put(lake, 1, [Column("a", "text")], table(a=["x"]))
    lake.drop_table(12)
    lake.drop_table(99)
    with pytest.raises(duckdb.CatalogException):
        ask(lake, "FROM lake.tables.c12")
