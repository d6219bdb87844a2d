"""Pictures of quarters and designs as files: painted once, kept in the town's folder, given in the size that is asked for."""

from __future__ import annotations

import io
import threading
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw

from stadtkern.data.portal.paint.letters import STRONG, TITLE, drawable, faces, wrapped, write
from stadtkern.quarter.blocks.edits import replay
from stadtkern.quarter.blocks.grid import CHUNK, Box, Grid
from stadtkern.quarter.export import picture
from stadtkern.quarter.keep import Quarter, Store

Look = Literal["day", "night", "plan"]
LOOKS: tuple[Look, ...] = ("day", "night", "plan")
WIDTHS = (480, 960, 1600)
SHARE = (1200, 630)
SAND, INK, MUTED, BRICK = (251, 247, 239), (21, 33, 43), (85, 96, 106), (180, 71, 46)
# Metres of air around what was rebuilt, and the least that a picture of a design shows.
AROUND, LEAST_SEEN = 24, 120
# Large pictures that a folder keeps; each is 100 to 400 kB.
KEPT = 400
# Painting takes a second of one core: one at a time.
_painting = threading.Lock()


def drawing(
    store: Store, quarter: Quarter, look: Look, width: int, variant: int | None = None, position: int = 0
) -> bytes:
    """Give a picture as WebP: of the quarter as it stands, or of a variant at a position."""
    file = _place(store, quarter, look, width, variant, position)
    if not file.is_file():
        with _painting:
            if not file.is_file():
                _paint(store, quarter, look, variant, position)
    return file.read_bytes()


def share(
    store: Store, quarter: Quarter, title: str, under: str, variant: int | None = None, position: int = 0
) -> bytes:
    """Give the picture that a shared link shows, as PNG: the blocks, and over them whose they are."""
    seen = Image.open(io.BytesIO(drawing(store, quarter, "day", WIDTHS[-1], variant, position))).convert("RGBA")
    wide = round(SHARE[0] * 1.08)
    seen = seen.resize((wide, wide * seen.height // seen.width), Image.Resampling.LANCZOS)
    sheet = Image.new("RGB", SHARE, SAND)
    sheet.paste(seen, (SHARE[0] - wide + 130, max(96, (SHARE[1] - seen.height) // 2 + 60)), seen)
    brush = ImageDraw.Draw(sheet)
    brush.rectangle((0, 0, 16, SHARE[1]), fill=BRICK)
    large, small = faces(TITLE, 60), faces(STRONG, 28)
    if large and small:
        lines = wrapped(drawable(title, large), large, 900, 2)
        for number, line in enumerate(lines):
            write(brush, (64, 104 + 66 * number), line, large, INK)
        told = wrapped(drawable(under, small), small, 900, 1)
        if told:
            write(brush, (66, 104 + 66 * len(lines) - 14), told[0], small, MUTED)
    written = io.BytesIO()
    sheet.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def grid_of(store: Store, quarter: Quarter, variant: int | None, position: int | None = None) -> Grid:
    """Give the blocks of a variant at a position (None: as it is now), or of the quarter as it stands."""
    base = store.base(quarter.slug).grid
    if variant is None:
        return base
    log = store.log(variant)
    return replay(base, log if position is None else log[:position])


def _place(store: Store, quarter: Quarter, look: Look, width: int, variant: int | None, position: int) -> Path:
    what = "base" if variant is None or position == 0 else f"{variant}-{position}"
    return store.folder / quarter.slug / "pictures" / f"{quarter.base}-{what}-{look}-{width}.webp"


def _paint(store: Store, quarter: Quarter, look: Look, variant: int | None, position: int) -> None:
    base = store.base(quarter.slug)
    grid = grid_of(store, quarter, variant, position)
    if look == "plan":
        painted = picture.plan(grid, base.ground)
    else:
        part = focus(base.grid, grid)
        cut, ground = _cut(grid, part), base.ground[part.y0 : part.y1 + 1, part.x0 : part.x1 + 1]
        painted = picture.isometric(cut, ground, night=look == "night")
    folder = _place(store, quarter, look, 0, variant, position).parent
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        file = _place(store, quarter, look, width, variant, position)
        sized = painted
        if look != "plan" or painted.width > width:
            sized = painted.resize((width, max(1, width * painted.height // painted.width)), Image.Resampling.LANCZOS)
        half = file.with_suffix(".half")
        sized.save(half, "WEBP", quality=88 if look != "plan" else 92, method=4)
        half.replace(file)
    _tidy(folder)


def focus(base: Grid, grid: Grid) -> Box:
    """Give the part of a variant that its picture shows: what was rebuilt with some air around it, else everything."""
    whole = base.box
    changed = grid.changed_chunks(base)
    if not changed:
        return whole
    columns = np.zeros((base.ny, base.nx), dtype=np.bool_)
    for index in changed:
        x, y = base.corner(index)
        differs = (base.chunks[index] != grid.chunks[index]).any(axis=0)
        columns[y : y + CHUNK, x : x + CHUNK] = differs[: base.ny - y, : base.nx - x]
    ys, xs = np.flatnonzero(columns.any(axis=1)), np.flatnonzero(columns.any(axis=0))
    if not len(xs):
        return whole
    x0, x1 = _stretched(int(xs[0]), int(xs[-1]), base.nx)
    y0, y1 = _stretched(int(ys[0]), int(ys[-1]), base.ny)
    return Box(x0, y0, 0, x1, y1, base.nz - 1)


def _stretched(first: int, last: int, size: int) -> tuple[int, int]:
    """Give a range with air around it, at least so many metres, within 0 and ``size``."""
    want = min(size, max(LEAST_SEEN, last - first + 1 + 2 * AROUND))
    start = max(0, min(size - want, (first + last + 1 - want) // 2))
    return start, start + want - 1


def _cut(grid: Grid, part: Box) -> Grid:
    return grid if part == grid.box else Grid.of(grid.read(part))


def _tidy(folder: Path) -> None:
    """Forget the pictures that were made first when there are too many; they can be painted again."""
    files = sorted(folder.glob("*.webp"), key=lambda one: one.stat().st_mtime)
    for old in files[: max(0, len(files) - KEPT)]:
        old.unlink(missing_ok=True)
