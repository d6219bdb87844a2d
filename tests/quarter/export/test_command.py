"""``stadtkern quarter export``: a file for each format, and a reason when there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quarter_town import SLUG, small_store, some_entries
from stadtkern.front.cli import DONE, NOTHING, main
from stadtkern.quarter.export import FORMATS
from stadtkern.town.folder import TownFolder


@pytest.fixture
def variant(town: TownFolder) -> int:
    """A town with the small quarter and a variant of it."""
    store, quarter = small_store(town.path)
    made = store.new_variant(quarter.id, "Mehr Bäume").id
    store.append(made, some_entries(40)).result(20)
    return made


def test_every_format_is_written(
    town: TownFolder, variant: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes = {}
    for key, one in FORMATS.items():
        file = tmp_path / f"out{one.ending}"
        words = [
            "quarter",
            "export",
            str(town.path),
            SLUG,
            str(file),
            "--format",
            key,
            "--variant",
            str(variant),
            "--json",
        ]
        assert main(words) == DONE
        told = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert (told["format"], told["bytes"]) == (key, file.stat().st_size)
        sizes[key] = told["bytes"]
        file.unlink()
    assert min(sizes.values()) > 200


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (["--format", "dwg"], "dwg"),
        (["--format", "stl", "--building", "77"], "77"),
        (["--format", "stl", "--scale", "0"], "1:1"),
        (["--format", "png", "--variant", "999"], "999"),
    ],
)
def test_what_cannot_be_written_is_refused_with_a_reason(
    town: TownFolder, variant: int, tmp_path: Path, more: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["quarter", "export", str(town.path), SLUG, str(tmp_path / "out"), *more]) == NOTHING
    assert reason in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_there_is_said(
    town: TownFolder, variant: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "nowhere" / "out.mts"
    assert main(["quarter", "export", str(town.path), SLUG, str(file), "--format", "mts"]) == NOTHING
    assert "nowhere" in capsys.readouterr().err
