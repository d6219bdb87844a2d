"""Messages of a live room, binary and little-endian. The browser's half is ``web/quarter/wire.ts``.

From the browser: EDITS (u8 1, u32 first counter, u16 n, n boxes of 12 bytes), UNDO (u8 2, u32 counter, u32 the counter to
take back), PRESENCE (u8 3, i16 x, y, z in half metres, u8 heading, u8 tool).
To the browser: BATCH (u8 1, u32 position of the first entry, u16 n, n entries of 20 bytes), SNAPSHOT (u8 2, u32 position,
deflated chunks that differ from the base), PRESENCE (u8 3, u16 n, n of 12 bytes). Everything rare is JSON in text frames.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

import numpy as np

from stadtkern.quarter.blocks.edits import ENTRY, Entries
from stadtkern.quarter.blocks.grid import CHUNK, Grid

EDITS, UNDO, PRESENCE = 1, 2, 3
BATCH, SNAPSHOT = 1, 2
_FIELDS = [("x0", "<u2"), ("y0", "<u2"), ("z0", "u1"), ("x1", "<u2"), ("y1", "<u2"), ("z1", "u1"), ("block", "<u2")]
GIVEN = np.dtype(_FIELDS)
SENT = np.dtype([("participant", "<u4"), ("counter", "<u4"), *_FIELDS])
WHERE = np.dtype([("participant", "<u4"), ("x", "<i2"), ("y", "<i2"), ("z", "<i2"), ("heading", "u1"), ("tool", "u1")])
MOST_EDITS = 1024


@dataclass(frozen=True, slots=True)
class Undo:
    """A participant's wish to take back the edit it counted as ``target``."""

    counter: int
    target: int


@dataclass(frozen=True, slots=True)
class Presence:
    """Where a participant is: half metres from the south-west corner, heading in 1/256 of a turn, the tool's number."""

    x: int
    y: int
    z: int
    heading: int
    tool: int


def read(message: bytes, participant: int = 0, now: int = 0) -> Entries | Undo | Presence:
    """Read a message from a browser; edits become entries of ``participant`` at ``now`` (milliseconds since 1970).

    Raises ValueError when it is cut, too long or of no known kind.
    """
    try:
        if message[0] == EDITS:
            first, count = struct.unpack_from("<IH", message, 1)
            if not 1 <= count <= MOST_EDITS or len(message) != 7 + count * GIVEN.itemsize:
                raise ValueError("the message does not hold the edits it announces")
            given = np.frombuffer(message, dtype=GIVEN, offset=7)
            out = np.zeros(count, dtype=ENTRY)
            for name, _ in _FIELDS:
                out[name] = given[name]
            out["participant"], out["time"] = participant, now
            out["counter"] = np.arange(first, first + count, dtype=np.uint64).astype(np.uint32)
            return out
        if message[0] == UNDO and len(message) == 9:
            return Undo(*struct.unpack_from("<II", message, 1))
        if message[0] == PRESENCE and len(message) == 9:
            return Presence(*struct.unpack_from("<hhhBB", message, 1))
    except (struct.error, IndexError) as error:
        raise ValueError("the message is cut") from error
    raise ValueError("the message is of no known kind")


def write_edits(first: int, log: Entries) -> bytes:
    """Give the message with which a browser sends edits counted from ``first``."""
    given = np.zeros(len(log), dtype=GIVEN)
    for name, _ in _FIELDS:
        given[name] = log[name]
    return struct.pack("<BIH", EDITS, first, len(log)) + given.tobytes()


def write_batch(position: int, log: Entries) -> bytes:
    """Give the message that tells a room of new entries; ``position`` is the first one's place in the log (from 1)."""
    sent = np.zeros(len(log), dtype=SENT)
    for name in SENT.names or ():
        sent[name] = log[name]
    return struct.pack("<BIH", BATCH, position, len(log)) + sent.tobytes()


def read_batch(message: bytes) -> tuple[int, Entries]:
    """Read a BATCH as a browser does. Raises ValueError when it is none."""
    if len(message) < 7 or message[0] != BATCH:
        raise ValueError("the message is no batch")
    _, position, count = struct.unpack_from("<BIH", message)
    sent = np.frombuffer(message, dtype=SENT, offset=7)
    if len(sent) != count:
        raise ValueError("the message is cut")
    out = np.zeros(count, dtype=ENTRY)
    for name in SENT.names or ():
        out[name] = sent[name]
    return position, out


def write_snapshot(position: int, base: Grid, now: Grid) -> bytes:
    """Give the message that brings a latecomer up to a position: chunks that differ, each as its index and its blocks."""
    parts = [struct.pack("<I", index) + now.chunks[index].astype("<u2").tobytes() for index in now.changed_chunks(base)]
    return struct.pack("<BI", SNAPSHOT, position) + zlib.compress(b"".join(parts), 1)


def read_snapshot(message: bytes, base: Grid) -> tuple[int, Grid]:
    """Read a SNAPSHOT as a browser does. Raises ValueError when it is none."""
    if len(message) < 5 or message[0] != SNAPSHOT:
        raise ValueError("the message is no snapshot")
    (position,) = struct.unpack_from("<I", message, 1)
    raw = zlib.decompress(message[5:])
    grid = base.copy()
    size = 4 + base.nz * CHUNK * CHUNK * 2
    for at in range(0, len(raw), size):
        (index,) = struct.unpack_from("<I", raw, at)
        blocks = np.frombuffer(raw, dtype="<u2", count=base.nz * CHUNK * CHUNK, offset=at + 4)
        grid.chunks[index] = blocks.reshape(base.nz, CHUNK, CHUNK).copy()
    return position, grid
