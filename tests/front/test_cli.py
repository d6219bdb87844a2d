"""The command line, as a newcomer uses it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from serving import import_json, serving, stadtkern

HOURS = "".join(f"Markt;01.02.2024 {hour:02}:00;{hour},5\n" for hour in range(24))
ROWS = "Station;Datum;Temperatur (°C)\n" + HOURS + "Markt;gestern;5,0\n"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A town made by init."""
    stadtkern("init", tmp_path / "stadt", "--name", "Neustadt", "--password", "ein-gutes-wort")
    return tmp_path / "stadt"


def test_init_makes_a_town_and_says_how_to_sign_in(tmp_path: Path) -> None:
    """The folder holds settings and registry; nobody else on the machine may read it."""
    done = stadtkern("init", tmp_path / "stadt", "--staff", "amt", "--password", "ein-gutes-wort")
    assert "amt · ein-gutes-wort" in done.stdout
    assert (tmp_path / "stadt" / "town.toml").is_file()
    assert (tmp_path / "stadt").stat().st_mode & 0o077 == 0


def test_init_leaves_a_folder_with_something_in_it_alone(tmp_path: Path) -> None:
    """A full folder or an older town is refused in both languages, and nothing changes."""
    (tmp_path / "brief.txt").write_text("wichtig")
    done = stadtkern("init", tmp_path, code=2)
    assert "nicht leer" in done.stderr
    assert "not empty" in done.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["brief.txt"]


def test_a_folder_without_a_town_is_explained(tmp_path: Path) -> None:
    """Any command on a folder without a town says how to make one."""
    assert "stadtkern init" in stadtkern("datasets", tmp_path, code=2).stderr


def test_import_says_what_went_in_and_what_was_refused_and_why(made: Path, tmp_path: Path) -> None:
    """One object a file; exit code 3 when some rows were refused."""
    file = tmp_path / "wetter.csv"
    file.write_text(ROWS, "utf-8")
    (said,) = import_json(made, file, code=3)
    assert (said["read"], said["written"], said["refused_count"]) == (25, 24, 1)
    assert said["refused"][0]["row"] == 26
    assert set(said["refused"][0]["reason"]) == {"de", "en"}
    assert all({"code", "text", "sure"} <= set(guess) for guess in said["guesses"])


def test_importing_the_same_file_again_changes_nothing(made: Path, tmp_path: Path) -> None:
    """The second time all rows are already there."""
    file = tmp_path / "wetter.csv"
    file.write_text(ROWS, "utf-8")
    import_json(made, file, code=3)
    before = stadtkern("datasets", made, "--json").stdout
    (said,) = import_json(made, file, code=3)
    assert (said["written"], said["unchanged"]) == (0, 24)
    assert stadtkern("datasets", made, "--json").stdout == before


def test_a_dry_run_writes_nothing(made: Path, tmp_path: Path) -> None:
    """It tells the same counts, and the town stays empty."""
    file = tmp_path / "wetter.csv"
    file.write_text(ROWS, "utf-8")
    (said,) = import_json(made, file, "--dry-run", code=3)
    assert (said["read"], said["would_write"], said["written"]) == (25, 24, 0)
    assert stadtkern("datasets", made, "--json").stdout == ""


def test_an_import_that_can_do_nothing_ends_with_two(made: Path, tmp_path: Path) -> None:
    """The problem is told in both languages; the good file beside it goes in."""
    (tmp_path / "leer.csv").write_bytes(b"")
    (tmp_path / "gut.csv").write_text(ROWS.replace("gestern", "02.02.2024 00:00"), "utf-8")
    (said,) = import_json(made, tmp_path / "leer.csv", code=2)
    assert said["problem"]["code"] == "file.empty"
    empty, good = import_json(made, tmp_path / "leer.csv", tmp_path / "gut.csv", code=3)
    assert empty["problem"]["code"] == "file.empty"
    assert good["written"] == 25


def test_commands_work_while_the_town_serves(made: Path, tmp_path: Path) -> None:
    """Import, list and backup go through the serving process; the restored town answers the same."""
    file = tmp_path / "wetter.csv"
    file.write_text(ROWS, "utf-8")
    with serving(made) as town:
        import_json(made, file, code=3)
        listed = stadtkern("datasets", made, "--json").stdout
        assert json.loads(listed)["collections"][0]["rows"] == 24
        stadtkern("backup", made, tmp_path / "stadt.tar.gz")
        assert town.stop() == 0
    stadtkern("restore", tmp_path / "stadt.tar.gz", tmp_path / "zweite")
    assert stadtkern("datasets", tmp_path / "zweite", "--json").stdout == listed
    with serving(tmp_path / "zweite") as town:
        assert "Neustadt" in town.get("/").text


def test_a_broken_backup_makes_no_town(tmp_path: Path) -> None:
    """A file that is no backup, or only half of one, is refused and leaves nothing behind."""
    (tmp_path / "kaputt.tar").write_bytes(os.urandom(4000))
    assert "restore.file" in stadtkern("restore", tmp_path / "kaputt.tar", tmp_path / "neu", code=2).stderr
    assert [one.name for one in tmp_path.iterdir()] == ["kaputt.tar"]


def test_a_taken_port_is_explained(made: Path) -> None:
    """Another program on the port: say so and name the option."""
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = stadtkern("serve", made, "--port", str(other.getsockname()[1]), code=2)
    assert "--port" in done.stderr
