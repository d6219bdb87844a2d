"""Heat that homes need."""

from __future__ import annotations

from stadtkern.quarter.effects import areas
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.town.text import Text


def span(view: View) -> tuple[float, float]:
    """Give the least and the most megawatt hours a year: all homes new or renewed, or none."""
    living = (areas.floors(view, "homes") + areas.floors(view, "unknown") / 2) * view.settings.usable_share
    return living * view.settings.heat_low / 1000, living * view.settings.heat_high / 1000


def measure(view: View) -> float:
    """Give the middle of the span, in megawatt hours a year."""
    return sum(span(view)) / 2


def explain(view: View) -> Text:
    """Tell the span."""
    low, high = (round(one) for one in span(view))
    return Text(
        f"Zwischen {low} MWh im Jahr, wenn alle Häuser neu oder saniert sind, und {high} MWh, wenn keines es ist.",
        f"Between {low} MWh a year, if all houses are new or renewed, and {high} MWh, if none is.",
    )


EFFECT = Effect(
    key="heat_demand",
    group="homes",
    name=Text("Wärmebedarf der Wohnungen", "Heat demand of homes"),
    unit="MWh/a",
    definition=Text(
        "Wärme, die Wohnungen im Jahr zum Heizen brauchen: Wohnfläche mal Bedarf je m².",
        "Heat that homes need in a year: living area times demand per m².",
    ),
    assumption=Text(
        "Das Alter der Häuser ist nicht bekannt. Darum gilt eine Spanne von 65 (neu oder saniert) bis 140 kWh je m² (vor 1978); "
        "der Wert ist ihre Mitte.",
        "The age of the houses is not known. So a span holds, from 65 (new or renewed) to 140 kWh per m² (before 1978); "
        "the value is its middle.",
    ),
    source=Text(
        "Gebäudetypologie TABULA, Mehrfamilienhäuser in Deutschland (IWU), gerundet.",
        "Building typology TABULA, multi-family homes in Germany (IWU), rounded.",
    ),
    better="less",
    measure=measure,
    note=Text(
        "Mitte einer Spanne: rund 37 % weniger, wenn alles saniert ist, und 37 % mehr, wenn nichts saniert ist.",
        "Middle of a span: about 37 % less if everything is renewed, and 37 % more if nothing is.",
    ),
    easy="So viel Wärme brauchen die Wohnungen.",
    explain=explain,
)
