"""Electricity from solar roofs."""

from __future__ import annotations

import numpy as np

from stadtkern.quarter.effects.light import sun_of_year
from stadtkern.quarter.effects.maps import NONE, maps
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.town.text import Text


def measure(view: View) -> float:
    """Give kilowatt hours a year."""
    if (maps(view).panel == NONE).all():
        return 0.0
    panels, settings = sun_of_year(view).panels, view.settings
    direct = panels[~np.isnan(panels)].astype(np.float64)
    light = settings.sun_diffuse + (1 - settings.sun_diffuse) * direct
    return float(light.sum() * settings.sun_kwh * settings.solar_efficiency)


def explain(view: View) -> Text:
    """Tell how large the roofs are and what shadows take."""
    area = int((maps(view).panel != NONE).sum())
    if not area:
        return Text("Hier gibt es kein Solardach.", "There is no solar roof here.")
    best = area * view.settings.sun_kwh * view.settings.solar_efficiency
    lost = 100 * (1 - measure(view) / best) if best else 0.0
    return Text(
        f"{area} m² Solardach. Schatten nehmen {lost:.0f} % des Ertrags.",
        f"{area} m² of solar roof. Shadows take {lost:.0f} % of the yield.",
    )


EFFECT = Effect(
    key="solar_yield",
    group="climate",
    name=Text("Strom von Solardächern", "Electricity from solar roofs"),
    unit="kWh/a",
    definition=Text(
        "Strom, den Solardächer in einem Jahr liefern können.",
        "Electricity that solar roofs can give in a year.",
    ),
    assumption=Text(
        "1.075 kWh Sonne je m² und Jahr (Potsdam), 17 % werden Strom. Module liegen flach. Die Hälfte des Lichts kommt vom ganzen "
        "Himmel, nur die andere Hälfte mindern Schatten.",
        "1,075 kWh of sun per m² and year (Potsdam), 17 % becomes electricity. Modules lie flat. Half of the light comes from "
        "the whole sky; shadows take from the other half only.",
    ),
    source=Text(
        "Globalstrahlung: Referenzklima Potsdam nach DIN V 18599-10. Anteil des Himmelslichts: DWD, gerundet.",
        "Global radiation: reference climate Potsdam of DIN V 18599-10. Share of skylight: DWD, rounded.",
    ),
    better="more",
    measure=measure,
    cheap=False,
    easy="So viel Strom kommt von den Dächern.",
    explain=explain,
)
