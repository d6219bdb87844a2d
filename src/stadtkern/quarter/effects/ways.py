"""Ways from home to the places of daily life: who reaches what in how many minutes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.base import AROUND
from stadtkern.quarter.effects.fields import field
from stadtkern.quarter.effects.maps import maps
from stadtkern.quarter.effects.model import Effect, Settings, View
from stadtkern.quarter.effects.places import around, destinations
from stadtkern.town.text import Text

MINUTES = (5, 10, 15)
# The minutes that the effects tell.
TOLD = 10
WALKERS: dict[str, Text] = {
    "adult": Text("Erwachsene", "Adults"),
    "child": Text("Kinder", "Children"),
    "old": Text("Ältere Menschen", "Older people"),
}


@dataclass(frozen=True, slots=True)
class Reach:
    """The share of homes, in per cent, that reach a destination within some minutes at somebody's pace."""

    kind: str
    walker: str
    minutes: int
    share: float | None


def speed(settings: Settings, walker: str) -> float:
    """Give how fast somebody walks on good ground, in metres a second. Raises AttributeError for nobody we know."""
    found: float = getattr(settings, f"{walker}_speed")
    return found


def metres(view: View, kind: str) -> npt.NDArray[np.float64]:
    """Give the way from each column to the nearest destination, in metres of good ground; infinite without any."""
    return field(view, kind, destinations(view, kind), around(view, kind))


def share(view: View, kind: str, minutes: float = TOLD, walker: str = "adult") -> float | None:
    """Give the share of homes (by floor area, per cent) within some minutes' walk; None where nobody lives."""
    view.check()
    homes = maps(view).homes
    total = homes.sum()
    if total <= 0:
        return None
    near = metres(view, kind) <= minutes * 60 * speed(view.settings, walker)
    return float(100 * homes[near].sum() / total)


def detail(view: View, kind: str) -> list[Reach]:
    """Give the shares for all minutes and walkers, for the effect's page."""
    return [Reach(kind, who, minutes, share(view, kind, minutes, who)) for who in WALKERS for minutes in MINUTES]


def effect(kind: str, name: Text, definition: Text, easy: str, note: Text | None = None) -> Effect:
    """Make the effect of one destination."""
    return Effect(
        key=f"ways_{kind}",
        group="ways",
        name=name,
        unit="%",
        definition=definition,
        assumption=Text(
            "Erwachsene gehen 1,3 m in der Sekunde, auf Wiesen und Fahrbahnen langsamer. Stufen bis 1 m sind erlaubt. Die Wege "
            "laufen über Bausteine und sind schräg bis zu 8 % zu lang. Ziele bis 1,2 km außerhalb zählen mit, soweit sie bekannt "
            "sind; der Weg dorthin ist geschätzt (Luftlinie mal 1,3).",
            "Adults walk 1.3 m a second, slower on meadows and roadways. Steps of up to 1 m are allowed. Ways run over "
            "blocks and are up to 8 % too long at a slant. Destinations up to 1.2 km outside count as far as they are known; "
            "the way there is estimated (straight line times 1.3).",
        ),
        source=Text(
            "Kürzeste Wege über alle begehbaren Bausteine (Dial 1969); Gehtempo nach FGSV, Handbuch HBS 2015.",
            "Shortest ways over all walkable blocks (Dial 1969); walking speed as in FGSV, HBS 2015.",
        ),
        better="more",
        measure=lambda view: share(view, kind),
        cheap=False,
        note=note,
        easy=easy,
        explain=_explain(kind),
    )


def _explain(kind: str) -> Callable[[View], Text]:
    def explain(view: View) -> Text:
        found = {minutes: share(view, kind, minutes) for minutes in MINUTES}
        slow = share(view, kind, TOLD, "old")
        if any(one is None for one in found.values()) or slow is None:
            return Text(
                "Hier wohnt niemand, also gibt es keine Wege von zu Hause.",
                "Nobody lives here, so no way starts at home.",
            )
        if not destinations(view, kind).any() and not around(view, kind):
            return _nowhere(view)
        five, ten, fifteen = (round(found[minutes] or 0) for minutes in MINUTES)
        return Text(
            f"In 5 Minuten erreichen es {five} % der Wohnungen, in 10 Minuten {ten} %, in 15 Minuten {fifteen} %. "
            f"Ältere Menschen gehen langsamer: in 10 Minuten {round(slow)} %. {_outside(view, kind).de}",
            f"{five} % of homes reach it in 5 minutes, {ten} % in 10, {fifteen} % in 15. "
            f"Older people walk slower: {round(slow)} % in 10 minutes. {_outside(view, kind).en}",
        )

    return explain


def _known(view: View) -> int:
    """Give how many metres around the quarter destinations are known; a base of before says it by having some."""
    told = view.base.facts.get("around")
    return told if isinstance(told, int) else AROUND if view.base.beyond else 0


def _afar(metres: int) -> Text:
    if metres >= AROUND:
        return Text("1,2 km", "1.2 km")
    return Text(f"{metres} m", f"{metres} m")


def _nowhere(view: View) -> Text:
    """Say that no destination is known, and how far one looked."""
    if known := _known(view):
        return Text(
            f"Weder im Quartier noch bis {_afar(known).de} außerhalb ist ein solches Ziel bekannt.{_end(known).de}",
            f"No such destination is known in the quarter or up to {_afar(known).en} outside.{_end(known).en}",
        )
    return Text(
        "Im Quartier gibt es kein solches Ziel. Was außerhalb liegt, ist nicht bekannt.",
        "There is no such destination in the quarter. What lies outside is not known.",
    )


def _end(known: int) -> Text:
    """Say that the map ends before people turn back."""
    if known >= AROUND:
        return Text("", "")
    return Text(" Weiter reicht die Karte nicht auf allen Seiten.", " The map does not reach further on all sides.")


def _outside(view: View, kind: str) -> Text:
    """Say what counts of the places outside the quarter."""
    known = _known(view)
    if not around(view, kind):
        if not known:
            return Text("Bekannt ist nur das Quartier selbst.", "Only the quarter itself is known.")
        return Text(
            f"Bis {_afar(known).de} außerhalb ist kein weiteres Ziel bekannt.{_end(known).de}",
            f"No other is known up to {_afar(known).en} outside.{_end(known).en}",
        )
    factor = f"{view.settings.detour:g}"
    short = Text("", "")
    if known < AROUND:
        short = Text(
            " Die Karte reicht nicht auf allen Seiten so weit.", " The map does not reach that far on all sides."
        )
    return Text(
        "Ziele bis 1,2 km außerhalb zählen mit; der Weg dorthin ist geschätzt (Luftlinie mal "
        f"{factor.replace('.', ',')}).{short.de}",
        f"Destinations up to 1.2 km outside count; the way there is estimated (straight line times {factor}).{short.en}",
    )


def to_json(rows: list[Reach]) -> list[dict[str, Any]]:
    """Give the shape in which pages hand the detail to a chart."""
    return [{"kind": one.kind, "walker": one.walker, "minutes": one.minutes, "share": one.share} for one in rows]
