"""Gross site coverage (GRZ)."""

from __future__ import annotations

from stadtkern.quarter.effects import areas
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.town.text import Text


def measure(view: View) -> float:
    """Give the ratio."""
    return areas.built(view) / areas.whole(view)


EFFECT = Effect(
    key="site_coverage",
    group="land",
    name=Text("GRZ, brutto", "Site coverage, gross"),
    unit="",
    definition=Text(
        "Bebaute Fläche, geteilt durch die ganze Fläche des Quartiers.",
        "Built area, divided by the whole area of the quarter.",
    ),
    assumption=Text(
        "Brutto: Straßen und Plätze zählen mit, denn Grundstücke sind nicht geladen.",
        "Gross: streets and squares are included, since no parcels are loaded.",
    ),
    source=Text(
        "BauNVO § 17, Orientierungswerte für Obergrenzen.",
        "German Land Use Ordinance (BauNVO) § 17, orientation values.",
    ),
    better="neither",
    measure=measure,
    decimals=2,
    note=Text(
        "Zum Vergleich, netto: Wohngebiet 0,4, Mischgebiet 0,6, urbanes Gebiet 0,8, Kerngebiet 1,0.",
        "To compare, net: residential 0.4, mixed 0.6, urban 0.8, core 1.0.",
    ),
    easy="So dicht stehen die Häuser.",
)
