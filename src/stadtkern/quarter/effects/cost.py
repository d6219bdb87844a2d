"""What the change costs."""

from __future__ import annotations

from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.town.text import Text


def measure(view: View) -> float:
    """Give euros: every block that differs is taken away and made once."""
    make, remove = palette().numbers("cost"), palette().numbers("remove")
    for key, price in view.settings.prices.items():
        if key in palette().by_key:
            make[palette().id(key)] = price
    return float((view.tally.made * make).sum() + (view.tally.gone * remove).sum())


EFFECT = Effect(
    key="cost",
    group="cost",
    name=Text("Kosten des Umbaus", "Cost of the change"),
    unit="€",
    definition=Text(
        "Was abgerissen und was gebaut wird, mit einem Preis je Baustein.",
        "What is taken away and what is built, with a price for each block.",
    ),
    assumption=Text(
        "Preise sind Größenordnungen; die Stadt kann eigene setzen. Grund, Planung und Unterhalt fehlen.",
        "Prices are orders of magnitude; the town can set its own. Land, planning and upkeep are missing.",
    ),
    source=Text(
        "Palette der Bausteine.",
        "The palette of blocks.",
    ),
    better="less",
    measure=measure,
    easy="So viel Geld kostet der Umbau.",
)
