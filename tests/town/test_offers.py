from __future__ import annotations

from datetime import UTC, datetime

import pytest

from stadtkern.town import offers
from stadtkern.town.text import Text


@pytest.fixture(autouse=True)
def nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let only the test's own providers answer."""
    monkeypatch.setattr(offers, "_providers", {})


def offer(kind: str, title: str, day: int | None = None) -> offers.Offer:
    date = datetime(2026, 3, day, tzinfo=UTC) if day else None
    return offers.Offer(kind, Text(title, title), Text("", ""), "/x/", date)


def test_news_are_the_latest_with_a_date() -> None:
    found = [offer("news", "alt", 1), offer("page", "Seite", 9), offer("news", "neu", 8), offer("news", "ohne")]
    offers.register("pages", mark=lambda: "1", entries=lambda: found)
    assert [one.title.de for one in offers.news(2)] == ["neu", "alt"]
    assert len(offers.entries()) == 4


def test_the_mark_tells_of_every_provider_and_forgets_one_that_left() -> None:
    offers.register("b", mark=lambda: "2", entries=list)
    offers.register("a", mark=lambda: "1", entries=list)
    assert offers.mark() == "a=1|b=2"
    offers.unregister("a")
    offers.unregister("nobody")
    assert offers.mark() == "b=2"


def test_a_provider_that_fails_takes_nothing_else_down() -> None:
    def broken() -> list[offers.Offer]:
        raise RuntimeError("no such table")

    offers.register("broken", mark=lambda: "1", entries=broken)
    offers.register("whole", mark=lambda: "1", entries=lambda: [offer("page", "Seite")])
    assert [one.title.de for one in offers.entries()] == ["Seite"]
