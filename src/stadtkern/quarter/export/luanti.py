"""Luanti schematics (.mts): the quarter for a free block game. Version 4 of the format; numbers are big-endian."""

from __future__ import annotations

import json
import struct
import zlib
from functools import lru_cache
from pathlib import Path

import numpy as np

from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.export.model import Job

FILE = Path(__file__).with_name("luanti.json")
VERSION = 4
# Every node is placed for certain; leaves carry 1 as param2, which keeps them from decaying.
_ALWAYS = 127


def make(job: Job) -> bytes:
    """Give the bytes of a schematic: x to the east, y up, z to the north. Levels over the highest block are left out."""
    ids = job.grid.dense()
    filled = np.flatnonzero((ids != 0).any(axis=(1, 2)))
    ids = ids[: int(filled[-1]) + 1 if len(filled) else 1]
    high, deep, wide = ids.shape
    names = nodes()
    used = np.unique(ids)
    # Several blocks may be one kind of node.
    kinds = sorted({names[int(one)] for one in used})
    table = np.zeros(palette().size, dtype=">u2")
    for one in used:
        table[one] = kinds.index(names[int(one)])
    # The format runs along x, then up, then north.
    order = np.ascontiguousarray(ids.transpose(1, 0, 2))
    leaves = palette().where(lambda block: block.look == "leaves")
    packer = zlib.compressobj(6)
    body = packer.compress(table[order].tobytes())
    body += packer.compress(np.full(order.size, _ALWAYS, dtype=np.uint8).tobytes())
    body += packer.compress(leaves[order].astype(np.uint8).tobytes()) + packer.flush()
    head = struct.pack(">4sHHHH", b"MTSM", VERSION, wide, high, deep) + bytes([_ALWAYS]) * high
    listed = b"".join(struct.pack(">H", len(name)) + name for name in (kind.encode() for kind in kinds))
    out: bytes = head + struct.pack(">H", len(kinds)) + listed + body
    return out


@lru_cache(maxsize=1)
def nodes() -> dict[int, str]:
    """Give by block id the name of the node that stands for it."""
    given = json.loads(FILE.read_text("utf-8"))
    return {
        block.id: "air" if block.kind == "air" else given["blocks"].get(block.key, given["kinds"].get(block.kind))
        for block in palette().blocks
    }
