"""The share of land where rain cannot seep in."""

from __future__ import annotations

from stadtkern.quarter.effects import areas
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.town.text import Text


def measure(view: View) -> float:
    """Give the share in per cent."""
    return 100 * areas.sealed(view) / areas.whole(view)


EFFECT = Effect(
    key="sealed_share",
    group="land",
    name=Text("Versiegelt", "Sealed"),
    unit="%",
    definition=Text(
        "Anteil der Fläche, auf dem Regen nicht versickern kann. Jede Fläche zählt mit ihrem Faktor, Gebäude ganz.",
        "Share of land where rain cannot seep in. Each surface counts with its factor, buildings in full.",
    ),
    assumption=Text(
        "Asphalt 0,9, Pflaster 0,5 bis 0,75, Rasengitter 0,15, Garten 0, Gründach 0,5. Die Stadt kann die Faktoren ändern.",
        "Asphalt 0.9, paving 0.5 to 0.75, grass grid 0.15, garden 0, green roof 0.5. The town can change the factors.",
    ),
    source=Text(
        "Größenordnung der Abflussbeiwerte nach DIN 1986-100.",
        "In the order of the run-off coefficients of DIN 1986-100.",
    ),
    better="less",
    measure=measure,
    decimals=1,
    easy="Hier kann kein Regen in den Boden.",
)
