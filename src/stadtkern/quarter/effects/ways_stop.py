"""Short ways to stops."""

from __future__ import annotations

from stadtkern.quarter.effects.ways import effect
from stadtkern.town.text import Text

EFFECT = effect(
    "stop",
    name=Text("Haltestelle in 10 Minuten", "Stop in 10 minutes"),
    definition=Text(
        "Anteil der Wohnungen, gewichtet nach Fläche, von denen man in 10 Minuten zu Fuß eine Haltestelle von Bus oder Bahn erreicht.",
        "Share of homes, weighted by floor area, from which one reaches a stop of bus or rail within 10 minutes on foot.",
    ),
    easy="So viele Menschen haben eine Halte-Stelle in der Nähe.",
)
