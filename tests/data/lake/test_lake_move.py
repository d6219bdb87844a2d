from __future__ import annotations

import threading
from pathlib import Path

import pytest
from lake_rows import ask, at, content

from stadtkern.data.lake import Lake, Observation, open_lake
from stadtkern.data.lake._move import Mover


def hot(lake: Lake) -> int:
    return int(ask(lake, "SELECT count(*) FROM hot.main.observation")[0][0])


def in_lake(lake: Lake) -> int:
    return int(ask(lake, "SELECT count(*) FROM lake.main.observation")[0][0])


def test_moving_changes_nothing_for_a_reader(lake: Lake) -> None:
    lake.append([Observation(stream, at(minute), 1.0) for stream in (1, 2) for minute in range(10)]).result(10)
    before = content(lake)
    assert lake.move() == 20
    assert (content(lake), hot(lake), in_lake(lake)) == (before, 0, 20)
    assert lake.move() == 0


def test_rows_count_once_between_the_two_steps(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Mover, "sweep", lambda self: None)
    lake.append([Observation(1, at(minute), 1.0) for minute in range(10)]).result(10)
    lake.move()
    lake.append([Observation(1, at(20), 1.0)]).result(10)
    assert (hot(lake), in_lake(lake), len(content(lake))) == (11, 10, 11)


def test_a_start_after_a_cut_between_the_two_steps_neither_loses_nor_doubles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = open_lake(tmp_path / "lake")
    with monkeypatch.context() as patch:
        patch.setattr(Mover, "sweep", lambda self: None)
        lake.append([Observation(1, at(minute), 1.0) for minute in range(10)]).result(10)
        lake.move()
        lake.append([Observation(1, at(20), 1.0)]).result(10)
        lake.close()
    lake = open_lake(tmp_path / "lake")
    assert (hot(lake), in_lake(lake), len(content(lake))) == (1, 10, 11)
    lake.close()


def test_a_move_that_fails_leaves_the_rows_where_they_were(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.append([Observation(1, at(minute), 1.0) for minute in range(10)]).result(10)

    def fail(cursor: object) -> tuple[int, int]:
        cursor.execute("INSERT INTO lake.main.observation SELECT * FROM hot.main.observation")  # type: ignore[attr-defined]
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("stadtkern.data.lake._move._copy", fail)
        with pytest.raises(OSError, match="disk full"):
            lake.move()
    assert (hot(lake), in_lake(lake), len(content(lake))) == (10, 0, 10)
    assert lake.move() == 10


def test_a_reader_that_began_before_keeps_its_rows_in_its_transaction(lake: Lake) -> None:
    lake.append([Observation(1, at(minute), 1.0) for minute in range(10)]).result(10)
    with lake.read() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT count(*) FROM lake.main.observation").fetchall()
        lake.move()
        assert cursor.execute("SELECT count(*) FROM observation").fetchall() == [(10,)]
        cursor.execute("COMMIT")
    lake.move()
    lake._mover.sweep()
    assert hot(lake) == 0


def test_readers_see_each_row_once_while_rows_arrive_and_move(lake: Lake) -> None:
    stop = threading.Event()
    wrong: list[tuple[int, int, int]] = []
    looks = 0

    def look() -> None:
        nonlocal looks
        last = 0
        while not stop.is_set():
            with lake.read() as cursor:
                row = cursor.execute("SELECT count(*), count(DISTINCT id), max(number) FROM observation").fetchone()
            assert row is not None
            count, distinct, highest = row
            if count != distinct or (count and count != int(highest) + 1) or count < last:
                wrong.append((count, distinct, last))
            last = count
            looks += 1

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    number = 0
    for _ in range(25):
        rows = [Observation(1, at(number + step), float(number + step)) for step in range(20)]
        number += 20
        lake.append(rows).result(10)
        if number % 60 == 0:
            lake.move()
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert looks > 5
    assert len(content(lake)) == 500


def test_the_background_moves_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stadtkern.data.lake._tidy.PAUSE", 0.02)
    monkeypatch.setattr("stadtkern.data.lake._move.MANY_ROWS", 5)
    lake = open_lake(tmp_path / "lake")
    lake.append([Observation(1, at(minute), 1.0) for minute in range(10)]).result(10)
    arrived = threading.Event()
    for _ in range(500):
        if in_lake(lake) == 10:
            break
        arrived.wait(0.02)
    assert in_lake(lake) == 10
    lake.close()
