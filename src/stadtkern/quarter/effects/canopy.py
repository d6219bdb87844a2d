"""Land under crowns of trees."""

from __future__ import annotations

from stadtkern.quarter.effects import areas
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.town.text import Text


def measure(view: View) -> float:
    """Give the share in per cent."""
    return 100 * float(view.tally.canopy.sum()) / areas.whole(view)


EFFECT = Effect(
    key="canopy",
    group="climate",
    name=Text("Unter Baumkronen", "Under trees"),
    unit="%",
    definition=Text(
        "Anteil der Fläche, über der eine Baumkrone steht.",
        "Share of the land with a crown above it.",
    ),
    assumption=Text(
        "Kronen aus dem Baumkataster oder in üblicher Größe.",
        "Crowns from the tree cadastre, or of the usual size.",
    ),
    source=Text(
        "Gezählt aus den Bausteinen, ein Baustein ist ein Quadratmeter.",
        "Counted from the blocks; a block is a square metre.",
    ),
    better="more",
    measure=measure,
    decimals=1,
    easy="Hier geben Bäume Schatten.",
)
