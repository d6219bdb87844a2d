"""Short ways to nurseries."""

from __future__ import annotations

from stadtkern.quarter.effects.ways import effect
from stadtkern.town.text import Text

EFFECT = effect(
    "nursery",
    name=Text("Kita in 10 Minuten", "Nursery in 10 minutes"),
    definition=Text(
        "Anteil der Wohnungen, gewichtet nach Fläche, von denen man in 10 Minuten zu Fuß eine Kita erreicht.",
        "Share of homes, weighted by floor area, from which one reaches a nursery within 10 minutes on foot.",
    ),
    easy="So viele Menschen haben eine Kita in der Nähe.",
)
