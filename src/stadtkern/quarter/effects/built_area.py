"""Land that buildings cover."""

from __future__ import annotations

from stadtkern.quarter.effects import areas
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.town.text import Text


def measure(view: View) -> float:
    """Give the area in square metres."""
    return areas.built(view)


EFFECT = Effect(
    key="built_area",
    group="land",
    name=Text("Bebaute Fläche", "Built area"),
    unit="m²",
    definition=Text(
        "Fläche, auf der ein Gebäude steht.",
        "Area on which a building stands.",
    ),
    assumption=Text(
        "Ein Baustein steht für einen ganzen Quadratmeter; schmalere Dinge werden gerundet.",
        "A block stands for a whole square metre; narrower things are rounded.",
    ),
    source=Text(
        "Gezählt aus den Bausteinen, ein Baustein ist ein Quadratmeter.",
        "Counted from the blocks; a block is a square metre.",
    ),
    better="neither",
    measure=measure,
    easy="So viel Boden ist mit Häusern bebaut.",
)
