"""Memory: a very long import stays flat, and where it is short a person is told so and nothing is half-written."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import duckdb
import pyarrow as pa
import pytest

from stadtkern.data.gather import holdings, jobs
from stadtkern.data.gather.memory import NEW_OBJECTS, enough_memory, tidying_rarely
from stadtkern.data.gather.run import run_import, try_file
from stadtkern.data.gather.undo import clear_cut_off
from stadtkern.data.lake import _series
from stadtkern.data.lake.town import town_lake
from stadtkern.data.registry import public as registry
from stadtkern.front import cli
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import ProblemError, Text

# An import of four million values and its quality report. Staged in DuckDB's temporary tables, with medians that hold
# every number, this grew by 780 MB, and further with each row; now by 210 MB, however many rows follow.
LONG_IMPORT = """
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
from stadtkern.data.gather.quality_series import describe
from stadtkern.data.lake import open_lake


def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def batches(rows):
    for first in range(0, rows, 100_000):
        place = np.arange(first, first + 100_000)
        time = pa.array(place * 20_000_000, pa.timestamp("us"))
        stream = np.ones(len(place), "int32")
        yield pa.record_batch({"stream": stream, "time": time, "number": np.sin(place), "_row": place})


lake = open_lake(Path(sys.argv[1]))
with lake.importing(1) as writer:
    writer.series(batches(200_000))
begin = peak()
with lake.importing(2) as writer:
    assert writer.series(batches(4_000_000)).written == 3_800_000
imported = peak()
with lake.read() as cursor:
    assert describe(cursor, [(1, "a")], "Europe/Berlin")["rows"] == 4_000_000
print(imported - begin, peak() - begin)
lake.close()
"""
MOST = 400


@pytest.fixture
def open_town(town: TownFolder) -> Iterator[TownFolder]:
    """A town whose lake is closed at the end."""
    yield town
    town_lake(town).close()


def rows(town: TownFolder) -> int:
    with town_lake(town).read() as cursor:
        (count,) = cursor.execute("SELECT count(*) FROM observation").fetchone() or (0,)
    return int(count)


def allow(town: TownFolder, memory: str) -> None:
    with town_lake(town).read() as cursor:
        cursor.execute(f"SET GLOBAL memory_limit = '{memory}'")


def long_file(folder: Path) -> Path:
    lines = (f"{day:02}.{month:02}.{1900 + year} {hour:02}:{minute:02};{minute}\n"
             for year in range(50) for month in (1, 6) for day in (1, 15) for hour in range(24) for minute in range(0, 60, 5))  # fmt: skip
    file = folder / "lang.csv"
    file.write_text("Zeit;Pegel (cm)\n" + "".join(lines), "utf-8")
    return file


def short(*_: object, **__: object) -> NoReturn:
    raise duckdb.OutOfMemoryException("could not allocate")


def test_a_long_import_and_its_quality_report_stay_flat_in_memory(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LONG_IMPORT, str(tmp_path / "lake")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    imported, described = map(int, done.stdout.split())
    assert imported < MOST
    assert described < MOST


def test_an_import_short_of_memory_says_so_and_leaves_nothing(open_town: TownFolder, tmp_path: Path) -> None:
    file = long_file(tmp_path)
    allow(open_town, "12MB")
    with pytest.raises(ProblemError) as told:
        run_import(open_town, file, file.name)
    allow(open_town, "300MB")
    problem = told.value.problem
    assert problem.code == "task.memory"
    assert "town.toml" in problem.text.de
    assert "town.toml" in problem.text.en
    assert (rows(open_town), registry.imports_of(), registry.dataset_id("lang")) == (0, [], None)
    assert not list((open_town.lake / "tmp").iterdir())
    assert run_import(open_town, file, file.name).written == rows(open_town) == 57_600


def test_reading_does_not_look_through_the_process_again_and_again(open_town: TownFolder, tmp_path: Path) -> None:
    file = long_file(tmp_path)
    usual, looks = gc.get_threshold(), []
    gc.callbacks.append(note := lambda phase, _: looks.append(gc.get_threshold()) if phase == "start" else None)
    try:
        try_file(open_town, file, file.name)
    finally:
        gc.callbacks.remove(note)
    # 57,600 rows are as many lists; at the usual threshold that is some eighty looks and more.
    assert len(looks) < 20
    assert gc.get_threshold() == usual


def test_the_collector_is_as_usual_once_the_last_reading_ends() -> None:
    usual = gc.get_threshold()
    with tidying_rarely():
        with tidying_rarely():
            assert gc.get_threshold()[0] == NEW_OBJECTS
        assert gc.get_threshold()[0] == NEW_OBJECTS
        with pytest.raises(ZeroDivisionError), tidying_rarely():
            raise ZeroDivisionError
    assert gc.get_threshold() == usual


@pytest.mark.parametrize(
    ("error", "code", "word"),
    [
        (MemoryError(), "task.memory", "Rechners"),
        (pa.ArrowMemoryError("malloc failed"), "task.memory", "Rechners"),
        (duckdb.OutOfMemoryException("failed to pin block"), "task.memory", "town.toml"),
        (duckdb.OutOfMemoryException("limit was set by the 'max_temp_directory_size' setting"), "task.disk", "Platz"),
    ],
)
def test_each_shortage_has_its_own_advice(error: Exception, code: str, word: str) -> None:
    with pytest.raises(ProblemError) as told, enough_memory():
        raise error
    assert told.value.problem.code == code
    assert word in told.value.problem.text.de
    assert told.value.problem.text.de != told.value.problem.text.en


def test_the_command_line_and_the_desk_tell_it_too(
    open_town: TownFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "pegel.csv"
    file.write_text("Datum;Pegel (cm)\n01.02.2024 10:00;101\n01.02.2024 11:00;102\n", "utf-8")
    monkeypatch.setattr(_series, "_insert", short)
    assert cli.main(["import", str(open_town.path), str(file), "--json"]) == cli.NOTHING
    assert '"task.memory"' in capsys.readouterr().out
    state = jobs.JobState(1, Text("Import", "Import"))
    jobs._run(state, lambda _: run_import(open_town, file, file.name))
    assert state.problem is not None
    assert state.problem.code == "task.memory"
    assert registry.imports_of() == []


def test_an_import_that_is_in_stays_in_when_describing_it_takes_too_much(
    open_town: TownFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pegel.csv"
    file.write_text("Datum;Pegel (cm)\n01.02.2024 10:00;101\n01.02.2024 11:00;102\n", "utf-8")
    with monkeypatch.context() as tight:
        tight.setattr(holdings, "_describe_series", short)
        done = run_import(open_town, file, file.name)
    assert (done.written, rows(open_town), [one.state for one in registry.imports_of()]) == (2, 2, ["done"])
    (number,) = registry.undescribed()
    clear_cut_off(open_town)
    assert registry.collection_facts(number).rows == 2
