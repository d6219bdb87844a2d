"""How sure a guess is, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stadtkern.town.text import Text


def sure_words(sure: float) -> Text:
    """Say how sure a guess is (0 to 1)."""
    if sure >= 0.95:
        return Text("sicher", "certain")
    if sure >= 0.8:
        return Text("ziemlich sicher", "fairly certain")
    if sure >= 0.55:
        return Text("wahrscheinlich", "likely")
    return Text("unsicher, bitte prüfen", "uncertain, please check")


def with_words(guesses: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give guesses with their sureness in words, the least sure first."""
    said = [{**guess, "sure_words": sure_words(float(guess.get("sure") or 0))} for guess in guesses]
    return sorted(said, key=lambda guess: float(guess.get("sure") or 0))
