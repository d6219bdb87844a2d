"""How public streets are shared between cars and people."""

from __future__ import annotations

from stadtkern.quarter.effects import areas
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.town.text import Text


def measure(view: View) -> float | None:
    """Give the share in per cent of street space that is not for cars; None without any street."""
    people = areas.of_space(view, "cycle", "walk", "stay")
    cars = areas.of_space(view, "drive", "parking")
    return 100 * people / (people + cars) if people + cars else None


EFFECT = Effect(
    key="people_share",
    group="space",
    name=Text("Straßenraum für Menschen", "Street space for people"),
    unit="%",
    definition=Text(
        "Anteil von Gehen, Radfahren und Bleiben an allem, was Straße und Platz ist.",
        "Share of walking, cycling and staying in all that is street or square.",
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
    decimals=1,
    easy="So viel von der Straße gehört Menschen ohne Auto.",
)
