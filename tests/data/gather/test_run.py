"""Runs: trial, import, the same again, a new version, undo, compare, cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stadtkern.data.gather.model import Role
from stadtkern.data.gather.run import run_import, try_file
from stadtkern.data.gather.undo import clear_cut_off, compare_imports, undo_import
from stadtkern.data.lake.town import town_lake
from stadtkern.data.registry import public as registry
from stadtkern.data.registry.read import RegistryReader
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import ProblemError

SERIES = "Datum;Pegel (cm)\n01.02.2024 10:00;101\n01.02.2024 11:00;102\n01.02.2024 12:00;103\n"
TREES = "Nr;Baumart;lat;lon\n1;Linde;52.1;13.5\n2;Ahorn;52.2;13.6\n"


@pytest.fixture
def open_town(town: TownFolder) -> Iterator[TownFolder]:
    """A town whose lake is closed at the end."""
    yield town
    town_lake(town).close()


def put(folder: Path, name: str, text: str) -> Path:
    """Write a file."""
    (folder / name).write_text(text, "utf-8")
    return folder / name


def values(town: TownFolder) -> list[float]:
    """Give all values in order of time."""
    with town_lake(town).read() as cursor:
        return [row[0] for row in cursor.execute("SELECT number FROM observation ORDER BY time").fetchall()]


def collection(town: TownFolder, slug: str):
    """Give a collection as the machine doors see it."""
    reader = RegistryReader(town.registry)
    found = reader.collection(slug)
    reader.close()
    return found and found[1]


def test_a_trial_tells_what_an_import_would_do_and_writes_nothing(open_town: TownFolder, tmp_path: Path) -> None:
    file = put(tmp_path, "pegel.csv", SERIES)
    trial = try_file(open_town, file, file.name)
    assert (trial.read, trial.written, trial.refused_count) == (3, 3, 0)
    assert trial.mapping is not None
    assert Role.TIME in {column.role for column in trial.mapping.columns}
    assert RegistryReader(open_town.registry).datasets() == ()
    assert values(open_town) == []


def test_an_import_is_described_as_the_lake_holds_it(open_town: TownFolder, tmp_path: Path) -> None:
    done = run_import(open_town, put(tmp_path, "pegel.csv", SERIES), "pegel.csv")
    held = collection(open_town, done.collections[0])
    assert (done.read, done.written, held.rows, held.shape) == (3, 3, 3, "series")
    assert held.time_start.isoformat() == "2024-02-01T09:00:00+00:00"
    assert values(open_town) == [101, 102, 103]
    assert held.quality


def test_the_same_file_again_changes_nothing(open_town: TownFolder, tmp_path: Path) -> None:
    file = put(tmp_path, "pegel.csv", SERIES)
    first = run_import(open_town, file, file.name)
    snapshots = len(town_lake(open_town).snapshots())
    second = run_import(open_town, file, file.name)
    assert (second.written, second.unchanged, second.import_id) == (0, 3, first.import_id)
    assert len(town_lake(open_town).snapshots()) == snapshots


def test_a_corrected_file_replaces_and_can_be_compared_and_undone(open_town: TownFolder, tmp_path: Path) -> None:
    first = run_import(open_town, put(tmp_path, "pegel.csv", SERIES), "pegel.csv", dataset="pegel")
    second = run_import(
        open_town,
        put(tmp_path, "neu.csv", SERIES.replace("102", "112") + "01.02.2024 13:00;104\n"),
        "neu.csv",
        dataset="pegel",
    )
    assert values(open_town) == [101, 112, 103, 104]
    (difference,) = compare_imports(open_town, first.import_id, second.import_id).values()
    assert (difference.added, difference.removed, difference.changed) == (1, 0, 1)
    undo_import(open_town, second.import_id)
    assert values(open_town) == [101, 102, 103]
    assert collection(open_town, "pegel").rows == 3


def test_an_older_import_of_a_series_can_be_undone_alone(open_town: TownFolder, tmp_path: Path) -> None:
    first = run_import(open_town, put(tmp_path, "a.csv", SERIES), "a.csv", dataset="pegel")
    run_import(
        open_town,
        put(tmp_path, "b.csv", SERIES.replace("01.02.", "02.02.").replace("10", "20")),
        "b.csv",
        dataset="pegel",
    )
    before = values(open_town)
    undo_import(open_town, first.import_id)
    assert values(open_town) == before[3:]


def test_a_new_version_of_a_table_replaces_it_and_undo_brings_the_old_one_back(
    open_town: TownFolder, tmp_path: Path
) -> None:
    first = run_import(open_town, put(tmp_path, "baeume.csv", TREES), "baeume.csv")
    second = run_import(
        open_town,
        put(tmp_path, "baeume_2025.csv", TREES + "3;Eiche;52.3;13.7\n"),
        "baeume_2025.csv",
        dataset=first.dataset,
    )
    assert second.collections == first.collections
    assert collection(open_town, first.collections[0]).rows == 3
    with pytest.raises(ProblemError) as refused:
        undo_import(open_town, first.import_id)
    assert refused.value.problem.code == "import.not-newest"
    undo_import(open_town, second.import_id)
    assert collection(open_town, first.collections[0]).rows == 2


def test_undoing_the_first_import_of_a_table_leaves_no_empty_shell(open_town: TownFolder, tmp_path: Path) -> None:
    first = run_import(open_town, put(tmp_path, "baeume.csv", TREES), "baeume.csv")
    undo_import(open_town, first.import_id)
    assert collection(open_town, first.collections[0]) is None
    again = run_import(open_town, put(tmp_path, "baeume.csv", TREES), "baeume.csv")
    assert again.written == 2


def test_a_file_of_which_nothing_can_be_made_leaves_no_dataset(open_town: TownFolder, tmp_path: Path) -> None:
    for name, content in (("leer.csv", b""), ("bild.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ProblemError) as refused:
            run_import(open_town, tmp_path / name, name)
        assert refused.value.problem.text.de != refused.value.problem.text.en
    assert RegistryReader(open_town.registry).datasets() == ()
    assert registry.imports_of() == []


def test_an_import_that_breaks_midway_leaves_everything_as_it_was(open_town: TownFolder, tmp_path: Path) -> None:
    run_import(open_town, put(tmp_path, "pegel.csv", SERIES), "pegel.csv", dataset="pegel")

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    more = SERIES + "".join(f"{day:02}.03.2024 10:00;{day}\n" for day in range(1, 29)) * 800
    with pytest.raises(KeyboardInterrupt):
        run_import(open_town, put(tmp_path, "mehr.csv", more), "mehr.csv", dataset="pegel", progress=stop)
    assert values(open_town) == [101, 102, 103]
    assert [one.state for one in registry.imports_of()] == ["done"]


def test_an_import_cut_off_by_a_power_cut_is_taken_back_at_the_next_start(
    open_town: TownFolder, tmp_path: Path
) -> None:
    run_import(open_town, put(tmp_path, "pegel.csv", SERIES), "pegel.csv", dataset="pegel")
    second = run_import(open_town, put(tmp_path, "neu.csv", SERIES.replace("102", "112")), "neu.csv", dataset="pegel")
    from stadtkern.data.registry.models import Import

    Import.objects.filter(pk=second.import_id).update(state="running")
    assert clear_cut_off(open_town) == 1
    assert values(open_town) == [101, 102, 103]
    assert clear_cut_off(open_town) == 0


def test_files_of_one_call_that_a_power_cut_left_undescribed_are_described_at_the_next_start(
    open_town: TownFolder, tmp_path: Path
) -> None:
    done = run_import(open_town, put(tmp_path, "pegel.csv", SERIES), "pegel.csv", dataset="pegel", more=True)
    (number,) = registry.collections_of(registry.dataset_id(done.dataset) or 0)
    assert registry.collection_facts(number).rows == 0
    clear_cut_off(open_town)
    assert registry.collection_facts(number).rows == 3
    assert registry.undescribed() == []
