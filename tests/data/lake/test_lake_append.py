from __future__ import annotations

import threading
from concurrent.futures import wait
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from lake_rows import ask, at, content, put

from stadtkern.data.lake import Lake, Observation, open_lake
from stadtkern.data.lake._hot import Appender
from stadtkern.town.text import ProblemError


def test_an_appended_row_can_be_read_as_soon_as_its_future_is_done(lake: Lake) -> None:
    ids = lake.append([Observation(1, at(0), 5.0), Observation(2, at(1), None, '{"a": 1}')]).result(10)
    assert ask(lake, "SELECT id, stream, time, number, value FROM observation ORDER BY id") == [
        (ids[0], 1, at(0), 5.0, None),
        (ids[1], 2, at(1), None, '{"a": 1}'),
    ]


def test_every_field_comes_back_as_it_was(lake: Lake) -> None:
    row = Observation(7, at(0), 2.5, "2.50", at(15), "ok", "ambiguous", at(20), '{"q": "gut"}', 3)
    lake.append([row]).result(10)
    lake.move()
    names = ", ".join(Observation._fields)
    assert ask(lake, f"SELECT {names} FROM observation") == [tuple(row)]


def test_a_time_with_offset_is_stored_as_utc(lake: Lake) -> None:
    there = timezone(timedelta(hours=2))
    lake.append([Observation(1, datetime(2024, 7, 1, 14, 0, tzinfo=there), 1.0)]).result(10)
    lake.append([Observation(1, datetime(2024, 7, 1, 13, 0, tzinfo=UTC), 2.0)]).result(10)
    assert [time for (time,) in ask(lake, "SELECT time FROM observation ORDER BY time")] == [
        datetime(2024, 7, 1, 12, 0),
        datetime(2024, 7, 1, 13, 0),
    ]


def test_ids_never_repeat_and_rise_also_after_closing(tmp_path: Path) -> None:
    seen: list[int] = []
    for turn in range(3):
        lake = open_lake(tmp_path / "lake")
        seen += lake.append([Observation(1, at(turn), 1.0)] * 3).result(10)
        put(lake, turn + 1, [(2, turn, 1.0)])
        seen += [max(number for (number,) in ask(lake, "SELECT id FROM observation WHERE stream = 2"))]
        seen += lake.append([Observation(1, at(turn), 1.0)]).result(10)
        lake.close()
    assert seen == sorted(set(seen))


def test_many_threads_get_ids_of_their_own_in_the_order_of_their_rows(lake: Lake) -> None:
    futures = []
    lock = threading.Lock()

    def send(stream: int) -> None:
        for minute in range(20):
            future = lake.append([Observation(stream, at(minute), float(minute)) for _ in range(5)])
            with lock:
                futures.append(future)

    threads = [threading.Thread(target=send, args=(stream,)) for stream in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wait(futures, 20)
    ids = [number for future in futures for number in future.result()]
    assert len(ids) == len(set(ids)) == 800
    assert all(future.result() == sorted(future.result()) for future in futures)
    assert ask(lake, "SELECT count(*), count(DISTINCT id) FROM observation") == [(800, 800)]


def test_a_row_that_does_not_fit_is_refused_alone(lake: Lake) -> None:
    good = lake.append([Observation(1, at(0), 1.0)])
    with pytest.raises((pa.ArrowInvalid, pa.ArrowTypeError, TypeError)):
        lake.append([Observation(1, "gestern", 1.0)])  # type: ignore[arg-type]
    with pytest.raises(ProblemError) as caught:
        lake.append([Observation(1, None, 1.0)])  # type: ignore[arg-type]
    good.result(10)
    assert caught.value.problem.code == "lake.row"
    assert content(lake) == [(1, 0, 1.0)]


def test_no_rows_are_no_work(lake: Lake) -> None:
    assert lake.append([]).result(1) == []


def test_a_closed_lake_refuses_in_both_languages(tmp_path: Path) -> None:
    lake = open_lake(tmp_path / "lake")
    lake.close()
    with pytest.raises(ProblemError) as caught:
        lake.append([Observation(1, at(0), 1.0)])
    assert caught.value.problem.code == "lake.closed"
    with pytest.raises(ProblemError), lake.read():
        pass


def test_closing_waits_for_rows_on_their_way(tmp_path: Path) -> None:
    lake = open_lake(tmp_path / "lake")
    futures = [lake.append([Observation(1, at(minute), 1.0)]) for minute in range(200)]
    lake.close()
    assert sum(len(future.result(0)) for future in futures) == 200
    lake = open_lake(tmp_path / "lake")
    assert ask(lake, "SELECT count(*) FROM observation") == [(200,)]
    lake.close()


def test_too_much_at_once_is_told_to_come_again(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stadtkern.data.lake._hot.WAITING", 3)
    with pytest.raises(ProblemError) as caught:
        lake.append([Observation(1, at(0), 1.0)] * 4)
    assert caught.value.problem.code == "lake.full"
    lake.append([Observation(1, at(0), 1.0)] * 3).result(10)
    lake.append([Observation(1, at(0), 1.0)] * 3).result(10)
    assert ask(lake, "SELECT count(*) FROM observation") == [(6,)]


def test_a_moment_without_memory_is_waited_for(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stadtkern.data.lake._hot.PAUSE", 0.01)
    insert, failures = Appender._insert, [duckdb.OutOfMemoryException("full"), duckdb.OutOfMemoryException("full")]

    def short_of_memory(self: Appender, rows: pa.Table, first: int) -> None:
        if failures:
            raise failures.pop()
        insert(self, rows, first)

    monkeypatch.setattr(Appender, "_insert", short_of_memory)
    lake.append([Observation(1, at(0), 1.0)]).result(10)
    assert (failures, content(lake)) == ([], [(1, 0, 1.0)])


def test_a_commit_that_fails_is_told_to_all_who_wait_and_the_next_goes_on(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Appender, rows: pa.Table, first: int) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(Appender, "_insert", broken)
        with pytest.raises(OSError, match="disk full"):
            lake.append([Observation(1, at(0), 1.0)]).result(10)
    lake.append([Observation(1, at(1), 2.0)]).result(10)
    assert content(lake) == [(1, 1, 2.0)]


def test_ten_thousand_single_rows_go_in_together(lake: Lake) -> None:
    futures = [lake.append([Observation(1, at(minute), 1.0)]) for minute in range(10_000)]
    wait(futures, 60)
    assert len({future.result(0)[0] for future in futures}) == 10_000
    assert ask(lake, "SELECT count(*), count(DISTINCT id) FROM observation") == [(10_000, 10_000)]
