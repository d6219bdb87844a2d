from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from lake_rows import Column, ask, at, content, put, table

from stadtkern.data.lake import Lake, Observation, open_lake
from stadtkern.town.text import ProblemError


def test_a_copy_holds_the_same_and_goes_on_by_itself(lake: Lake, tmp_path: Path) -> None:
    put(lake, 1, [(1, 0, 1.0)])
    put(lake, 2, [(1, 0, 2.0)])
    with lake.importing(3) as writer:
        writer.table(3, [Column("a", "text")], False, table(a=["x"]))
    lake.append([Observation(1, at(5), 5.0)]).result(10)
    lake.move()
    ids = lake.append([Observation(1, at(6), 6.0)]).result(10)
    lake.backup(tmp_path / "copy")
    lake.append([Observation(1, at(7), 7.0)]).result(10)
    copy = open_lake(tmp_path / "copy")
    assert content(copy) == [(1, 0, 2.0), (1, 5, 5.0), (1, 6, 6.0)]
    assert ask(copy, "SELECT a FROM lake.tables.c3") == [("x",)]
    assert copy.append([Observation(1, at(8), 8.0)]).result(10) > ids
    copy.undo_series(2)
    copy.tidy()
    assert content(copy) == [(1, 0, 1.0), (1, 5, 5.0), (1, 6, 6.0), (1, 8, 8.0)]
    copy.close()
    assert content(lake)[-1] == (1, 7, 7.0)


def test_a_copy_made_while_all_goes_on_is_one_consistent_state(lake: Lake, tmp_path: Path) -> None:
    stop = threading.Event()
    acknowledged: list[int] = []

    def append() -> None:
        number = 0
        while not stop.is_set():
            lake.append([Observation(1, at(number), float(number))]).result(10)
            acknowledged.append(number)
            number += 1

    def work() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            # Both rows of an import are in a state, or neither.
            put(lake, number, [(2, number, float(number)), (3, number, float(number))])
            lake.move()
            if number % 5 == 0:
                lake.tidy(old_files=timedelta(0), orphans=timedelta(0), steps=timedelta(0))

    threads = [threading.Thread(target=append), threading.Thread(target=work)]
    for thread in threads:
        thread.start()
    try:
        sure = []
        for turn in range(3):
            while len(acknowledged) < 20 * (turn + 1):
                stop.wait(0.01)
            sure.append(len(acknowledged))
            lake.backup(tmp_path / f"copy{turn}")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    for turn, known in enumerate(sure):
        copy = open_lake(tmp_path / f"copy{turn}")
        rows = content(copy)
        live = [minute for stream, minute, _ in rows if stream == 1]
        assert live == list(range(len(live)))
        assert len(live) >= known
        assert [row[1:] for row in rows if row[0] == 2] == [row[1:] for row in rows if row[0] == 3]
        highest = ask(copy, "SELECT max(id), count(*) - count(DISTINCT id) FROM observation")[0]
        assert highest[1] == 0
        assert copy.append([Observation(9, at(0), 1.0)]).result(10)[0] > highest[0]
        copy.close()


def test_a_folder_with_something_in_it_is_not_written_over(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "note.txt").write_text("mine")
    with pytest.raises(ProblemError) as caught:
        lake.backup(tmp_path / "copy")
    assert caught.value.problem.code == "lake.target"
    assert [file.name for file in (tmp_path / "copy").iterdir()] == ["note.txt"]
