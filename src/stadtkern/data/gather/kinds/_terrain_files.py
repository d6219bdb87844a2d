"""What a terrain comes as: SRTM tiles (.hgt, alone, zipped or gzipped) and GeoTIFFs; all become GeoTIFFs on a stage."""

from __future__ import annotations

import gzip
import re
import shutil
import zipfile
from pathlib import Path, PurePosixPath

import numpy as np

from stadtkern.data.gather.guarding import (
    Member,
    check_file,
    check_stream,
    check_zip,
    extract,
    read_head,
    require_space,
)
from stadtkern.data.gather.kinds import _terrain_reasons as reasons
from stadtkern.data.gather.kinds._stage import Stage
from stadtkern.data.gather.kinds._terrain_grid import LEAST, MOST, NODATA
from stadtkern.data.gather.model import Opening

MOST_FILES = 400
_SIDES = {2 * side * side: side for side in (1201, 3601)}
_CORNER = re.compile(r"(?<![A-Za-z])([NS])(\d{1,2})_?([EW])(\d{1,3})(?!\d)", re.IGNORECASE)
_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")


def is_tiff(head: bytes) -> bool:
    """Whether a file begins as a TIFF or a BigTIFF does."""
    return head.startswith(_TIFF)


def sure_of_zip(path: Path) -> float:
    """Say how sure a zip is one of terrain, by its directory."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [PurePosixPath(one).name.lower() for one in archive.namelist()[:10_000]]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return 0.0
    if any(one.endswith(".hgt") for one in names):
        return 1.0
    # A zip of Shapefiles may hold a picture beside them.
    others = any(one.endswith((".shp", ".gpkg", ".geojson", ".gml", ".xlsx")) for one in names)
    return 0.97 if any(one.endswith((".tif", ".tiff")) for one in names) and not others else 0.0


def sure_of_tile(path: Path, name: str, head: bytes) -> float:
    """Say how sure a file without any mark is an SRTM tile: by its size to the byte, and by numbers that may be heights."""
    named = name.lower().endswith(".hgt")
    if path.stat().st_size not in _SIDES:
        return 0.6 if named else 0.0
    values = np.frombuffer(head[: len(head) // 2 * 2], ">i2")
    likely = ((values >= LEAST) & (values <= MOST)) | (values == NODATA)
    return 0.98 if likely.mean() > 0.98 and (named or _CORNER.search(name)) else 0.6 if named else 0.0


def rasters(opening: Opening, stage: Stage) -> list[tuple[Path, str]]:
    """Give the GeoTIFFs that a file is or holds, each with its name.

    Raises ProblemError: file.empty, archive.*, disk.full, terrain.name, .size, .zip-content, .files.
    """
    check_file(opening.path, opening.limits)
    head = read_head(opening.path, 64)
    if is_tiff(head):
        return [(opening.path, opening.name)]
    if head.startswith(b"PK"):
        return _unpacked(opening, stage)
    if head.startswith(b"\x1f\x8b"):
        size = check_stream(opening.path, opening.limits)
        require_space(stage.folder, 2 * size)
        inner = stage.folder / "tile.hgt"
        with gzip.open(opening.path) as source, inner.open("wb") as sink:
            shutil.copyfileobj(source, sink)
        return [(_from_tile(inner, opening.name, stage, 0), opening.name)]
    return [(_from_tile(opening.path, opening.name, stage, 0), opening.name)]


def _unpacked(opening: Opening, stage: Stage) -> list[tuple[Path, str]]:
    members = check_zip(opening.path, opening.limits)
    found = [one for one in members if one.base.lower().endswith((".hgt", ".tif", ".tiff"))]
    if not found:
        raise reasons.nothing_inside(", ".join(one.base for one in members[:5]))
    if len(found) > MOST_FILES:
        raise reasons.too_many(len(found), MOST_FILES)
    require_space(stage.folder, 2 * sum(one.size for one in found))
    return [(_one(opening, member, stage, number), member.base) for number, member in enumerate(found)]


def _one(opening: Opening, member: Member, stage: Stage, number: int) -> Path:
    target = extract(opening.path, member, stage.folder / f"member{number}", opening.limits)
    if is_tiff(read_head(target, 4)):
        return target
    if member.base.lower().endswith(".hgt"):
        # Some archives name the tile only on the outside.
        name = member.base if _CORNER.search(member.base) else opening.name
        return _from_tile(target, name, stage, number)
    raise reasons.broken(member.base)


def _from_tile(path: Path, name: str, stage: Stage, number: int) -> Path:
    """Write an SRTM tile as a GeoTIFF: heights stand on the crossings of its grid, cells lie around them."""
    import rasterio
    from rasterio.transform import from_origin

    side = _SIDES.get(size := path.stat().st_size)
    if side is None:
        raise reasons.hgt_size(name, size)
    corner = _CORNER.search(PurePosixPath(name).name)
    if corner is None:
        raise reasons.hgt_name(name)
    south = int(corner[2]) * (1 if corner[1].upper() == "N" else -1)
    west = int(corner[4]) * (1 if corner[3].upper() == "E" else -1)
    cell = 1 / (side - 1)
    target = stage.folder / f"tile{number}.tif"
    shape = from_origin(west - cell / 2, south + 1 + cell / 2, cell, cell)
    values = np.fromfile(path, ">i2").reshape(side, side).astype(np.int16)
    with rasterio.open(
        target, "w", driver="GTiff", width=side, height=side, count=1, dtype="int16", crs="EPSG:4326",
        transform=shape, nodata=NODATA,
    ) as raster:  # fmt: skip
        raster.write(values, 1)
    return target


def title_of(name: str) -> str:
    """Give a title for the dataset from a file's name."""
    stem = re.sub(r"(\.(hgt|zip|gz|tiff?))+$", "", PurePosixPath(name).name, flags=re.IGNORECASE)
    return f"Gelände {stem.replace('_', ' ').strip()}".strip()
