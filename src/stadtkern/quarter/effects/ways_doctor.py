"""Short ways to doctors."""

from __future__ import annotations

from stadtkern.quarter.effects.ways import effect
from stadtkern.town.text import Text

EFFECT = effect(
    "doctor",
    name=Text("Arztpraxis in 10 Minuten", "Doctor in 10 minutes"),
    definition=Text(
        "Anteil der Wohnungen, gewichtet nach Fläche, von denen man in 10 Minuten zu Fuß eine Arztpraxis erreicht.",
        "Share of homes, weighted by floor area, from which one reaches a doctor within 10 minutes on foot.",
    ),
    easy="So viele Menschen haben einen Arzt in der Nähe.",
)
