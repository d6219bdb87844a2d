"""The base of a quarter: the town as it stands, in blocks. Immutable; made by the survey, read by everyone else.

Its file holds each distinct column once and for every place the number of its column, deflated: a real quarter of
400 x 400 m takes a few dozen kilobytes. The same bytes go to the browser.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.grid import Grid

MAGIC = b"SKQ1"
# Metres around a quarter within which destinations are noted.
AROUND = 1200


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a quarter lies: EPSG code, easting and northing of its south-west corner, metres above sea of level 0."""

    epsg: int
    east: float
    north: float
    above_sea: float = 0.0


@dataclass(frozen=True, slots=True)
class Building:
    """A building of the base. Cells with its number (from 1) in ``Base.building`` are its footprint."""

    number: int
    source: str
    # The id it has in its source, its name and use where they are known.
    id: str = ""
    name: str = ""
    use: str = "unknown"
    storeys: int = 0
    height: float = 0.0
    # "geometry", "levels", "height tag", "default": where the height comes from.
    height_from: str = "default"


@dataclass(frozen=True, slots=True)
class Spot:
    """A destination or thing worth knowing: a shop, a stop with its departures a day, a school."""

    kind: str
    name: str
    x: int
    y: int
    value: float = 0.0


@dataclass(frozen=True)
class Base:
    """A quarter as it stands: blocks, the level of the ground, what each place comes from, buildings and spots."""

    frame: Frame
    grid: Grid
    # Level [y, x] of the surface block; everything under it is soil and stays.
    ground: npt.NDArray[np.uint8]
    # Number [y, x] of the source in ``sources`` that made the surface, and of the one that made what stands on it.
    surface_from: npt.NDArray[np.uint8]
    thing_from: npt.NDArray[np.uint8]
    # Number [y, x] of the building there, 0 for none.
    building: npt.NDArray[np.uint16]
    sources: tuple[str, ...] = ("default",)
    buildings: tuple[Building, ...] = ()
    spots: tuple[Spot, ...] = ()
    # What else the town knows here, e.g. {"people": 812}.
    facts: dict[str, Any] = field(default_factory=dict)
    # Destinations around the quarter; x and y are negative or lie past its size. A park's value is its size in m².
    beyond: tuple[Spot, ...] = ()


def pack(base: Base) -> bytes:
    """Give the base as the bytes of its file."""
    grid = base.grid
    columns = np.ascontiguousarray(grid.dense().transpose(1, 2, 0)).reshape(-1, grid.nz).astype("<u2")
    as_one = columns.view(np.dtype((np.void, columns.dtype.itemsize * grid.nz))).ravel()
    distinct, which = np.unique(as_one, return_inverse=True)
    about: dict[str, Any] = {
        "size": [grid.nx, grid.ny, grid.nz],
        "columns": len(distinct),
        "frame": asdict(base.frame),
        "sources": base.sources,
        "buildings": [asdict(one) for one in base.buildings],
        "spots": [asdict(one) for one in base.spots],
        "facts": base.facts,
    }
    if base.beyond:
        about["beyond"] = _write_beyond(base.beyond)
    head = json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode()
    # Each level of all distinct columns together, each byte of a number together: likes beside likes deflate best.
    table = np.frombuffer(distinct.tobytes(), dtype="<u2").reshape(-1, grid.nz)
    parts = [
        struct.pack("<I", len(head)), head,
        _split(np.ascontiguousarray(table.T)), _split(which.astype("<u4")[:, None].view("<u2").reshape(-1, 2).T),
        base.ground.tobytes(), base.surface_from.tobytes(), base.thing_from.tobytes(), _split(base.building),
    ]  # fmt: skip
    return MAGIC + zlib.compress(b"".join(parts), 9)


def unpack(data: bytes) -> Base:
    """Read a base back. Raises ValueError when the bytes are none."""
    if data[:4] != MAGIC:
        raise ValueError("these bytes are no quarter")
    try:
        raw = zlib.decompress(data[4:])
        (length,) = struct.unpack_from("<I", raw)
        head = json.loads(raw[4 : 4 + length])
        return _read(head, raw, 4 + length)
    except (zlib.error, struct.error, KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValueError(f"these bytes are a broken quarter: {error}") from error


def _read(head: dict[str, Any], raw: bytes, at: int) -> Base:
    nx, ny, nz = head["size"]
    count = nx * ny

    def take(size: int) -> bytes:
        nonlocal at
        at += size
        return raw[at - size : at]

    table = _join(take(2 * nz * head["columns"])).reshape(nz, -1)
    which = _join(take(4 * count)).reshape(2, -1).astype(np.uint32)
    dense = table[:, which[0] + (which[1] << 16)].reshape(nz, ny, nx)
    maps = [np.frombuffer(take(count), dtype=np.uint8).reshape(ny, nx) for _ in range(3)]
    return Base(
        frame=Frame(**head["frame"]),
        grid=Grid.of(dense),
        ground=maps[0],
        surface_from=maps[1],
        thing_from=maps[2],
        building=_join(take(2 * count)).reshape(ny, nx),
        sources=tuple(head["sources"]),
        buildings=tuple(Building(**one) for one in head["buildings"]),
        spots=tuple(Spot(**one) for one in head["spots"]),
        facts=head["facts"],
        beyond=tuple(Spot(kind, name, x, y, value) for kind, x, y, value, name in _rows(head.get("beyond", {}))),
    )


def _write_beyond(beyond: tuple[Spot, ...]) -> dict[str, list[list[Any]]]:
    """Give destinations by kind as short rows: x, y, then value and name as far as there are any."""
    out: dict[str, list[list[Any]]] = {}
    for one in beyond:
        value = int(one.value) if one.value == int(one.value) else one.value
        row: list[Any] = [one.x, one.y, value, one.name]
        out.setdefault(one.kind, []).append(row if one.name else row[: 3 if one.value else 2])
    return out


def _rows(beyond: dict[str, list[list[Any]]]) -> Iterator[tuple[str, int, int, float, str]]:
    for kind, rows in beyond.items():
        for row in rows:
            x, y, *more = row
            yield kind, x, y, float(more[0]) if more else 0.0, more[1] if len(more) > 1 else ""


def _split(numbers: npt.NDArray[Any]) -> bytes:
    """Give the low bytes of 16-bit numbers, then the high ones."""
    flat = np.ascontiguousarray(numbers).astype("<u2").reshape(-1)
    return (flat & 255).astype(np.uint8).tobytes() + (flat >> 8).astype(np.uint8).tobytes()


def _join(data: bytes) -> npt.NDArray[np.uint16]:
    half = len(data) // 2
    low, high = (np.frombuffer(part, dtype=np.uint8).astype(np.uint16) for part in (data[:half], data[half:]))
    joined: npt.NDArray[np.uint16] = low | np.left_shift(high, np.uint16(8))
    return joined
