from __future__ import annotations

import threading
from collections.abc import Iterator

import pyarrow as pa
import pytest
from lake_rows import ask, at, content, put, put_and_fail, series

from stadtkern.data.lake import Lake, Observation
from stadtkern.town.text import ProblemError


def parquet(lake: Lake) -> int:
    return len(list(lake.folder.rglob("*.parquet")))


def test_an_import_is_one_snapshot(lake: Lake) -> None:
    with lake.importing(1) as writer:
        written = writer.series(series([(1, 0, 1.0), (2, 0, 2.0), (1, 15, 3.0)]))
    assert (written.written, written.unchanged, written.rows, written.duplicates) == (3, 0, 3, 0)
    assert (written.time_start, written.time_end) == (at(0), at(15))
    assert content(lake) == [(1, 0, 1.0), (1, 15, 3.0), (2, 0, 2.0)]
    assert writer.after == writer.before + 1
    assert [one.message for one in lake.snapshots() if one.id == writer.after] == ["import 1"]
    assert lake.before_import(1) == writer.before


def test_the_same_again_changes_nothing(lake: Lake) -> None:
    rows = [(1, 0, 1.0), (1, 15, None), (2, 0, float("nan"))]
    put(lake, 1, rows)
    before = ask(lake, "SELECT * FROM observation ORDER BY id")
    with lake.importing(2) as writer:
        written = writer.series(series(rows))
    assert (written.written, written.unchanged, written.rows) == (0, 3, 3)
    assert writer.before == writer.after
    assert str(ask(lake, "SELECT * FROM observation ORDER BY id")) == str(before)


def test_changed_content_replaces_and_keeps_its_id(lake: Lake) -> None:
    put(lake, 1, [(1, 0, 1.0), (1, 15, 2.0), (1, 30, 3.0)])
    ids = dict(ask(lake, "SELECT time, id FROM observation"))
    written = put(lake, 2, [(1, 15, 20.0), (1, 30, 3.0), (1, 45, 4.0)])
    assert (written.written, written.unchanged, written.rows) == (2, 1, 4)
    assert content(lake) == [(1, 0, 1.0), (1, 15, 20.0), (1, 30, 3.0), (1, 45, 4.0)]
    now = {
        time: (number, import_id)
        for time, number, import_id in ask(lake, "SELECT time, id, import_id FROM observation")
    }
    assert now[at(15)] == (ids[at(15)], 2)
    assert now[at(30)] == (ids[at(30)], 1)


@pytest.mark.parametrize("field", ["value", "status", "flag", "extra"])
def test_every_text_counts_as_content(lake: Lake, field: str) -> None:
    rows = [(1, 0, 1.0)]
    with lake.importing(1) as writer:
        writer.series(series(rows, **{field: ["a"]}))
    with lake.importing(2) as writer:
        assert writer.series(series(rows, **{field: ["a"]})).unchanged == 1
        assert writer.series(series(rows, **{field: ["b"]})).written == 1
        assert writer.series(series(rows)).written == 1
    assert ask(lake, f"SELECT count(*), count({field}) FROM observation") == [(1, 0)]


def test_of_rows_with_the_same_place_the_last_wins_and_is_told(lake: Lake) -> None:
    written = put(lake, 1, [(1, 0, 1.0), (1, 15, 5.0), (1, 0, 2.0), (1, 0, 3.0)])
    assert (written.written, written.duplicates, written.rows) == (2, 2, 2)
    assert content(lake) == [(1, 0, 3.0), (1, 15, 5.0)]
    written = put(lake, 2, [(1, 0, 9.0), (1, 0, 3.0)])
    assert (written.written, written.unchanged, written.duplicates) == (0, 1, 1)


def test_live_values_are_compared_and_replaced_too(lake: Lake) -> None:
    lake.append([Observation(1, at(0), 1.0), Observation(1, at(15), 2.0), Observation(1, at(60), 9.0)]).result(10)
    written = put(lake, 1, [(1, 0, 1.0), (1, 15, 3.0), (1, 30, 4.0)])
    assert (written.written, written.unchanged, written.rows) == (2, 1, 4)
    assert content(lake) == [(1, 0, 1.0), (1, 15, 3.0), (1, 30, 4.0), (1, 60, 9.0)]


def test_several_live_values_at_one_time_give_way_together(lake: Lake) -> None:
    lake.append([Observation(1, at(0), 1.0), Observation(1, at(0), 2.0)]).result(10)
    assert put(lake, 1, [(1, 0, 2.0)]).unchanged == 1
    assert put(lake, 2, [(1, 0, 3.0)]).written == 1
    assert content(lake) == [(1, 0, 3.0)]


def test_live_values_elsewhere_stay_hot(lake: Lake) -> None:
    lake.append([Observation(2, at(0), 1.0)]).result(10)
    put(lake, 1, [(1, 0, 1.0)])
    assert ask(lake, "SELECT count(*) FROM hot.main.observation") == [(1,)]


def test_rows_counts_live_values_of_the_stream(lake: Lake) -> None:
    lake.append([Observation(1, at(90), 1.0)]).result(10)
    written = put(lake, 1, [(1, 0, 1.0)])
    assert (written.rows, written.time_start, written.time_end) == (2, at(0), at(90))
    written = put(lake, 2, [(1, 15, 1.0)])
    assert written.rows == 3


def test_an_exception_leaves_nothing_behind(lake: Lake) -> None:
    put(lake, 1, [(1, 0, 1.0)])
    files, snapshots = parquet(lake), len(lake.snapshots())
    with pytest.raises(ZeroDivisionError):
        put_and_fail(lake, 2, [(1, 0, 2.0), (1, 15, 2.0)])
    assert content(lake) == [(1, 0, 1.0)]
    assert (parquet(lake), len(lake.snapshots())) == (files, snapshots)
    assert put(lake, 3, [(1, 15, 2.0)]).rows == 2


def test_a_source_that_breaks_while_reading_leaves_nothing_behind(lake: Lake) -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        yield from series([(1, 0, 1.0)])
        raise OSError("the file ends here")

    with pytest.raises(OSError, match="ends here"), lake.importing(1) as writer:
        writer.series(batches())
    assert content(lake) == []


def test_a_row_without_time_refuses_the_whole_write(lake: Lake) -> None:
    batch = pa.RecordBatch.from_pydict(
        {"stream": pa.array([1], pa.int32()), "time": pa.array([None], pa.timestamp("us"))}
    )
    with pytest.raises(ProblemError) as caught, lake.importing(1) as writer:
        writer.series([batch])
    assert caught.value.problem.code == "lake.row"
    assert content(lake) == []


def test_nothing_to_write_is_no_snapshot(lake: Lake) -> None:
    with lake.importing(1) as writer:
        assert writer.series(iter([])).rows == 0
    assert writer.before == writer.after == lake.snapshots()[-1].id


def test_several_series_in_one_import_see_each_other(lake: Lake) -> None:
    with lake.importing(1) as writer:
        first = writer.series(series([(1, 0, 1.0), (1, 15, 2.0)]))
        second = writer.series(series([(1, 15, 3.0), (1, 30, 4.0)]))
    assert (first.rows, second.written, second.rows) == (2, 2, 3)
    assert content(lake) == [(1, 0, 1.0), (1, 15, 3.0), (1, 30, 4.0)]
    assert ask(lake, "SELECT count(DISTINCT id) FROM observation") == [(3,)]


def test_many_batches_with_many_streams_keep_all(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stadtkern.data.lake._spool.TOGETHER", 700)
    batches = [
        batch for day in range(30) for batch in series([(stream, day * 1440, float(stream)) for stream in range(2500)])
    ]
    with lake.importing(1) as writer:
        assert writer.series(iter(batches)).written == 75_000
    with lake.importing(2) as writer:
        assert writer.series(iter(batches[:3])).unchanged == 7_500
    assert ask(lake, "SELECT count(*), count(DISTINCT id), count(DISTINCT stream) FROM observation") == [
        (75_000, 75_000, 2500)
    ]


def test_rows_lie_sorted_by_stream_and_time(lake: Lake) -> None:
    put(lake, 1, [(stream, minute, 1.0) for minute in range(50) for stream in (3, 1, 2)])
    (file,) = (lake.folder / "data" / "main" / "observation").rglob("*.parquet")
    rows = ask(lake, f"SELECT stream, time FROM read_parquet('{file}')")
    assert rows == sorted(rows)


def test_a_long_reading_keeps_nobody_from_writing(lake: Lake) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def slow() -> Iterator[pa.RecordBatch]:
        yield from series([(1, 0, 1.0)])
        reached.set()
        go_on.wait(20)

    thread = threading.Thread(target=lambda: _write(lake, slow()))
    thread.start()
    assert reached.wait(20)
    assert put(lake, 2, [(2, 0, 2.0)]).written == 1
    go_on.set()
    thread.join(20)
    assert content(lake) == [(1, 0, 1.0), (2, 0, 2.0)]


def _write(lake: Lake, batches: Iterator[pa.RecordBatch]) -> None:
    with lake.importing(1) as writer:
        writer.series(batches)


def test_imports_from_many_threads_come_one_after_another(lake: Lake) -> None:
    threads = [
        threading.Thread(target=put, args=(lake, number, [(number % 3, 0, float(number))])) for number in range(1, 10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(stream, minute) for stream, minute, _ in content(lake)] == [(0, 0), (1, 0), (2, 0)]
    assert sum(one.message.startswith("import") for one in lake.snapshots()) == 9


def test_writing_inside_a_write_is_refused_instead_of_waiting_forever(lake: Lake) -> None:
    with lake.importing(1) as writer:
        writer.series(series([(1, 0, 1.0)]))
        with pytest.raises(RuntimeError, match="already"):
            lake.move()
    assert content(lake) == [(1, 0, 1.0)]
