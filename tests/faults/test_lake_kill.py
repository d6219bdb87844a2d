"""The power goes while the lake writes: what was acknowledged is there, what was not finished is not."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from stadtkern.data.lake import Lake, Observation, open_lake

START = datetime(2024, 1, 1)

COMMON = """
import os, signal, sys
from datetime import datetime, timedelta
from pathlib import Path
import pyarrow as pa
from stadtkern.data.lake import Observation, open_lake
from stadtkern.data.lake import _move, _series

START = datetime(2024, 1, 1)
lake = open_lake(Path(sys.argv[1]), memory="200MB")

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def batch(stream, number, count):
    yield pa.RecordBatch.from_pydict({
        "stream": pa.array([stream] * count, pa.int32()),
        "time": pa.array([START + timedelta(minutes=minute) for minute in range(count)], pa.timestamp("us")),
        "number": pa.array([float(number)] * count),
    })
"""

BUSY = """
import threading

def work():
    number = 0
    while True:
        number += 1
        with lake.importing(number) as writer:
            writer.series(batch(2, number, 500))
        print("import", number, flush=True)
        lake.move()
        if number % 7 == 0:
            lake.tidy(old_files=timedelta(0), orphans=timedelta(0), steps=timedelta(0))

threading.Thread(target=work, daemon=True).start()
number = int(sys.argv[2])
while True:
    rows = [Observation(1, START + timedelta(seconds=number + step), float(number + step)) for step in range(5)]
    ids = lake.append(rows).result()
    number += 5
    print("rows", number, max(ids), flush=True)
"""

BETWEEN_THE_STEPS_OF_A_MOVE = """
lake.append([Observation(1, START + timedelta(seconds=step), float(step)) for step in range(10)]).result()
_move.Mover.sweep = die
lake.move()
"""

BEFORE_A_MOVE_COMMITS = """
lake.append([Observation(1, START + timedelta(seconds=step), float(step)) for step in range(10)]).result()
copy = _move._copy
_move._copy = lambda cursor: (copy(cursor), die())
lake.move()
"""

INSIDE_AN_IMPORT = """
with lake.importing(1) as writer:
    writer.series(batch(1, 1, 10))
with lake.importing(2) as writer:
    writer.series(batch(1, 2, 20))
    die()
"""


def start(folder: Path, script: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", COMMON + script, str(folder), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def run_until_it_dies(folder: Path, script: str) -> None:
    process = start(folder, script)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL


def ask(lake: Lake, query: str) -> list[tuple[object, ...]]:
    with lake.read() as cursor:
        return cursor.execute(query).fetchall()


def test_acknowledged_rows_survive_kills_at_any_moment(tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    rows, highest = 0, 0
    for seconds in (0.9, 1.7, 0.4):
        process = start(folder, BUSY, str(rows))
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(seconds)
        process.kill()
        told = [
            line.split()
            for line in [first, *process.communicate(timeout=60)[0].splitlines()]
            if line.endswith(("\n", *"0123456789"))
        ]
        acknowledged = max((int(words[1]) for words in told if words[0] == "rows" and len(words) == 3), default=rows)
        assert acknowledged > rows
        lake = open_lake(folder, memory="200MB")
        ((count, ids, top, last),) = ask(
            lake, "SELECT count(*), count(DISTINCT id), max(id), max(number) FROM observation WHERE stream = 1"
        )
        # At most the rows on their way when the power went are there beyond what was acknowledged.
        assert acknowledged <= int(str(count)) <= acknowledged + 5
        assert (ids, last) == (count, float(int(str(count)) - 1))
        imported = ask(
            lake, "SELECT count(*), count(DISTINCT number), count(DISTINCT id) FROM observation WHERE stream = 2"
        )
        assert imported in ([(500, 1, 500)], [(0, 0, 0)])
        assert int(str(top)) > highest
        new = lake.append([Observation(3, START, 1.0)]).result(20)
        assert new[0] > int(str(top))
        highest = new[0]
        lake.delete_streams([3])
        lake.tidy(orphans=timedelta(0), old_files=timedelta(0))
        rows = int(str(count))
        lake.close()


@pytest.mark.parametrize("script", [BETWEEN_THE_STEPS_OF_A_MOVE, BEFORE_A_MOVE_COMMITS])
def test_a_move_cut_off_neither_loses_nor_doubles(tmp_path: Path, script: str) -> None:
    folder = tmp_path / "lake"
    run_until_it_dies(folder, script)
    lake = open_lake(folder)
    assert ask(lake, "SELECT count(*), count(DISTINCT id), sum(number) FROM observation") == [(10, 10, 45.0)]
    lake.move()
    assert ask(lake, "SELECT count(*), count(DISTINCT id), sum(number) FROM lake.main.observation") == [(10, 10, 45.0)]
    lake.close()


def test_an_import_cut_off_leaves_the_town_as_before_and_its_files_are_cleared(tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    run_until_it_dies(folder, INSIDE_AN_IMPORT)
    files = set((folder / "data" / "main" / "observation").rglob("*.parquet"))
    lake = open_lake(folder)
    assert ask(lake, "SELECT count(*), sum(number) FROM observation") == [(10, 10.0)]
    assert [one.message for one in lake.snapshots()][-1] == "import 1"
    lake.tidy()
    assert set((folder / "data" / "main" / "observation").rglob("*.parquet")) == files
    lake.tidy(orphans=timedelta(0))
    assert len(set((folder / "data" / "main" / "observation").rglob("*.parquet"))) == 1 < len(files)
    assert ask(lake, "SELECT count(*), sum(number) FROM observation") == [(10, 10.0)]
    lake.close()
