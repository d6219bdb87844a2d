"""What is costly is reckoned once; a reader who comes a little late does not wait for the renewal."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from itertools import count

import pytest

from stadtkern.data.portal import memory
from stadtkern.data.registry.facts import CollectionFacts

WHAT = CollectionFacts(1, 1, "werte", "werte", "Werte", "series")


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_kept", {})


def test_what_still_holds_is_not_made_again() -> None:
    made = count()
    assert [memory.remembered("x", WHAT, lambda: next(made)) for _ in range(3)] == [0, 0, 0]
    assert memory.remembered("x", WHAT, lambda: next(made), "other") == 1


def test_a_reader_who_comes_a_little_late_gets_the_old_value_and_the_next_the_new() -> None:
    made, done = count(), threading.Event()

    def make() -> int:
        number = next(made)
        if number:
            done.set()
        return number

    assert memory.remembered("x", WHAT, make, seconds=2) == 0
    _age(1.0 + 2)
    assert memory.remembered("x", WHAT, make, seconds=2) == 0
    assert done.wait(20)
    ends = time.monotonic() + 20
    while (found := memory.remembered("x", WHAT, make, seconds=2)) == 0:
        assert time.monotonic() < ends
    assert found == 1


def test_a_value_from_long_ago_is_never_given() -> None:
    made = count()
    assert memory.remembered("x", WHAT, lambda: next(made), seconds=2) == 0
    _age(60)
    assert memory.remembered("x", WHAT, lambda: next(made), seconds=2) == 1


def test_only_the_few_drawings_asked_for_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_FEW", 2)
    monkeypatch.setattr(memory, "_drawn", OrderedDict())
    made: list[str] = []

    def drawing(name: str) -> str:
        return memory.drawn(name, lambda: made.append(name) or f"<svg>{name}</svg>")

    assert [drawing(name) for name in "abaca"] == [f"<svg>{name}</svg>" for name in "abaca"]
    assert made == ["a", "b", "c"]
    drawing("b")
    assert made == ["a", "b", "c", "b"]


def _age(seconds: float) -> None:
    for key, (until, value) in memory._kept.items():
        memory._kept[key] = (until - seconds, value)
