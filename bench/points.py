"""A million made-up trees, the same for the town and for its peers."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import pyarrow as pa

WEST, SOUTH, EAST, NORTH = 13.0, 52.2, 13.4, 52.5
COLUMNS = (("name", "text"), ("height", "number"), ("rings", "integer"), ("planted", "date"), ("healthy", "boolean"))
_BATCH = 50_000


class Tree(NamedTuple):
    """One tree."""

    id: int
    lon: float
    lat: float
    name: str
    height: float
    rings: int
    planted: date
    healthy: bool


def trees(count: int) -> Iterator[Tree]:
    """Draw trees, evenly over the town."""
    draw = random.Random(2)
    first = date(1950, 1, 1)
    for number in range(1, count + 1):
        lon = WEST + draw.random() * (EAST - WEST)
        lat = SOUTH + draw.random() * (NORTH - SOUTH)
        yield Tree(
            number, lon, lat, f"Baum {number % 977}", round(draw.random() * 30, 1), number % 80,
            first + timedelta(days=number % 27_000), number % 3 > 0,
        )  # fmt: skip


def batches(count: int) -> Iterator[pa.RecordBatch]:
    """Give the trees as a source would."""
    rows: list[Tree] = []
    for tree in trees(count):
        rows.append(tree)
        if len(rows) == _BATCH:
            yield _batch(rows)
            rows.clear()
    if rows:
        yield _batch(rows)


def _batch(rows: list[Tree]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(
        {
            "name": pa.array([one.name for one in rows]),
            "height": pa.array([one.height for one in rows]),
            "rings": pa.array([one.rings for one in rows]),
            "planted": pa.array([one.planted for one in rows]),
            "healthy": pa.array([one.healthy for one in rows]),
            "geom": pa.array([struct.pack("<BIdd", 1, 1, one.lon, one.lat) for one in rows], pa.binary()),
            "_row": pa.array([one.id for one in rows]),
        }
    )


def boxes(number: int, wanted: int, count: int) -> list[tuple[float, float, float, float]]:
    """Give boxes that each hold about ``wanted`` of ``count`` trees."""
    draw = random.Random(3)
    share = (wanted / count) ** 0.5
    width, height = (EAST - WEST) * share, (NORTH - SOUTH) * share
    found = []
    for _ in range(number):
        west, south = draw.uniform(WEST, EAST - width), draw.uniform(SOUTH, NORTH - height)
        found.append((round(west, 6), round(south, 6), round(west + width, 6), round(south + height, 6)))
    return found
