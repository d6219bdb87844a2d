"""Departures of buses and trains near home."""

from __future__ import annotations

import numpy as np

from stadtkern.quarter.effects.maps import maps
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.quarter.effects.places import around, living
from stadtkern.town.text import Text

NEAR = 300.0


def measure(view: View) -> float | None:
    """Give departures a day within 300 m of the mean home; None where nobody lives or no stop's timetable is known."""
    homes = maps(view).homes
    total = float(homes.sum())
    timed = [spot for spot in (*view.base.spots, *view.base.beyond) if spot.kind == "stop" and spot.value > 0]
    if total <= 0 or not timed:
        return None
    ys, xs = np.nonzero(homes)
    weight, reached = homes[ys, xs], 0.0
    for spot in (*living(view, "stop"), *around(view, "stop")):
        near = (xs - spot.x) ** 2 + (ys - spot.y) ** 2 <= NEAR**2
        reached += spot.value * float(weight[near].sum())
    return reached / total


EFFECT = Effect(
    key="departures",
    group="ways",
    name=Text("Abfahrten in der Nähe", "Departures near home"),
    unit="/d",
    definition=Text(
        "Abfahrten von Bus und Bahn am Tag im Umkreis von 300 m, im Mittel über alle Wohnungen.",
        "Departures of bus and rail a day within 300 m, the mean over all homes.",
    ),
    assumption=Text(
        "Nur Haltestellen mit bekanntem Fahrplan zählen; eine neu gebaute hat noch keinen. Auch Haltestellen "
        "außerhalb des Quartiers zählen. Entfernung als Luftlinie.",
        "Only stops with a known timetable count; a newly built one has none yet. Stops outside the quarter "
        "count too. Distance as the crow flies.",
    ),
    source=Text(
        "Fahrpläne der Stadt (GTFS), Einzugsradius 300 m nach VDV-Schrift 4.",
        "The town's timetables (GTFS), radius of 300 m as in VDV-Schrift 4.",
    ),
    better="more",
    measure=measure,
    cheap=False,
    easy="So oft fährt in der Nähe ein Bus oder eine Bahn.",
)
