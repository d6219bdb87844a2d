from __future__ import annotations

from datetime import datetime

import duckdb
import pytest
from lake_rows import Column, ask, at, content, point, put, series, table

from stadtkern.data.lake import Change, Lake, Observation, _history
from stadtkern.town.text import ProblemError


def test_undoing_the_last_import_gives_back_what_stood_there(lake: Lake) -> None:
    put(lake, 1, [(1, 0, 1.0), (1, 15, 2.0)])
    before = ask(lake, "SELECT * FROM observation ORDER BY id")
    with lake.importing(2) as writer:
        writer.series(series([(1, 15, 20.0), (1, 30, 30.0), (2, 0, 5.0)]))
    written = lake.undo_series(2, writer.before)
    assert (written.written, written.rows, written.time_start, written.time_end) == (1, 2, at(0), at(15))
    assert ask(lake, "SELECT * FROM observation ORDER BY id") == before


@pytest.mark.parametrize("window", [1, 2, 3, 500_000])
def test_a_long_import_is_taken_back_window_by_window(lake: Lake, monkeypatch: pytest.MonkeyPatch, window: int) -> None:
    """Memory stays flat, and what comes of it is the same."""
    monkeypatch.setattr(_history, "WINDOW", window)
    put(lake, 1, [(1, 15 * n, float(n)) for n in range(8)])
    before = ask(lake, "SELECT * FROM observation ORDER BY id")
    put(lake, 2, [(stream, 15 * n, 0.5) for n in range(3, 20) for stream in (1, 2)])
    written = lake.undo_series(2)
    assert (written.written, written.rows, written.time_start, written.time_end) == (5, 8, at(0), at(15 * 7))
    assert ask(lake, "SELECT * FROM observation ORDER BY id") == before


def test_undoing_in_the_middle_leaves_later_rows_alone(lake: Lake) -> None:
    put(lake, 1, [(1, 0, 1.0), (1, 15, 1.0), (1, 30, 1.0)])
    put(lake, 2, [(1, 0, 2.0), (1, 15, 2.0), (1, 45, 2.0)])
    put(lake, 3, [(1, 0, 3.0), (1, 60, 3.0)])
    lake.undo_series(2)
    assert content(lake) == [(1, 0, 3.0), (1, 15, 1.0), (1, 30, 1.0), (1, 60, 3.0)]


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 1, 3), (2, 3, 1), (1, 3, 2), (3, 1, 2)])
def test_undoing_all_in_any_order_leaves_nothing(lake: Lake, order: tuple[int, ...]) -> None:
    for number in (1, 2, 3):
        put(lake, number, [(1, 0, float(number)), (1, 15 * number, 0.5)])
    for number in order:
        lake.undo_series(number)
    assert content(lake) == []


def test_what_an_undone_import_wrote_does_not_come_back(lake: Lake) -> None:
    put(lake, 1, [(1, 0, 1.0)])
    put(lake, 2, [(1, 0, 2.0)])
    put(lake, 3, [(1, 0, 3.0)])
    lake.undo_series(2)
    lake.undo_series(3)
    assert content(lake) == [(1, 0, 1.0)]


def test_live_values_survive_an_undo_and_come_back_by_it(lake: Lake) -> None:
    lake.append([Observation(1, at(0), 1.0), Observation(1, at(0), 1.5)]).result(10)
    put(lake, 1, [(1, 0, 2.0)])
    lake.append([Observation(1, at(0), 3.0)]).result(10)
    lake.undo_series(1)
    assert content(lake) == [(1, 0, 1.0), (1, 0, 1.5), (1, 0, 3.0)]


def test_undoing_an_import_that_wrote_nothing_changes_nothing(lake: Lake) -> None:
    put(lake, 1, [(1, 0, 1.0)])
    put(lake, 2, [(1, 0, 1.0)])
    assert lake.undo_series(2).rows == 0
    assert lake.undo_series(77).rows == 0
    assert content(lake) == [(1, 0, 1.0)]


def test_undo_works_after_merging(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stadtkern.data.lake._tidy.TIERS", ((1 << 20, 2),))
    for number in range(1, 6):
        put(lake, number, [(1, 0, float(number)), (1, 15 * number, 0.0)])
    lake.tidy()
    lake.undo_series(5)
    lake.undo_series(4)
    lake.tidy()
    assert content(lake) == [(1, 0, 3.0), (1, 15, 0.0), (1, 30, 0.0), (1, 45, 0.0)]


def test_a_snapshot_that_is_no_longer_kept_is_named(lake: Lake) -> None:
    put(lake, 1, [(1, 0, 1.0)])
    for call in (
        lambda: lake.undo_series(1, 999),
        lambda: lake.undo_table(1, 999),
        lambda: lake.compare_series([1], 0, 999),
        lambda: lake.compare_table(1, 999, 0),
    ):
        with pytest.raises(ProblemError) as caught:
            call()
        assert caught.value.problem.code == "lake.snapshot"
    assert content(lake) == [(1, 0, 1.0)]


def test_a_table_gets_its_earlier_content_and_columns_back(lake: Lake) -> None:
    with lake.importing(1) as writer:
        writer.table(
            5,
            [Column("a", "text"), Column("t", "time")],
            True,
            table(a=["x", "y"], t=[datetime(2024, 1, 1)] * 2, geom=[point(7, 51), None]),
        )
    with lake.importing(2) as writer:
        writer.table(5, [Column("b", "integer")], False, table(b=[1]))
    written = lake.undo_table(5, writer.before)
    assert (written.rows, written.bbox, written.time_start) == (2, (7.0, 51.0, 7.0, 51.0), datetime(2024, 1, 1))
    assert ask(lake, "SELECT _id, a, ST_AsText(geom) FROM lake.tables.c5 ORDER BY _id") == [
        (1, "x", "POINT (7 51)"),
        (2, "y", None),
    ]


def test_undoing_a_tables_first_import_drops_it(lake: Lake) -> None:
    with lake.importing(1) as writer:
        writer.table(5, [Column("a", "text")], False, table(a=["x"]))
    assert lake.undo_table(5, writer.before).rows == 0
    with pytest.raises(duckdb.CatalogException):
        ask(lake, "FROM lake.tables.c5")


def test_comparing_series_tells_added_removed_and_changed(lake: Lake) -> None:
    with lake.importing(1) as one:
        one.series(series([(1, 0, 1.0), (1, 15, 2.0), (1, 30, 3.0), (2, 0, 1.0)]))
    lake.delete_streams([2])
    with lake.importing(2) as two:
        two.series(series([(1, 15, 9.0), (1, 45, 4.0), (3, 0, 1.0)]))
    found = lake.compare_series([1, 2], one.after, two.after)
    assert (found.added, found.removed, found.changed) == (1, 1, 1)
    changed = next(sample for sample in found.samples if sample.kind == "changed")
    assert changed.before is not None
    assert changed.after is not None
    assert (changed.before["number"], changed.after["number"], changed.after["time"]) == (2.0, 9.0, at(15))
    back = lake.compare_series([1, 2], two.after, one.after)
    assert (back.added, back.removed, back.changed) == (1, 1, 1)
    assert lake.compare_series([], one.after, two.after).added == 0
    assert lake.compare_series([1, 2, 3], two.after, two.after).samples == ()


def test_comparing_tables_knows_rows_by_their_first_unique_column(lake: Lake) -> None:
    with lake.importing(1) as one:
        one.table(
            5,
            [Column("id", "text"), Column("n", "integer")],
            True,
            table(id=["a", "b", "c"], n=[1, 1, 1], geom=[point(7, 51)] * 3),
        )
    with lake.importing(2) as two:
        two.table(
            5,
            [Column("id", "text"), Column("n", "integer")],
            True,
            table(id=["z", "a", "c"], n=[1, 1, 2], geom=[point(7, 51)] * 3),
        )
    found = lake.compare_table(5, one.after, two.after)
    assert (found.added, found.removed, found.changed) == (1, 1, 1)
    assert found.samples == (
        Change("removed", {"id": "b", "n": 1, "geom": "POINT (7 51)"}, None),
        Change("changed", {"id": "c", "n": 1, "geom": "POINT (7 51)"}, {"id": "c", "n": 2, "geom": "POINT (7 51)"}),
        Change("added", None, {"id": "z", "n": 1, "geom": "POINT (7 51)"}),
    )


def test_comparing_with_a_time_before_the_table_counts_all(lake: Lake) -> None:
    with lake.importing(1) as writer:
        writer.table(5, [Column("a", "text")], False, table(a=["x", "y"]))
    assert lake.compare_table(5, writer.before, writer.after).added == 2
    assert lake.compare_table(5, writer.after, writer.before).removed == 2
    assert lake.compare_table(6, writer.after, writer.before).removed == 0


def test_deleting_streams_takes_hot_and_moved_rows(lake: Lake) -> None:
    put(lake, 1, [(1, 0, 1.0), (2, 0, 1.0), (3, 0, 1.0)])
    lake.append([Observation(1, at(5), 1.0), Observation(2, at(5), 1.0)]).result(10)
    assert lake.delete_streams([1, 3, 99]) == 3
    assert content(lake) == [(2, 0, 1.0), (2, 5, 1.0)]
    assert lake.delete_streams([]) == 0
