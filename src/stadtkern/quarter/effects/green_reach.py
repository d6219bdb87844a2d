"""Enough green near home."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.effects.maps import maps
from stadtkern.quarter.effects.model import Effect, View
from stadtkern.quarter.effects.places import parks
from stadtkern.town.text import Text

NEAR = 500.0
# Side of the squares in metres in which homes and green are taken together.
TILE = 16
Sums = npt.NDArray[np.float64]


def per_person(view: View) -> tuple[Sums, Sums]:
    """Give for each square in which people live how many they are, and the green within 500 m for each person there.

    Green within 500 m is shared by all people within 500 m.
    """
    settings, now = view.settings, maps(view)
    each = settings.usable_share / settings.dwelling_m2 * settings.people_per_dwelling
    people, green = _tiles(now.homes) * each, _tiles(parks(view).astype(np.float64))
    middle = np.argwhere(np.ones(people.shape)) * TILE
    lived = people.ravel() > 0
    view.check()
    away = ((middle[lived, None, :] - middle[None, :, :]) ** 2).sum(axis=2)
    near = away <= NEAR**2
    return people.ravel()[lived], near @ green.ravel() / np.maximum(near @ people.ravel(), 1e-9)


def _tiles(values: Sums) -> Sums:
    ny, nx = values.shape
    padded = np.pad(values, ((0, -ny % TILE), (0, -nx % TILE)))
    out: Sums = padded.reshape(-(-ny // TILE), TILE, -(-nx // TILE), TILE).sum(axis=(1, 3))
    return out


def measure(view: View) -> float | None:
    """Give the share of people in per cent; None where nobody lives."""
    people, green = per_person(view)
    total = people.sum()
    return float(100 * people[green >= view.settings.green_per_person].sum() / total) if total > 0 else None


def explain(view: View) -> Text:
    """Tell the mean for each person."""
    people, green = per_person(view)
    if not people.size:
        return Text("Hier wohnt niemand.", "Nobody lives here.")
    mean = float((people * green).sum() / people.sum())
    de = f"{mean:.1f}".replace(".", ",")
    return Text(
        f"Im Mittel liegen für jede Person {de} m² Park im Umkreis von 500 m.",
        f"On average {mean:.1f} m² of park lie within 500 m for each person.",
    )


EFFECT = Effect(
    key="green_reach",
    group="climate",
    name=Text("Genug Grün in der Nähe", "Enough green near home"),
    unit="%",
    definition=Text(
        "Anteil der Menschen, für die im Umkreis von 500 m mindestens 6 m² Park je Person liegen.",
        "Share of people with at least 6 m² of park per person within 500 m.",
    ),
    assumption=Text(
        "Park ist zusammenhängendes Grün ab 1.000 m². Alle, die im Umkreis wohnen, teilen es sich. Entfernung als Luftlinie; Grün und "
        "Menschen außerhalb des Quartiers sind nicht bekannt.",
        "A park is connected green of 1,000 m² or more. All who live within the distance share it. Distance as the crow flies; "
        "green and people outside the quarter are not known.",
    ),
    source=Text(
        "Richtwerte der Gartenamtsleiterkonferenz (GALK) 1973: 6 m² je Person in 500 m.",
        "Values of the German Conference of Park Directors (GALK) 1973: 6 m² per person within 500 m.",
    ),
    better="more",
    measure=measure,
    decimals=0,
    cheap=False,
    easy="So viele Menschen haben genug Grün in der Nähe.",
    explain=explain,
)
