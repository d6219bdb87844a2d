"""Small things in blocks: benches, lamps, stops and racks in free columns; hedges, walls and fences along their lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from stadtkern.quarter.blocks.grid import Ids
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.survey.area import Area
from stadtkern.quarter.survey.layers import Thing
from stadtkern.quarter.survey.report import SourceReport
from stadtkern.quarter.survey.shapes import Cells, Mask, burn

_AROUND = sorted(((dx, dy) for dx in range(-4, 5) for dy in range(-4, 5)), key=lambda d: d[0] ** 2 + d[1] ** 2)


def stand(
    area: Area, dense: Ids, ground: Cells, thing_from: npt.NDArray[np.uint8], things: Sequence[Thing], gates: Sequence[shapely.Point],
    roads: Mask, closed: Mask, reports: Sequence[SourceReport],
) -> None:  # fmt: skip
    """Put things into free columns. ``roads``: where nothing may stand in the way; ``closed``: buildings and water."""
    used = closed.copy()
    _lines(
        area, dense, ground, thing_from, [one for one in things if not one.nudge], gates, roads | closed, used, reports
    )
    seen: dict[tuple[str, int, int], int] = {}
    for one in things:
        if not one.nudge:
            continue
        report = reports[one.source]
        shape = shapely.centroid(one.shape)
        if seen.setdefault((one.block, int(shape.x / 2), int(shape.y / 2)), one.source) != one.source:
            report.leave("twice", "Bänke, Laternen und Ähnliches, die eine andere Datei auch kennt.",
                         "Benches, lamps and the like that another file knows too.")  # fmt: skip
            continue
        spot = _free(area, used, roads, int(shape.x), int(shape.y))
        if spot is None:
            report.leave(
                "no_room_thing",
                "Bänke, Laternen und Ähnliches ohne freien Platz.",
                "Benches, lamps and the like without a free place.",
            )
            continue
        x, y = spot
        used[y, x] = True
        _put(dense, ground, thing_from, np.array([y]), np.array([x]), one)
        report.add_became(one.what)


def _put(
    dense: Ids,
    ground: Cells,
    thing_from: npt.NDArray[np.uint8],
    ys: npt.NDArray[np.intp],
    xs: npt.NDArray[np.intp],
    one: Thing,
) -> None:
    block = palette().id(one.block)
    for up in range(one.high):
        z = ground[ys, xs] + 1 + up
        fits = z < dense.shape[0]
        dense[z[fits], ys[fits], xs[fits]] = block
    thing_from[ys, xs] = one.source


def _free(area: Area, used: Mask, roads: Mask, x: int, y: int) -> tuple[int, int] | None:
    for dx, dy in _AROUND:
        at, up = x + dx, y + dy
        if 0 <= at < area.nx and 0 <= up < area.ny and not used[up, at] and not roads[up, at]:
            return at, up
    return None


def _lines(
    area: Area, dense: Ids, ground: Cells, thing_from: npt.NDArray[np.uint8], things: Sequence[Thing],
    gates: Sequence[shapely.Point], shut: Mask, used: Mask, reports: Sequence[SourceReport],
) -> None:  # fmt: skip
    """Put hedges, walls and fences along their lines, with openings at gates and where ways pass."""
    if not things:
        return
    open_here = (
        burn(area, [shapely.buffer(one, 1.6) for one in gates]) > 0 if gates else np.zeros(used.shape, dtype=bool)
    )
    which = burn(area, [one.shape for one in things])
    ys, xs = np.nonzero((which > 0) & ~shut & ~open_here & ~used)
    mine = which[ys, xs]
    for at in np.unique(mine):
        one, cells = things[at - 1], mine == at
        _put(dense, ground, thing_from, ys[cells], xs[cells], one)
        reports[one.source].add_became(one.what)
    used[ys, xs] = True
