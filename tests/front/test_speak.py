"""How the command line tells what an import did."""

from __future__ import annotations

import pytest

from stadtkern.front import speak

DONE = {"file": "a", "dataset": "b", "read": 2000, "written": 2000, "refused_count": 0, "refused": [], "guesses": []}


@pytest.mark.parametrize(("source", "told"), [("csv", "2000 Zeilen gelesen"), ("terrain", "2000 Zellen gelesen")])
def test_what_was_read_has_its_own_name(
    source: str, told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STADTKERN_LANGUAGE", "de")
    speak.tell_import({**DONE, "source": source})
    assert told in capsys.readouterr().out
