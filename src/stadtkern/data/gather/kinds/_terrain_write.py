"""Writes a terrain as the lake keeps it: one GeoTIFF in degrees, tiled, compressed, with overviews."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from stadtkern.data.gather.kinds import _terrain_reasons as reasons
from stadtkern.data.gather.kinds._terrain_grid import LEAST, MOST, NODATA, Source, Target, Values, metres
from stadtkern.data.gather.model import Progress

_BLOCK = 256
_SMALLEST_OVERVIEW = 128


def write(path: Path, target: Target, sources: Sequence[Source], progress: Progress | None) -> None:
    """Write the sources' heights into ``path``. Raises ProblemError terrain.broken; a progress that raises stops it."""
    import rasterio
    from rasterio.enums import Resampling
    from rasterio.errors import RasterioError
    from rasterio.transform import from_origin

    options: dict[str, Any] = {
        "driver": "GTiff", "width": target.width, "height": target.height, "count": 1, "crs": "EPSG:4326",
        "dtype": "int16" if target.integral else "float32", "nodata": NODATA,
        "transform": from_origin(target.west, target.north, target.cell_x, target.cell_y),
        "tiled": True, "blockxsize": _BLOCK, "blockysize": _BLOCK,
        "compress": "DEFLATE", "predictor": 2 if target.integral else 3, "BIGTIFF": "IF_SAFER",
    }  # fmt: skip
    packed = {"COMPRESS_OVERVIEW": "DEFLATE", "PREDICTOR_OVERVIEW": str(options["predictor"])}
    try:
        with rasterio.Env(GDAL_CACHEMAX=64, **packed):
            with rasterio.open(path, "w", **options) as raster:
                raster.units = ("metre",)
                for top, values in _strips(target, sources, progress):
                    filled = np.where(np.isnan(values), NODATA, np.rint(values) if target.integral else values)
                    window = rasterio.windows.Window(0, top, target.width, len(values))
                    raster.write(filled.astype(options["dtype"]), 1, window=window)
            with rasterio.open(path, "r+") as raster:
                raster.build_overviews(_overviews(target), Resampling.average)
    except RasterioError as error:
        raise reasons.broken(sources[0].name) from error


def _overviews(target: Target) -> list[int]:
    factor, found = 2, []
    while max(target.width, target.height) / factor >= _SMALLEST_OVERVIEW:
        found.append(factor)
        factor *= 2
    return found


def _strips(target: Target, sources: Sequence[Source], progress: Progress | None) -> Iterator[tuple[int, Values]]:
    """Give the grid's rows from the top, a row of blocks at a time. Where sources overlap the first one counts."""
    import rasterio
    from rasterio.windows import Window

    with ExitStack() as stack:
        laid = [(one, stack.enter_context(_laid(stack, one, target))) for one in sources]
        for top in range(0, target.height, _BLOCK):
            high = min(_BLOCK, target.height - top)
            north = target.north - top * target.cell_y
            south = north - high * target.cell_y
            strip = np.full((high, target.width), np.nan, np.float32)
            for one, raster in laid:
                if one.box[1] > north or one.box[3] < south:
                    continue
                try:
                    read = raster.read(1, window=Window(0, top, target.width, high), masked=True)
                except rasterio.errors.RasterioError as error:
                    raise reasons.broken(one.name) from error
                values = metres(one, read.data, np.ma.getmaskarray(read))
                values[(values < LEAST) | (values > MOST)] = np.nan
                strip = np.where(np.isnan(strip), values, strip)
            yield top, strip
            if progress is not None:
                progress(top + high, target.height)


def _laid(stack: ExitStack, source: Source, target: Target) -> Any:
    """Open a source as if it had the target's grid: its own cells where they are the same, between them where not."""
    import rasterio
    from rasterio.enums import Resampling
    from rasterio.transform import from_origin
    from rasterio.vrt import WarpedVRT

    raster = stack.enter_context(rasterio.open(source.path, driver="GTiff"))
    void = source.void if source.void is not None else float(NODATA)
    return WarpedVRT(
        raster,
        crs="EPSG:4326",
        src_crs="EPSG:4326" if target.exact else raster.crs,
        transform=from_origin(target.west, target.north, target.cell_x, target.cell_y),
        width=target.width,
        height=target.height,
        resampling=Resampling.nearest if target.exact else Resampling.bilinear,
        src_nodata=void,
        nodata=void,
    )
