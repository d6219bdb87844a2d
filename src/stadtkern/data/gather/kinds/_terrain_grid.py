"""A terrain's sources looked at: what they are, whether they hold heights, and the grid they are laid on together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stadtkern.data.gather.kinds import _terrain_reasons as reasons

# Lower than the Dead Sea's bottom and higher than any mountain there is no ground (metres).
LEAST, MOST = -500.0, 9000.0
# What producers write for "no height" without saying so in the file.
_VOIDS = (-32768.0, -32767.0, -9999.0, -99999.0, -3.4028234663852886e38, 3.4028234663852886e38)
_FEET = {"ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "us-ft": 1200 / 3937, "us survey foot": 1200 / 3937}
_METRES_PER_DEGREE = 111_320.0
_AT_ONCE = 4_000_000
_SAMPLE = 512
NODATA = -32768

Values = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Source:
    """One raster of heights. ``box``: west, south, east, north in degrees; ``void`` is what it writes for none."""

    path: Path
    name: str
    width: int
    height: int
    box: tuple[float, float, float, float]
    integral: bool
    factor: float
    offset: float
    void: float | None
    feet: bool


@dataclass(frozen=True, slots=True)
class Target:
    """The grid that is kept: cells in degrees from the north-west corner. ``exact``: the sources' own cells, unmoved."""

    west: float
    north: float
    cell_x: float
    cell_y: float
    width: int
    height: int
    exact: bool
    integral: bool

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return (
            self.west,
            self.north - self.height * self.cell_y,
            self.west + self.width * self.cell_x,
            self.north,
        )

    @property
    def step(self) -> float:
        """Metres between two cells, north to south."""
        return self.cell_y * _METRES_PER_DEGREE


def look(path: Path, name: str, most_bytes: int) -> Source:
    """Look at one raster. Raises ProblemError: terrain.broken, .picture, .crs-missing, .crs-wrong, .too-large."""
    import rasterio
    from rasterio.errors import RasterioError

    try:
        with rasterio.open(path, driver="GTiff") as raster:
            if raster.width * raster.height * 4 * raster.count > most_bytes:
                raise reasons.too_large(name, raster.width, raster.height)
            _must_hold_heights(raster, name)
            box = _box(raster, name)
            kind = np.dtype(raster.dtypes[0])
            unit = str(raster.units[0] or "").strip().lower()
            scale, offset = float(raster.scales[0] or 1), float(raster.offsets[0] or 0)
            factor = _FEET.get(unit, 1.0)
            return Source(
                path, name, raster.width, raster.height, box,
                integral=kind.kind in "iu" and kind.itemsize <= 2 and (scale, offset, factor) == (1, 0, 1),
                factor=scale * factor,
                offset=offset * factor,
                void=raster.nodata if raster.nodata is not None else _unsaid_void(raster),
                feet=factor != 1,
            )  # fmt: skip
    except (RasterioError, OSError, ValueError) as error:
        raise reasons.broken(name) from error


def _must_hold_heights(raster: Any, name: str) -> None:
    from rasterio.enums import ColorInterp

    extra = [one for one in raster.colorinterp[1:] if one is not ColorInterp.alpha]
    if raster.count >= 3 or extra or raster.colorinterp[0] is ColorInterp.palette:
        raise reasons.picture(name, raster.count)
    kind = np.dtype(raster.dtypes[0])
    if kind.kind not in "iuf" or kind.itemsize == 1:
        raise reasons.picture(name, raster.count)


def _box(raster: Any, name: str) -> tuple[float, float, float, float]:
    """Give where it lies, in degrees."""
    from rasterio.errors import RasterioError
    from rasterio.warp import transform_bounds

    if raster.crs is None or raster.transform.is_identity:
        raise reasons.crs_missing(name)
    edges = raster.bounds
    said = raster.crs.to_string()[:60]
    fits = not raster.crs.is_geographic or (abs(edges.left) <= 360 and abs(edges.top) <= 90.1 >= abs(edges.bottom))
    box: tuple[float, float, float, float] | None
    try:
        box = transform_bounds(raster.crs, "EPSG:4326", *edges, densify_pts=21) if fits else None
    except (RasterioError, ValueError):
        box = None
    if box is None or not all(map(math.isfinite, box)):
        raise reasons.crs_wrong(name, said)
    west, south, east, north = (float(edge) for edge in box)
    if not (-180.6 <= west < east <= 180.6 and -85 <= south < north <= 85):
        raise reasons.crs_wrong(name, said)
    return west, south, east, north


def _unsaid_void(raster: Any) -> float | None:
    """Find the number that stands for "no height" in a file that does not say which, from its corners and edges."""
    from rasterio.windows import Window

    strips = [Window(0, 0, raster.width, 1), Window(0, raster.height - 1, raster.width, 1)]
    seen = {float(one) for strip in strips for one in np.unique(raster.read(1, window=strip))[:64]}
    return next((one for one in _VOIDS if one in seen), None)


def strips(source: Source) -> Iterator[tuple[int, Values]]:
    """Give a source's heights from the top, some rows at a time, with the first row's number; NaN where none is written.

    Raises ProblemError terrain.broken when the file ends too soon.
    """
    import rasterio
    from rasterio.errors import RasterioError
    from rasterio.windows import Window

    rows = max(1, min(512, _AT_ONCE // source.width))
    try:
        with rasterio.open(source.path, driver="GTiff") as raster:
            for top in range(0, source.height, rows):
                window = Window(0, top, source.width, min(rows, source.height - top))
                read = raster.read(1, window=window, masked=True)
                yield top, metres(source, read.data, np.ma.getmaskarray(read))
    except (RasterioError, OSError) as error:
        raise reasons.broken(source.name) from error


def metres(source: Source, written: npt.NDArray[Any], masked: npt.NDArray[np.bool_]) -> Values:
    """Turn written numbers into metres; NaN where the file says there is no height."""
    values = written.astype(np.float32)
    void = masked | ~np.isfinite(values) | np.isin(values, np.array(_VOIDS, np.float32))
    if source.void is not None:
        void |= values == np.float32(source.void)
    if (source.factor, source.offset) != (1.0, 0.0):
        values = values * np.float32(source.factor) + np.float32(source.offset)
    return np.where(void, np.float32(np.nan), values)


def steepness(source: Source) -> float:
    """Give how steep the steeper ground is (95th hundredth, metres per metre), from a coarse look."""
    import rasterio
    from rasterio.enums import Resampling

    wide, high = min(_SAMPLE, source.width), min(_SAMPLE, source.height)
    with rasterio.open(source.path, driver="GTiff") as raster:
        read = raster.read(1, out_shape=(high, wide), masked=True, resampling=Resampling.average)
    values = metres(source, read.data, np.ma.getmaskarray(read))
    values[(values < LEAST) | (values > MOST)] = np.nan
    if min(values.shape) < 3:
        return 0.0
    west, south, east, north = source.box
    across = (east - west) / wide * _METRES_PER_DEGREE * math.cos(math.radians((south + north) / 2))
    along = (north - south) / high * _METRES_PER_DEGREE
    # Over three cells, so that steps of whole metres in flat land do not count as slopes.
    span = 3 if min(values.shape) > 12 else 1
    dx = (values[:, 2 * span :] - values[:, : -2 * span])[span:-span] / (2 * span * across)
    dy = (values[2 * span :] - values[: -2 * span])[:, span:-span] / (2 * span * along)
    slopes = np.hypot(dx, dy)
    known = slopes[np.isfinite(slopes)]
    return float(np.quantile(known, 0.95)) if known.size else 0.0


def lay(sources: Sequence[Source], most_bytes: int) -> Target:
    """Lay one grid over all sources: their own where they share one in degrees, else one as fine as the finest.

    Raises ProblemError terrain.too-large.
    """
    west, south = min(one.box[0] for one in sources), min(one.box[1] for one in sources)
    east, north = max(one.box[2] for one in sources), max(one.box[3] for one in sources)
    integral = all(one.integral for one in sources)
    own = _shared_cells(sources)
    if own is not None:
        cell_x, cell_y = own
    else:
        cell_y = min((one.box[3] - one.box[1]) / one.height for one in sources)
        cell_y = min(cell_y, min(_step(one) for one in sources) / _METRES_PER_DEGREE)
        cell_x = cell_y / max(0.1, math.cos(math.radians((south + north) / 2)))
    across, along = (east - west) / cell_x, (north - south) / cell_y
    width, height = (round(across), round(along)) if own else (math.ceil(across - 1e-6), math.ceil(along - 1e-6))
    if width * height * 4 > most_bytes:
        raise reasons.too_large(sources[0].name, width, height)
    return Target(west, north, cell_x, cell_y, max(1, width), max(1, height), own is not None, integral)


def _step(source: Source) -> float:
    """Give a source's cell in metres, as its own system counts them."""
    import rasterio

    with rasterio.open(source.path, driver="GTiff") as raster:
        a, b, _, d, e, _ = raster.transform[:6]
        side = math.sqrt(abs(a * e - b * d))
        if raster.crs.is_geographic:
            return side * _METRES_PER_DEGREE
        return side * float(raster.crs.linear_units_factor[1])


def _shared_cells(sources: Sequence[Source]) -> tuple[float, float] | None:
    """Give the cell (degrees) of sources that lie north-up in degrees on one grid, else None."""
    import rasterio

    first: Any = None
    for one in sources:
        with rasterio.open(one.path, driver="GTiff") as raster:
            shape = raster.transform
            if raster.crs.to_epsg() not in (4326, 4258) or shape.b or shape.d or shape.e >= 0 or shape.a <= 0:
                return None
        if first is None:
            first = shape
            continue
        off = (shape.c - first.c) / first.a, (shape.f - first.f) / first.e
        same = abs(shape.a / first.a - 1) < 1e-6 and abs(shape.e / first.e - 1) < 1e-6
        if not same or any(abs(value - round(value)) > 0.01 for value in off):
            return None
    return float(first.a), -float(first.e)
