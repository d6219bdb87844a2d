"""Gross floor space ratio (GFZ)."""

from __future__ import annotations

from stadtkern.quarter.effects import areas
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.town.text import Text


def measure(view: View) -> float:
    """Give the ratio."""
    return areas.floors(view) / areas.whole(view)


EFFECT = Effect(
    key="floor_space_ratio",
    group="land",
    name=Text("GFZ, brutto", "Floor space ratio, gross"),
    unit="",
    definition=Text(
        "Alle Geschossflächen, geteilt durch die ganze Fläche des Quartiers.",
        "All floor area, divided by the whole area of the quarter.",
    ),
    assumption=Text(
        "Brutto. Geschosse aus der Höhe: ein Wohngeschoss hat 3 m.",
        "Gross. Storeys from height: a storey of homes has 3 m.",
    ),
    source=Text(
        "BauNVO § 17, Orientierungswerte für Obergrenzen.",
        "German Land Use Ordinance (BauNVO) § 17, orientation values.",
    ),
    better="neither",
    measure=measure,
    decimals=2,
    note=Text(
        "Zum Vergleich, netto: Wohngebiet 1,2, Mischgebiet 1,2, urbanes Gebiet 3,0, Kerngebiet 3,0.",
        "To compare, net: residential 1.2, mixed 1.2, urban 3.0, core 3.0.",
    ),
    easy="So viel Haus steht auf dem Boden.",
)
