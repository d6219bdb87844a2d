"""Pictures painted from blocks: the right things in front, light from the left, night and plan, and only what changed."""

from __future__ import annotations

import numpy as np
import pytest

from quarter_town import GROUND, small_base
from stadtkern.quarter.blocks.grid import Box, Grid
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.export import picture
from stadtkern.quarter.export.light import reach, tops
from stadtkern.quarter.pages.drawn import focus
from stadtkern.quarter.pages.radar import axes_of, drawn_at, place_of, scale_of


def _flat(side: int = 24, high: int = 12) -> Grid:
    grid = Grid.empty(side, side, high)
    grid.fill(Box(0, 0, 0, side - 1, side - 1, 0), palette().id("lawn"))
    return grid


def test_the_same_blocks_give_the_same_picture() -> None:
    base = small_base()
    one, two = (picture.isometric(base.grid, base.ground) for _ in range(2))
    assert one.tobytes() == two.tobytes()
    assert one.width > 1500


def test_every_pixel_inside_the_outline_is_painted() -> None:
    base = small_base()
    alpha = np.asarray(picture.isometric(base.grid, base.ground))[..., 3] > 0
    for row in alpha:
        xs = np.flatnonzero(row)
        assert len(xs) == 0 or row[xs[0] : xs[-1] + 1].all()


def _shows(grid: Grid, key: str) -> bool:
    """Say whether any pixel has nearly a block's own colour, lit from above."""
    wanted = palette().by_key[key].colour
    rgb = np.array([int(wanted[at : at + 2], 16) for at in (1, 3, 5)])
    image = np.asarray(picture.isometric(grid, np.zeros((grid.ny, grid.nx), dtype=np.uint8)))[..., :3].astype(int)
    return bool((np.abs(image - rgb).max(axis=-1) <= 12).any())


@pytest.mark.parametrize(("x", "y", "seen"), [(8, 8, True), (18, 18, False)])
def test_what_is_nearer_hides_what_is_farther(x: int, y: int, *, seen: bool) -> None:
    grid = _flat()
    grid.fill(Box(12, 12, 1, 16, 16, 11), palette().id("homes"))
    grid.fill(Box(x, y, 0, x, y, 0), palette().id("water"))
    assert _shows(grid, "water") is seen


def test_shadow_falls_to_the_east_and_ends() -> None:
    grid = _flat(40)
    grid.fill(Box(10, 20, 1, 12, 22, 6), palette().id("homes"))
    far = reach(tops(grid.dense()))
    assert far[21, 13] > 1
    assert far[21, 9] <= 1
    assert far[21, 30] <= 1


def test_by_night_windows_are_brighter_than_walls_and_the_ground_is_dark() -> None:
    base = small_base()
    day = np.asarray(picture.isometric(base.grid, base.ground))
    night = np.asarray(picture.isometric(base.grid, base.ground, night=True))
    assert night[..., :3].mean() < 0.75 * day[..., :3].mean()
    assert (night[..., 0] > 230).sum() > 100


def test_the_plan_has_north_above() -> None:
    base = small_base()
    grid = base.grid.copy()
    grid.fill(Box(0, grid.ny - 8, GROUND, grid.nx - 1, grid.ny - 1, GROUND), palette().id("water"))
    image = np.asarray(picture.plan(grid, base.ground)).astype(int)
    top, bottom = image[2:6].mean(axis=(0, 1)), image[-6:-2].mean(axis=(0, 1))
    assert top[2] > top[1] > top[0]
    assert bottom[1] > bottom[2]


def test_a_design_is_framed_on_what_it_changes() -> None:
    base = small_base(400, 300)
    grid = base.grid.copy()
    assert focus(base.grid, grid) == base.grid.box
    grid.fill(Box(300, 200, 3, 310, 205, 6), palette().id("homes"))
    part = focus(base.grid, grid)
    assert part.x0 <= 276 and part.x1 >= 334 and part.y0 <= 176 and part.y1 >= 229  # noqa: PT018
    assert part.shape[1:] == (120, 120)
    grid.fill(Box(0, 0, 3, 399, 299, 3), palette().id("lawn"))
    assert focus(base.grid, grid) == base.grid.box


def test_the_radar_puts_better_outside_whichever_way_a_number_runs() -> None:
    assert place_of("green_area", {"green_area": {"value": 120.0, "today": 100.0}}) == pytest.approx(1.2)
    assert place_of("sealed_share", {"sealed_share": {"value": 20.0, "today": 25.0}}) == pytest.approx(1.2)
    assert scale_of([1.2, 0.9]) == 0.25
    assert drawn_at(1.25, 0.25) == 2
    assert drawn_at(0.5, 0.25) == 0
    known = {"value": 1.0, "today": 1.0}
    assert axes_of([{"green_area": known, "shade": known}, {"green_area": known}]) == ["green_area"]
