from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from lake_rows import ask, at, content, put

from stadtkern.data.lake import Lake, Observation, open_lake

NOW = timedelta(0)


def files(lake: Lake) -> int:
    return len(list((lake.folder / "data" / "main" / "observation").rglob("*.parquet")))


def test_small_files_become_one_and_the_old_ones_go(lake: Lake) -> None:
    for number in range(1, 18):
        put(lake, number, [(1, 15 * number, float(number))])
    before = content(lake)
    assert files(lake) == 17
    lake.tidy()
    assert files(lake) == 18
    lake.tidy(old_files=NOW)
    assert files(lake) == 1
    assert content(lake) == before
    assert lake.compare_series([1], lake.before_import(17) or 0, lake.snapshots()[-1].id).added == 1


def test_a_file_of_which_much_was_replaced_is_written_anew(lake: Lake) -> None:
    put(lake, 1, [(1, minute, 1.0) for minute in range(100)])
    put(lake, 2, [(1, minute, 2.0) for minute in range(80)])
    lake.tidy()
    found = ask(
        lake, "SELECT count(*) FILTER (delete_file IS NOT NULL) FROM ducklake_list_files('lake', 'observation')"
    )
    assert found == [(0,)]
    assert [number for _, _, number in content(lake)] == [2.0] * 80 + [1.0] * 20


def test_steps_between_are_forgotten_and_imports_are_kept(lake: Lake) -> None:
    put(lake, 1, [(1, 0, 1.0)])
    for minute in range(3):
        lake.append([Observation(1, at(100 + minute), 0.0)]).result(10)
        lake.move()
    put(lake, 2, [(1, 0, 2.0)])
    for minute in range(3):
        lake.append([Observation(1, at(200 + minute), 0.0)]).result(10)
        lake.move()
    lake.tidy(steps=NOW, old_files=NOW)
    messages = [one.message for one in lake.snapshots()]
    assert messages.count("move") == 2
    assert {"import 1", "import 2"} <= set(messages)
    lake.undo_series(2)
    assert (1, 0, 1.0) in content(lake)
    assert len(content(lake)) == 7


def test_old_imports_are_forgotten_when_asked_and_their_files_go(lake: Lake) -> None:
    for number in range(1, 4):
        put(lake, number, [(1, 0, float(number))])
    assert files(lake) == 3
    lake.tidy(steps=NOW, imports=NOW, old_files=NOW)
    assert len(lake.snapshots()) == 1
    assert files(lake) == 1
    assert content(lake) == [(1, 0, 3.0)]


def test_files_that_no_commit_knows_go_after_their_time(lake: Lake) -> None:
    put(lake, 1, [(1, 0, 1.0)])
    left = lake.folder / "data" / "main" / "observation" / "year=2024" / "left.parquet"
    left.write_bytes(b"half a file")
    lake.tidy()
    assert left.exists()
    lake.tidy(orphans=NOW)
    assert not left.exists()
    assert content(lake) == [(1, 0, 1.0)]


def test_a_reader_keeps_its_files_until_it_is_done(lake: Lake) -> None:
    for number in range(1, 4):
        put(lake, number, [(1, 0, float(number))])
    with lake.read() as cursor:
        cursor.execute("BEGIN")
        assert cursor.execute("SELECT count(*) FROM lake.main.observation").fetchall() == [(1,)]
        lake.tidy(steps=NOW, imports=NOW, old_files=NOW, orphans=NOW)
        assert cursor.execute("SELECT number FROM observation").fetchall() == [(3.0,)]
    assert content(lake) == [(1, 0, 3.0)]


def test_the_background_merges_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stadtkern.data.lake._tidy.PAUSE", 0.02)
    monkeypatch.setattr("stadtkern.data.lake._tidy.QUIET", 0.05)
    lake = open_lake(tmp_path / "lake")
    for number in range(1, 20):
        put(lake, number, [(1, 15 * number, float(number))])
    query = "SELECT count(*) FROM ducklake_list_files('lake', 'observation')"
    pause = threading.Event()
    for _ in range(200):
        if ask(lake, query)[0][0] < 16:
            break
        pause.wait(0.05)
    assert ask(lake, query)[0][0] < 16
    assert len(content(lake)) == 19
    lake.close()
