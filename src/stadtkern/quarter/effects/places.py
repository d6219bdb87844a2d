"""Destinations of daily life: blocks that are one, places the survey knows as long as what they stand in is there, parks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.base import Spot
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.effects.maps import KINDS, Flags, Maps, maps, recall
from stadtkern.quarter.effects.model import View

# Metres around a known place in which the blocks or the building that belong to it are looked for.
NEAR = 12
# Metres of path that do not cut a park in two.
GAP = 4


def destinations(view: View, kind: str) -> Flags:
    """Mark the columns [y, x] of a destination: school, nursery, shop, doctor, stop, park, playground."""
    now = maps(view)
    if kind == "park":
        return parks(view)
    out = (now.place & (1 << KINDS.index(kind))) > 0
    for spot in living(view, kind):
        out[spot.y, spot.x] = True
    return out


def living(view: View, kind: str) -> list[Spot]:
    """Give the known places of a kind that are still there.

    A place goes with its blocks (the school's, the stop's) where the base has some beside it, else with its building: it is
    gone when less than half of that stands. A place in the open stays.
    """
    now = maps(view)
    anchors: list[tuple[Spot, str, npt.NDArray[np.intp]]] = recall(
        view, f"anchors {kind}", (view.base,), lambda: _anchors(view, kind)
    )
    bit = 1 << KINDS.index(kind)
    built = palette().kind("building", "roof")
    out = []
    for spot, by, where in anchors:
        if by == "blocks":
            there = bool((now.place.ravel()[where] & bit).any())
        elif by == "building":
            xs, ys = where % view.grid.nx, where // view.grid.nx
            standing = built[view.grid.columns(xs, ys)].any(axis=1)
            there = bool(2 * standing.sum() >= len(where))
        else:
            there = True
        if there:
            out.append(spot)
    return out


def around(view: View, kind: str) -> tuple[Spot, ...]:
    """Give the known destinations of a kind outside the quarter; parks only as large as the settings want them."""
    least = view.settings.park_m2 if kind == "park" else 0.0
    return tuple(one for one in view.base.beyond if one.kind == kind and one.value >= least)


def _anchors(view: View, kind: str) -> list[tuple[Spot, str, npt.NDArray[np.intp]]]:
    """Give for each place of the base what it stands or falls with, and its columns."""
    base = view.base
    grid, number = base.grid, base.building
    bit = palette().where(lambda block: block.place == kind)
    out = []
    for spot in base.spots:
        if spot.kind != kind or not grid.holds(spot.x, spot.y, 0):
            continue
        ys, xs = np.mgrid[
            max(0, spot.y - NEAR) : min(grid.ny, spot.y + NEAR + 1),
            max(0, spot.x - NEAR) : min(grid.nx, spot.x + NEAR + 1),
        ].reshape(2, -1)
        house = _house(spot, number, xs, ys) if kind not in ("stop", "playground") else 0
        own = bit[grid.columns(xs, ys)].any(axis=1)
        if house:
            own &= number[ys, xs] == house
        if own.any():
            out.append((spot, "blocks", ys[own] * grid.nx + xs[own]))
        elif house:
            out.append((spot, "building", np.flatnonzero(number == house)))
        else:
            out.append((spot, "open", np.zeros(0, dtype=np.intp)))
    return out


def _house(spot: Spot, number: npt.NDArray[np.uint16], xs: npt.NDArray[np.intp], ys: npt.NDArray[np.intp]) -> int:
    """Give the number of the building at a place or the nearest beside it, 0 for none."""
    built = number[ys, xs] > 0
    if not built.any():
        return 0
    away = (xs[built] - spot.x) ** 2 + (ys[built] - spot.y) ** 2
    at = int(np.argmin(away))
    return int(number[ys[built][at], xs[built][at]])


def parks(view: View) -> Flags:
    """Mark the green [y, x] of parks: green that is connected and large enough. Paths do not cut a park in two."""
    now = maps(view)
    least = view.settings.park_m2
    return recall(view, "parks", (now.cover, least), lambda: _parks(now, least))


def _parks(now: Maps, least: float) -> Flags:
    from scipy.ndimage import binary_closing, label

    green: Flags = palette().where(lambda block: block.space == "green")[now.cover]
    wide = np.ones((GAP + 1, GAP + 1), dtype=np.bool_)
    whole = binary_closing(np.pad(green, GAP), wide)[GAP:-GAP, GAP:-GAP] | green
    parts, _ = label(whole, np.ones((3, 3)))
    large: Flags = np.bincount(parts[green], minlength=int(parts.max()) + 1) >= least
    large[0] = False
    out: Flags = large[parts] & green
    return out
