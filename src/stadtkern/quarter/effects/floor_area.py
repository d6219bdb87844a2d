"""Floor area of all buildings."""

from __future__ import annotations

from stadtkern.quarter.effects import areas
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.town.text import Text


def measure(view: View) -> float:
    """Give the area in square metres."""
    return areas.floors(view)


EFFECT = Effect(
    key="floor_area",
    group="homes",
    name=Text("Geschossfläche", "Floor area"),
    unit="m²",
    definition=Text(
        "Fläche aller Geschosse aller Gebäude.",
        "Area of all storeys of all buildings.",
    ),
    assumption=Text(
        "Ein Geschoss hat 3 m in Wohnhäusern, 3,3 bis 6 m in anderen. Dächer zählen nicht.",
        "A storey has 3 m in homes, 3.3 to 6 m elsewhere. Roofs do not count.",
    ),
    source=Text(
        "Gezählt aus den Bausteinen, ein Baustein ist ein Quadratmeter.",
        "Counted from the blocks; a block is a square metre.",
    ),
    better="neither",
    measure=measure,
    easy="So viel Platz ist in den Häusern.",
)
