"""Several files chosen at once: months of a station go in together, tables do not swallow each other."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from portal_files import counter_csv, tree_csv

from stadtkern.data.gather import jobs
from stadtkern.data.gather.run import Outcome
from stadtkern.data.portal import together, trials
from stadtkern.town.text import ProblemError, problem


def outcome(name: str, **more) -> Outcome:
    words = {"read": 10, "written": 9, "unchanged": 0, "refused_count": 1, "refused": [{"row": 3, "column": "Zahl"}]}
    return Outcome("rad", "csv", 1, flagged=[], guesses=[], **(words | more))


def test_counts_add_up_and_every_reason_names_its_file() -> None:
    done = together.bring_all(
        [(Path("a"), "a.csv"), (Path("b"), "b.csv")], "", lambda _p, name, _d, _m: outcome(name), lambda *_: None
    )
    assert (done.read, done.written, done.refused_count) == (20, 18, 2)
    assert [one["column"] for one in done.refused] == ["a.csv · Zahl", "b.csv · Zahl"]


def test_a_later_file_that_cannot_be_read_does_not_stop_the_others() -> None:
    def bring(_path: Path, name: str, _dataset: str, _more: bool) -> Outcome:
        if name == "b.csv":
            raise problem("csv.empty", "Die Datei ist leer.", "The file is empty.")
        return outcome(name)

    files = [(Path(name), f"{name}.csv") for name in "abc"]
    done = together.bring_all(files, "", bring, lambda *_: None)
    assert done.written == 18
    assert {
        "row": 0,
        "code": "csv.empty",
        "reason": {"de": "Die Datei ist leer.", "en": "The file is empty."},
        "column": "b.csv",
    } in done.refused


def test_a_first_file_that_cannot_be_read_stops_everything() -> None:
    def bring(*_: object) -> Outcome:
        raise problem("csv.empty", "Leer.", "Empty.")

    with pytest.raises(ProblemError):
        together.bring_all([(Path("a"), "a"), (Path("b"), "b")], "", bring, lambda *_: None)


def wait() -> None:
    while any(one.finished is None for one in jobs.states()):
        pass


def choose(client, *paths: Path) -> str:
    files = [SimpleUploadedFile(path.name, path.read_bytes()) for path in paths]
    answer = client.post("/office/add/", {"way": "file", "file": files})
    assert answer.status_code == 302
    wait()
    return str(answer["location"])


def test_months_of_a_station_go_in_together_and_can_be_taken_back_one_by_one(staff, tmp_path: Path) -> None:
    from stadtkern.data.portal.access import registry
    from stadtkern.data.registry import public

    march = counter_csv(tmp_path / "2025-03.csv", days=5)
    april = counter_csv(tmp_path / "2025-04.csv", days=3, start=datetime(2025, 4, 1))
    trial = choose(staff, april, march)
    page = staff.get(trial).content.decode()
    assert "2025-03.csv" in page
    assert "weitere Datei kommt" in page
    answer = staff.post(f"{trial}run/", {"title": "Räder"})
    wait()
    assert "Keine Zeile wurde abgelehnt" in staff.get(answer["location"]).content.decode()
    (dataset,) = registry().datasets()
    assert dataset.title.de == "Räder"
    assert [one.file_name for one in public.imports_of(dataset.id)] == ["2025-04.csv", "2025-03.csv"]
    (collection,) = dataset.collections
    assert (collection.time_start.day, collection.time_end.month) == (28, 4) or collection.time_end.month == 4
    assert collection.quality


def test_tables_chosen_together_wait_each_for_itself(staff, tmp_path: Path) -> None:
    choose(staff, tree_csv(tmp_path / "nord.csv"), tree_csv(tmp_path / "sued.csv", rows=70))
    wait()
    waiting = trials.waiting()
    assert {one.name for one in waiting} == {"nord.csv", "sued.csv"}
    assert all(one.result is not None and not one.others for one in waiting)
