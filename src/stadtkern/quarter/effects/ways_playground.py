"""Short ways to playgrounds."""

from __future__ import annotations

from stadtkern.quarter.effects.ways import effect
from stadtkern.town.text import Text

EFFECT = effect(
    "playground",
    name=Text("Spielplatz in 10 Minuten", "Playground in 10 minutes"),
    definition=Text(
        "Anteil der Wohnungen, gewichtet nach Fläche, von denen man in 10 Minuten zu Fuß einen Spielplatz erreicht.",
        "Share of homes, weighted by floor area, from which one reaches a playground within 10 minutes on foot.",
    ),
    easy="So viele Kinder haben einen Spiel-Platz in der Nähe.",
    note=Text(
        "Sandflächen und Klettertürme zählen als Spielplatz.",
        "Sand and play towers count as playgrounds.",
    ),
)
