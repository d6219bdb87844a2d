"""Short ways to schools."""

from __future__ import annotations

from stadtkern.quarter.effects.ways import effect
from stadtkern.town.text import Text

EFFECT = effect(
    "school",
    name=Text("Schule in 10 Minuten", "School in 10 minutes"),
    definition=Text(
        "Anteil der Wohnungen, gewichtet nach Fläche, von denen man in 10 Minuten zu Fuß eine Schule erreicht.",
        "Share of homes, weighted by floor area, from which one reaches a school within 10 minutes on foot.",
    ),
    easy="So viele Menschen haben eine Schule in der Nähe.",
)
