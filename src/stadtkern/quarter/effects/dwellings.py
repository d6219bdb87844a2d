"""Dwellings that fit into the buildings."""

from __future__ import annotations

from stadtkern.quarter.effects import areas
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.town.text import Text


def measure(view: View) -> float:
    """Give the number."""
    return areas.dwellings(view)


EFFECT = Effect(
    key="dwellings",
    group="homes",
    name=Text("Wohnungen", "Dwellings"),
    unit="",
    definition=Text(
        "Geschossfläche der Wohnhäuser, davon drei Viertel Wohnfläche, geteilt durch die Größe einer Wohnung.",
        "Floor area of homes, three quarters of it living area, divided by the size of a dwelling.",
    ),
    assumption=Text(
        "92 m² je Wohnung. Gebäude ohne bekannte Nutzung zählen zur Hälfte als Wohnhaus.",
        "92 m² a dwelling. Buildings of unknown use count half as homes.",
    ),
    source=Text(
        "Wohnungsgröße: Statistisches Bundesamt, Bestand 2022, gerundet.",
        "Size of a dwelling: Federal Statistical Office, stock of 2022, rounded.",
    ),
    better="neither",
    measure=measure,
    easy="So viele Wohnungen gibt es.",
)
