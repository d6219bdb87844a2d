"""Shade where people walk and stay on a hot afternoon."""

from __future__ import annotations

from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.effects.light import summer_shade
from stadtkern.quarter.effects.maps import NONE, Flags, maps
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.quarter.effects.sunpath import SUMMER_DAY, SUMMER_UTC, sun_at, whereabouts
from stadtkern.town.text import Text


def paths(view: View) -> Flags:
    """Mark the columns [y, x] of footways and squares on which one can stand."""
    now = maps(view)
    wanted = palette().where(lambda block: block.space in ("walk", "stay"))[now.surface]
    out: Flags = wanted & (now.level != NONE)
    return out


def measure(view: View) -> float | None:
    """Give the share in per cent; None without any footway or square."""
    there = paths(view)
    return float(100 * summer_shade(view)[there].mean()) if there.any() else None


def explain(view: View) -> Text:
    """Tell how much that is, and how high the sun stands."""
    place = whereabouts(view.base.frame)
    height = round(sun_at(SUMMER_DAY, SUMMER_UTC, place.lat, place.lon).height)
    there = paths(view)
    dark, whole = int(summer_shade(view)[there].sum()), int(there.sum())
    return Text(
        f"Die Sonne steht dann {height} Grad hoch. {dark} von {whole} m² Gehweg und Platz liegen im Schatten.",
        f"The sun then stands {height} degrees high. {dark} of {whole} m² of footway and square lie in shade.",
    )


EFFECT = Effect(
    key="shade",
    group="climate",
    name=Text("Schatten auf Wegen und Plätzen", "Shade on footways and squares"),
    unit="%",
    definition=Text(
        "Anteil der Gehwege und Plätze, die am 21. Juli um 15 Uhr (Sommerzeit) im Schatten liegen.",
        "Share of footways and squares that lie in shade on 21 July at 3 pm (summer time).",
    ),
    assumption=Text(
        "Klarer Himmel. Kronen und Sonnensegel lassen kein Licht durch. Was außerhalb des Quartiers steht, wirft keinen Schatten.",
        "Clear sky. Crowns and shade sails let no light through. What stands outside the quarter casts no shadow.",
    ),
    source=Text(
        "Sonnenstand nach Spencer (1971) für den Ort des Quartiers, Strahlen durch alle Bausteine.",
        "Position of the sun after Spencer (1971) for the quarter's place, rays through all blocks.",
    ),
    better="more",
    measure=measure,
    decimals=1,
    cheap=False,
    easy="So viel Schatten gibt es im Sommer auf den Wegen.",
    explain=explain,
)
