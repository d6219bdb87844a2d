"""Unsealed land for each person."""

from __future__ import annotations

from stadtkern.quarter.effects import areas
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.town.text import Text


def measure(view: View) -> float | None:
    """Give square metres a person; None where nobody lives."""
    people = areas.people(view)
    return (areas.whole(view) - areas.sealed(view)) / people if people >= 1 else None


EFFECT = Effect(
    key="open_per_person",
    group="land",
    name=Text("Offener Boden je Person", "Open ground per person"),
    unit="m²",
    definition=Text(
        "Nicht versiegelte Fläche, geteilt durch die Menschen, die hier wohnen können.",
        "Unsealed area, divided by the people who can live here.",
    ),
    assumption=Text(
        "Menschen aus der Wohnfläche geschätzt.",
        "People estimated from floor area.",
    ),
    source=Text(
        "Gezählt aus den Bausteinen, ein Baustein ist ein Quadratmeter.",
        "Counted from the blocks; a block is a square metre.",
    ),
    better="more",
    measure=measure,
    decimals=1,
    easy="So viel freier Boden ist für jeden Menschen da.",
)
