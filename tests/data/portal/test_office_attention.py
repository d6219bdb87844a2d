"""What the office's start names as to be done, from facts alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from stadtkern.data.portal import office_attention as attention
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.data.registry.public import ImportFacts, SourceFacts
from stadtkern.town.text import Text

NOW = datetime(2025, 3, 3, 12, tzinfo=UTC)
SOURCE = SourceFacts(1, 1, "baeume", "http", "https://x.example/a.csv", None, {}, 60, True, NOW, None)
IMPORT = ImportFacts(
    7, 1, "baeume", "csv", "a.csv", "", "done", NOW, NOW, "amt", 100, 100, 0, 0, [], [], [], None, None, None
)
DATASET = DatasetFacts(
    1, "baeume", Text("Bäume", "Trees"), Text("Alle Bäume der Stadt.", ""), "public", False, None, "Grünamt",
    "mailto:a@b.example", "dl-zero-de/2.0", "", "ENVI", (), "", NOW, NOW,
)  # fmt: skip


@pytest.mark.parametrize(
    ("minutes_ago", "every", "late"),
    [(61, 60, False), (119, 60, False), (121, 60, True), (30, 5, False), (36, 5, True), (9999, None, False)],
)
def test_a_source_is_late_only_clearly_after_its_rhythm(minutes_ago: int, every: int | None, late: bool) -> None:
    one = replace(SOURCE, every_minutes=every, last_run=NOW - timedelta(minutes=minutes_ago))
    assert attention.late(one, NOW) is late


def test_a_source_that_was_never_asked_or_listens_is_not_late() -> None:
    assert not attention.late(replace(SOURCE, last_run=None), NOW)
    assert not attention.late(replace(SOURCE, kind="mqtt", last_run=NOW - timedelta(days=9)), NOW)


def test_a_failed_source_is_told_with_its_reason_and_one_that_is_switched_off_is_not_late() -> None:
    failed = replace(SOURCE, last_problem={"code": "x", "reason": {"de": "Nicht da.", "en": "Not there."}})
    resting = replace(SOURCE, enabled=False, last_run=NOW - timedelta(days=9))
    (told,) = attention.of_sources([SOURCE, failed, resting], NOW)
    assert (told.tone, told.what.de, told.address) == ("bad", "Nicht da.", "/office/datasets/baeume/#src-title")


def test_only_the_latest_import_of_a_dataset_counts() -> None:
    refused, failed = replace(IMPORT, refused=5), replace(IMPORT, id=6, state="failed")
    assert [one.what.de for one in attention.of_imports([refused, failed])] == ["5 von 100 Zeilen abgelehnt"]
    assert attention.of_imports([IMPORT, refused]) == []
    assert [one.tone for one in attention.of_imports([failed])] == ["bad"]


def test_an_import_that_was_taken_back_does_not_hide_the_one_before() -> None:
    undone = replace(IMPORT, id=9, state="undone")
    assert len(attention.of_imports([undone, replace(IMPORT, refused=50)])) == 1


def test_datasets_are_told_by_what_they_lack() -> None:
    bare = replace(DATASET, description=Text("", ""), licence="")
    themeless = replace(DATASET, published=True, theme="")
    told = attention.of_datasets([bare, DATASET, themeless, replace(DATASET, published=True)], "de")
    assert [one.what.de for one in told] == [
        "nicht öffentlich. Es fehlt noch: Beschreibung, Lizenz.",
        "fertig beschrieben, aber nicht öffentlich",
        "hat kein Thema und fehlt darum auf den Themenseiten",
    ]


def test_the_worst_comes_first() -> None:
    told = [attention.Attention(tone, tone, Text("", ""), "", Text("", "")) for tone in ("info", "bad", "warn", "bad")]
    assert [one.tone for one in attention.in_order(told)] == ["bad", "bad", "warn", "info"]
