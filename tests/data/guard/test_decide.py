"""The one decision: public data are open, everything else is for staff, and no means no hint."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from stadtkern.data.guard.decide import PUBLIC, Action, Viewer, decide, visible
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.town.text import Text

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DATASET = DatasetFacts(
    id=1, slug="a", title=Text("A", "A"), description=Text("", ""), category="public", published=True, owner_id=None,
    owner_office="", contact="", licence="", attribution="", theme="", keywords=(), spatial="", created=NOW, modified=NOW,
)  # fmt: skip
STAFF = Viewer(1, "amt", is_staff=True, may_write=True)
READING_KEY = Viewer(1, "amt", is_staff=True, may_write=False)


@pytest.mark.parametrize(
    ("category", "published"), list(product(["public", "private", "statistical", "commercial"], [True, False]))
)
def test_the_public_reads_only_what_is_public_and_published(category: str, published: bool) -> None:
    dataset = replace(DATASET, category=category, published=published)
    expected = published and category == "public"
    assert decide(PUBLIC, dataset, Action.READ).allowed is expected
    assert (dataset in visible(PUBLIC, (dataset,))) is expected


@pytest.mark.parametrize("action", [Action.WRITE, Action.MANAGE])
def test_the_public_changes_nothing_and_learns_nothing(action: Action) -> None:
    assert decide(PUBLIC, DATASET, action).status == 401
    assert decide(PUBLIC, replace(DATASET, published=False), action).status == 404


def test_staff_read_and_change_everything() -> None:
    hidden = replace(DATASET, category="private", published=False)
    assert all(decide(STAFF, hidden, action).allowed for action in Action)


def test_a_reading_key_changes_nothing() -> None:
    assert decide(READING_KEY, DATASET, Action.READ).allowed
    refused = decide(READING_KEY, DATASET, Action.WRITE)
    assert (refused.allowed, refused.status) == (False, 403)
    assert refused.problem is not None
    assert refused.problem.text.de != refused.problem.text.en
