"""The command line takes a quarter's files before and after its options, and nothing that it does not know."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from stadtkern.front import cli


@pytest.mark.parametrize(
    "words",
    [
        ["a.osm", "b.tif", "--bbox", "1,2,3,4"],
        ["--bbox", "1,2,3,4", "a.osm", "b.tif"],
        ["a.osm", "--bbox", "1,2,3,4", "b.tif"],
    ],
)
def test_files_stand_before_or_after_the_box(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[argparse.Namespace] = []
    monkeypatch.setitem(cli._COMMANDS, "quarter", lambda given: seen.append(given) or 0)
    assert cli.main(["quarter", "build", "stadt", "mitte", *words]) == 0
    assert (seen[0].files, seen[0].bbox) == ([Path("a.osm"), Path("b.tif")], "1,2,3,4")


@pytest.mark.parametrize(
    "words", [["quarter", "build", "stadt", "mitte", "--unknown"], ["quarter", "effects", "stadt", "mitte", "more"]]
)
def test_unknown_words_are_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(words)
    assert "unrecognized arguments" in capsys.readouterr().err
