"""Public space for walking."""

from __future__ import annotations

from stadtkern.quarter.effects import areas
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.town.text import Text


def measure(view: View) -> float:
    """Give the area in square metres."""
    return areas.of_space(view, "walk")


EFFECT = Effect(
    key="walking_space",
    group="space",
    name=Text("Platz zum Gehen", "Space for walking"),
    unit="m²",
    definition=Text(
        "Gehwege, Kieswege und Treppen.",
        "Footways, gravel paths and steps.",
    ),
    assumption=Text(
        "Ein Baustein steht für einen ganzen Quadratmeter; schmalere Dinge werden gerundet.",
        "A block stands for a whole square metre; narrower things are rounded.",
    ),
    source=Text(
        "Gezählt aus den Bausteinen, ein Baustein ist ein Quadratmeter.",
        "Counted from the blocks; a block is a square metre.",
    ),
    better="more",
    measure=measure,
    easy="So viel Platz haben Menschen zu Fuß.",
)
