from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lake_rows import Column, ask, at, content, point, put, table

from stadtkern.data.lake import Lake, Observation, open_lake
from stadtkern.town.text import ProblemError

HOLD = """
import sys, time
from pathlib import Path
from stadtkern.data.lake import open_lake
open_lake(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


def test_one_folder_is_one_lake_in_a_process(tmp_path: Path) -> None:
    lake = open_lake(tmp_path / "lake")
    assert open_lake(tmp_path / "x" / ".." / "lake") is lake
    lake.close()
    lake.close()
    again = open_lake(tmp_path / "lake")
    assert again is not lake
    again.close()


def test_a_lake_open_elsewhere_is_told_kindly(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "lake")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == b"open\n"
        with pytest.raises(ProblemError) as caught:
            open_lake(tmp_path / "lake")
        assert caught.value.problem.code == "lake.busy"
        assert str(tmp_path) in caught.value.problem.text.de
    finally:
        holder.communicate(b"", 20)
    lake = open_lake(tmp_path / "lake")
    assert content(lake) == []
    lake.close()


def test_a_folder_can_be_moved(tmp_path: Path) -> None:
    lake = open_lake(tmp_path / "here it's")
    put(lake, 1, [(1, 0, 1.0), (1, 15, 2.0)])
    with lake.importing(2) as writer:
        writer.table(7, [Column("a", "text")], True, table(a=["x"], geom=[point(7, 51)]))
    lake.append([Observation(1, at(30), 3.0)]).result(10)
    lake.close()
    shutil.move(tmp_path / "here it's", tmp_path / "there")
    lake = open_lake(tmp_path / "there")
    assert content(lake) == [(1, 0, 1.0), (1, 15, 2.0), (1, 30, 3.0)]
    assert ask(lake, "SELECT a FROM lake.tables.c7") == [("x",)]
    put(lake, 3, [(1, 15, 9.0)])
    lake.undo_series(3)
    lake.tidy()
    assert len(content(lake)) == 3
    assert not (tmp_path / "here it's").exists()
    lake.close()


def test_what_a_killed_process_spilled_is_cleared(tmp_path: Path) -> None:
    open_lake(tmp_path / "lake").close()
    left = tmp_path / "lake" / "tmp" / "duckdb_temp_storage_DEFAULT-0.tmp"
    left.write_bytes(b"x")
    lake = open_lake(tmp_path / "lake")
    assert not left.exists()
    lake.close()


def test_nothing_is_fetched_and_unsigned_extensions_stay_off(lake: Lake) -> None:
    names = ("autoinstall_known_extensions", "autoload_known_extensions", "allow_unsigned_extensions")
    for name in names:
        assert ask(lake, f"SELECT current_setting('{name}')") == [(False,)]
    loaded = ask(lake, "SELECT extension_name FROM duckdb_extensions() WHERE loaded")
    assert {("icu",), ("spatial",), ("ducklake",)} <= set(loaded)


def test_memory_and_threads_are_settings(tmp_path: Path) -> None:
    lake = open_lake(tmp_path / "lake", memory="123MiB", threads=1)
    assert ask(lake, "SELECT current_setting('memory_limit'), current_setting('threads')") == [("123.0 MiB", 1)]
    lake.close()


def test_a_reader_can_be_interrupted(lake: Lake) -> None:
    import threading

    import duckdb

    with lake.read() as cursor:
        timer = threading.Timer(0.3, cursor.interrupt)
        timer.start()
        with pytest.raises(duckdb.InterruptException):
            cursor.execute("SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b").fetchall()
        assert cursor.execute("SELECT 1").fetchall() == [(1,)]


def test_readers_are_not_kept_waiting_by_an_import(lake: Lake) -> None:
    put(lake, 1, [(1, 0, 1.0)])
    with lake.importing(2) as writer:
        from lake_rows import series

        writer.series(series([(1, 0, 2.0), (1, 15, 2.0)]))
        assert content(lake) == [(1, 0, 1.0)]
        assert lake.append([Observation(5, at(0), 1.0)]).result(10)
    assert content(lake) == [(1, 0, 2.0), (1, 15, 2.0), (5, 0, 1.0)]
