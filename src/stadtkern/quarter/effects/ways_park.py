"""Short ways to parks."""

from __future__ import annotations

from stadtkern.quarter.effects.ways import effect
from stadtkern.town.text import Text

EFFECT = effect(
    "park",
    name=Text("Park in 10 Minuten", "Park in 10 minutes"),
    definition=Text(
        "Anteil der Wohnungen, gewichtet nach Fläche, von denen man in 10 Minuten zu Fuß einen Park erreicht.",
        "Share of homes, weighted by floor area, from which one reaches a park within 10 minutes on foot.",
    ),
    easy="So viele Menschen haben einen Park in der Nähe.",
    note=Text(
        "Ein Park ist hier zusammenhängendes Grün ab 1.000 m², auch zwischen Häusern. Wege von bis zu 4 m trennen es nicht. "
        "Außerhalb des Quartiers zählen Parks und Wälder dieser Größe.",
        "A park is connected green of 1,000 m² or more, also between houses. Paths of up to 4 m do not cut it. "
        "Outside the quarter, parks and woods of this size count.",
    ),
)
