"""Short ways to shops."""

from __future__ import annotations

from stadtkern.quarter.effects.ways import effect
from stadtkern.town.text import Text

EFFECT = effect(
    "shop",
    name=Text("Einkauf in 10 Minuten", "Shop in 10 minutes"),
    definition=Text(
        "Anteil der Wohnungen, gewichtet nach Fläche, von denen man in 10 Minuten zu Fuß einen Laden für den täglichen Bedarf oder einen Kiosk erreicht.",
        "Share of homes, weighted by floor area, from which one reaches a shop for daily needs or a kiosk within 10 minutes on foot.",
    ),
    easy="So viele Menschen können in der Nähe einkaufen.",
)
