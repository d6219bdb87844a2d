"""Green land that everyone can use."""

from __future__ import annotations

from stadtkern.quarter.effects import areas
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.town.text import Text


def measure(view: View) -> float:
    """Give the area in square metres."""
    return areas.of_space(view, "green")


EFFECT = Effect(
    key="green_area",
    group="land",
    name=Text("Grünfläche", "Green area"),
    unit="m²",
    definition=Text(
        "Rasen, Wiese, Beet und Waldboden, ohne Gärten und Äcker.",
        "Lawn, meadow, beds and forest floor, without gardens and fields.",
    ),
    assumption=Text(
        "Grün gilt als öffentlich, solange keine Grundstücke geladen sind.",
        "Green counts as public as long as no parcels are loaded.",
    ),
    source=Text(
        "Gezählt aus den Bausteinen, ein Baustein ist ein Quadratmeter.",
        "Counted from the blocks; a block is a square metre.",
    ),
    better="more",
    measure=measure,
    easy="So viel Platz ist grün.",
)
