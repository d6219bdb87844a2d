"""One honest sentence with a variant's own numbers."""

from __future__ import annotations

from stadtkern.quarter.effects.model import Effect, View
from stadtkern.town.text import Text


def explain(effect: Effect, view: View) -> Text:
    """Tell what an effect's number in this view consists of; effects without more to say tell the number."""
    if effect.explain is not None:
        return effect.explain(view)
    value = effect.measure(view)
    if value is None:
        return Text("Dazu gibt es hier keine Zahl.", "There is no number for this here.")
    english = f"{value:,.{effect.decimals}f}"
    german = english.translate(str.maketrans(",.", ".,"))
    unit = f" {effect.unit}" if effect.unit else ""
    return Text(f"{effect.name.de}: {german}{unit}.", f"{effect.name.en}: {english}{unit}.")
