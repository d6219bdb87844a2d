"""People who can live here."""

from __future__ import annotations

from stadtkern.quarter.effects import areas
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.town.text import Text


def measure(view: View) -> float:
    """Give the number."""
    return areas.people(view)


EFFECT = Effect(
    key="people",
    group="homes",
    name=Text("Menschen", "People"),
    unit="",
    definition=Text(
        "Wohnungen mal Menschen je Wohnung.",
        "Dwellings times people in each.",
    ),
    assumption=Text(
        "2 Menschen je Wohnung. Das ist eine Schätzung aus den Häusern, keine Zählung.",
        "2 people a dwelling. This is an estimate from the buildings, no census.",
    ),
    source=Text(
        "Haushaltsgröße: Zensus 2022, gerundet.",
        "Size of households: census 2022, rounded.",
    ),
    better="neither",
    measure=measure,
    easy="So viele Menschen können hier wohnen.",
)
