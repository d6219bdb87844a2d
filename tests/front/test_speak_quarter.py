"""How the command line tells what became of a quarter's sources, and what a design does."""

from __future__ import annotations

from typing import Any

import pytest

from stadtkern.front import speak_quarter

SOURCE: dict[str, Any] = {
    "name": "a.osm.gz", "kind": "osm", "read": {}, "became": {"streets": 1, "trees": 1130}, "refused": None,
    "defaulted": {"x": {"number": 2, "text": {"de": "angenommen", "en": "assumed"}}}, "left_out": {},
}  # fmt: skip
REPORT = {"quarter": "mitte", "size": [400, 300, 64], "sources": [SOURCE], "notes": {}}
EFFECTS = {
    "green_area": {"value": 12345.0, "unit": "m²", "today": 12400.0, "difference": -55.0},
    "departures": {"value": None, "unit": "", "today": None, "difference": None},
}


@pytest.mark.parametrize(
    ("wanted", "report", "effects"),
    [
        ("de", "a.osm.gz (OpenStreetMap): 1 Straße, 1.130 Bäume", "Grünfläche (green_area): 12.345 m² (−55)"),
        ("en", "a.osm.gz (OpenStreetMap): 1 street, 1,130 trees", "Green area (green_area): 12,345 m² (−55)"),
    ],
)
def test_reports_and_effects_are_told_in_the_terminals_language(
    wanted: str, report: str, effects: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STADTKERN_LANGUAGE", wanted)
    speak_quarter.tell_report(REPORT)
    speak_quarter.tell_effects(EFFECTS)
    told = capsys.readouterr().out
    for line in ("mitte: 400 x 300 m", report, effects, "(departures): –"):
        assert line in told
