"""Trees."""

from __future__ import annotations

from stadtkern.quarter.effects.model import Effect, View
from stadtkern.town.text import Text


def measure(view: View) -> float:
    """Give the number."""
    return float(view.tally.trunks)


EFFECT = Effect(
    key="trees",
    group="climate",
    name=Text("Bäume", "Trees"),
    unit="",
    definition=Text(
        "Zahl der Baumstämme.",
        "Number of tree trunks.",
    ),
    assumption=Text(
        "Ein Stamm ist ein Baum. Stämme Seite an Seite zählen einzeln.",
        "A trunk is a tree. Trunks side by side count one by one.",
    ),
    source=Text(
        "Gezählt aus den Bausteinen, ein Baustein ist ein Quadratmeter.",
        "Counted from the blocks; a block is a square metre.",
    ),
    better="more",
    measure=measure,
    easy="So viele Bäume stehen hier.",
)
