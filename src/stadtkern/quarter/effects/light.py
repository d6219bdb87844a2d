"""Light and shadow: rays from cells towards the sun, exact through all blocks on their way.

All rays to one sun pass the same blocks relative to where they start, from the middle of a cell. So the way is walked once,
and columns are compared by bits, one for each level.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.effects.maps import Flags, maps, recall
from stadtkern.quarter.effects.model import View
from stadtkern.quarter.effects.sunpath import (
    LEAVES,
    LOWEST,
    MONTHS,
    SUMMER_DAY,
    SUMMER_UTC,
    Sun,
    Whereabouts,
    by_solar_time,
    sun_at,
    whereabouts,
)

NONE = 255
Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Moment:
    """An hour of a day that stands for its month.

    The sun, whether leaves are out, how many days it stands for, and how much direct sun falls on level ground (relative).
    """

    sun: Sun
    leaves: bool
    days: int
    strength: float


def year(lat: float) -> Iterator[Moment]:
    """Give the hours of twelve days (middle of each hour of solar time) at which the sun stands high enough."""
    for day, days in MONTHS:
        for hour in range(24):
            sun = by_solar_time(day, hour + 0.5, lat)
            if sun.height >= LOWEST:
                yield Moment(sun, day in LEAVES, days, _strength(sun))


def _strength(sun: Sun) -> float:
    """Give the direct sun on level ground under a clear sky, relative (air mass after Meinel and Meinel 1976)."""
    up = sun.towards()[2]
    return float(up * 0.7 ** ((1 / up) ** 0.678))


def passed(to: Vector, wide: int, deep: int, high: int) -> npt.NDArray[np.int64]:
    """Give what a ray from the middle of a cell passes, up to some columns and levels away: rows dx, dy, low, high.

    Walks from face to face (Amanatides and Woo 1987). ``to`` must point upwards.
    """
    step = [1 if part > 0 else -1 for part in to]
    each = [abs(1 / part) if abs(part) > 1e-12 else inf for part in to]
    following = [part / 2 for part in each]
    at, rows = [0, 0, 0], [[0, 0, 0, 0]]
    while True:
        axis = following.index(min(following))
        following[axis] += each[axis]
        at[axis] += step[axis]
        if abs(at[0]) >= wide or abs(at[1]) >= deep or at[2] > high:
            return np.array(rows, dtype=np.int64)
        if axis == 2:
            rows[-1][3] = at[2]
        else:
            rows.append([at[0], at[1], at[2], at[2]])


class Caster:
    """What casts shadows: bits of opaque levels by column [y, x], ready to be asked for many suns."""

    def __init__(self, opaque: npt.NDArray[np.uint64]) -> None:
        """Take the bits."""
        from stadtkern.quarter.effects import fast

        self._opaque, self._top = opaque, fast.tops(opaque)
        self._fast = fast

    def shaded(self, start: npt.NDArray[np.uint64], to: Vector) -> Flags:
        """Say for each column whether the sun towards ``to`` is hidden from its cell at level ``start``; 255: False."""
        out = np.zeros(start.shape, dtype=np.bool_)
        lowest, top = int(start.min(initial=64)), int(self._top.max(initial=-1))
        if lowest <= top:
            ny, nx = start.shape
            self._fast.shadow(self._opaque, self._top, start, passed(to, nx, ny, min(62, top - lowest)), out)
        return out


@dataclass(frozen=True, slots=True, eq=False)
class Year:
    """A year of sun, arrays [y, x].

    Hours a day on open ground (NaN where a building stands), and for each solar roof the share of direct sun that reaches it
    (NaN elsewhere).
    """

    hours: npt.NDArray[np.float32]
    panels: npt.NDArray[np.float32]


def sun_of_year(view: View) -> Year:
    """Give the year's sun of a view."""
    now, place = maps(view), whereabouts(view.base.frame)
    inputs = (now.solid, now.leafy, now.level, now.cover, now.panel, place)
    ground, panels = _start(now.level, now.cover > 0), _start(now.panel, now.panel != NONE)
    return recall(view, "year", inputs, lambda: _year(view, now.solid, now.leafy, ground, panels, place))


def _start(level: npt.NDArray[np.uint8], where: Flags) -> npt.NDArray[np.uint64]:
    """Give the level of the cell above, 255 where there is none to look at."""
    above = level.astype(np.uint64) + np.uint64(1)
    return np.where(where & (level < 63), above, np.uint64(NONE)).astype(np.uint64)


def _year(
    view: View,
    solid: npt.NDArray[np.uint64],
    leafy: npt.NDArray[np.uint64],
    ground: npt.NDArray[np.uint64],
    panels: npt.NDArray[np.uint64],
    place: Whereabouts,
) -> Year:
    bare, green = Caster(solid), Caster(solid | leafy)
    hours, direct = np.zeros(ground.shape, np.float32), np.zeros(ground.shape, np.float32)
    total = days = 0.0
    for moment in year(place.lat):
        view.check()
        caster, to = green if moment.leaves else bare, moment.sun.towards(place.turn)
        hours += np.float32(moment.days) * ~caster.shaded(ground, to)
        weight = moment.days * moment.strength
        direct += np.float32(weight) * ~caster.shaded(panels, to)
        total += weight
    days = float(sum(days for _, days in MONTHS))
    return Year(
        np.where(ground < NONE, hours / np.float32(days), np.float32(np.nan)),
        np.where(panels < NONE, direct / np.float32(total), np.float32(np.nan)),
    )


def summer_shade(view: View) -> Flags:
    """Mark the columns [y, x] whose ground lies in shade at 15:00 on 21 July (summer time); False where nobody can stand."""
    now, place = maps(view), whereabouts(view.base.frame)
    sun = sun_at(SUMMER_DAY, SUMMER_UTC, place.lat, place.lon)
    start = _start(now.level, now.level != NONE)
    inputs = (now.solid, now.leafy, now.level, place)
    return recall(view, "shade", inputs, lambda: Caster(now.solid | now.leafy).shaded(start, sun.towards(place.turn)))
