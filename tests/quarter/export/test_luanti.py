"""Luanti schematics, read back by a reader of their own that knows only the format's description."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from made_exports import changed, empty_base, real_base, written

from quarter_town import small_base
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.export.luanti import nodes


def read(data: bytes) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Give names, and content, probability and param2 of each node as arrays [north, up, east]."""
    signature, version, x, y, z = struct.unpack_from(">4sHHHH", data)
    assert (signature, version) == (b"MTSM", 4)
    at = 12
    assert set(data[at : at + y]) == {127}
    at += y
    (count,) = struct.unpack_from(">H", data, at)
    at += 2
    names = []
    for _ in range(count):
        (length,) = struct.unpack_from(">H", data, at)
        names.append(data[at + 2 : at + 2 + length].decode("ascii"))
        at += 2 + length
    body = zlib.decompress(data[at:])
    volume = x * y * z
    assert len(body) == 4 * volume
    content = np.frombuffer(body[: 2 * volume], dtype=">u2").reshape(z, y, x)
    chance = np.frombuffer(body[2 * volume : 3 * volume], dtype=np.uint8).reshape(z, y, x)
    turned = np.frombuffer(body[3 * volume :], dtype=np.uint8).reshape(z, y, x)
    return names, content, chance, turned


def test_every_block_becomes_its_node_in_its_place() -> None:
    base = small_base()
    grid = changed(base)
    names, content, chance, turned = read(written("mts", base, grid))
    dense = grid.dense()
    high = content.shape[1]
    assert content.shape == (64, 13, 96)
    assert not dense[high:].any()
    assert dense[high - 1].any()
    table = nodes()
    for z, y, x in np.ndindex(high, 64, 96):
        assert names[content[y, z, x]] == table[int(dense[z, y, x])]
    assert (chance == 127).all()
    # Leaves that were placed do not decay.
    assert np.array_equal(turned.transpose(1, 0, 2) == 1, dense[:high] == palette().id("crown"))
    assert len(set(names)) == len(names)


def test_a_quarter_of_air_has_one_level() -> None:
    names, content, _, _ = read(written("mts", empty_base()))
    assert names == ["air"]
    assert content.shape == (64, 1, 96)


def test_every_block_of_the_palette_has_a_node() -> None:
    for block in palette().blocks:
        name = nodes()[block.id]
        assert name == "air" if block.key == "air" else name.startswith("default:")


@pytest.mark.parametrize("name", ["bindlach", "essen", "delft"])
def test_real_quarters_are_whole(name: str, real: Path) -> None:
    base = real_base(real, name)
    names, content, _, _ = read(written("mts", base))
    filled = int((base.grid.dense() != 0).sum())
    assert int((content != names.index("air")).sum()) == filled
