"""Sun on open ground over the year."""

from __future__ import annotations

import numpy as np

from stadtkern.quarter.effects.light import sun_of_year
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.town.text import Text


def measure(view: View) -> float | None:
    """Give hours a day; None where everything is built over."""
    hours = sun_of_year(view).hours
    return float(np.nanmean(hours, dtype=np.float64)) if not np.isnan(hours).all() else None


def explain(view: View) -> Text:
    """Tell how much ground gets little sun."""
    hours = sun_of_year(view).hours
    known = hours[~np.isnan(hours)]
    if not known.size:
        return Text("Hier ist kein offener Boden.", "There is no open ground here.")
    little, much = (round(100 * float(part.mean())) for part in (known < 2, known >= 6))
    return Text(
        f"{little} % des offenen Bodens haben im Mittel weniger als 2 Stunden Sonne am Tag, {much} % haben 6 oder mehr.",
        f"On average {little} % of the open ground has less than 2 hours of sun a day, {much} % has 6 or more.",
    )


EFFECT = Effect(
    key="sun_hours",
    group="climate",
    name=Text("Sonnenstunden am Boden", "Hours of sun on the ground"),
    unit="h",
    definition=Text(
        "Stunden am Tag, in denen die Sonne den offenen Boden erreichen kann, im Mittel über Fläche und Jahr.",
        "Hours a day in which the sun can reach the open ground, the mean over area and year.",
    ),
    assumption=Text(
        "Ohne Wolken. Zwölf Tage stehen für das Jahr, jede volle Stunde zählt, wenn die Sonne mindestens 6 Grad hoch steht. "
        "Laubkronen werfen von April bis Oktober Schatten. Was außerhalb des Quartiers steht, wirft keinen.",
        "Without clouds. Twelve days stand for the year, each hour counts if the sun stands at least 6 degrees high. "
        "Leafy crowns cast shadows from April to October. What stands outside the quarter casts none.",
    ),
    source=Text(
        "Tage nach Klein (1977), Sonnenstand nach Spencer (1971), Mindesthöhe nach DIN 5034-1.",
        "Days after Klein (1977), position of the sun after Spencer (1971), least height as in DIN 5034-1.",
    ),
    better="neither",
    measure=measure,
    decimals=1,
    cheap=False,
    easy="So lange scheint die Sonne auf den Boden.",
    explain=explain,
)
