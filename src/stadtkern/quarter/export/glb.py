"""glTF binary: a quarter as triangles with colours, for viewers and 3D programs. Metres, y up, -z is north."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.grid import Ids
from stadtkern.quarter.blocks.palette import Block, Kind, palette
from stadtkern.quarter.export.model import Job
from stadtkern.quarter.export.shapes import corners, looks, visible

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
# Parts of the model, so that a viewer can hide one: what they are called and which blocks they hold.
PARTS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("ground", ("soil", "surface")),
    ("buildings", ("building", "roof")),
    ("plants", ("plant",)),
    ("things", ("object",)),
)
_FLOAT, _SHORT, _UINT = 5126, 5123, 5125
_VERTICES, _INDICES = 34962, 34963
# Corners that 16 bits can count (the highest number means something else), and when to give up splitting.
_MOST, _MOST_PORTIONS = 65_535, 64


def make(job: Job) -> bytes:
    """Give the bytes of a .glb file. Its origin is the middle of the quarter at level 0 of the frame."""
    ids = job.grid.dense()
    points, blocks = _faces(ids)
    points -= np.array([job.grid.nx / 2, job.grid.ny / 2, 0.0])
    body = _Body()
    meshes = []
    for name, kinds in PARTS:
        mine = palette().kind(*kinds)[blocks]
        meshes += [
            {"name": name, "primitives": body.add(points[mine][part], blocks[mine][part])}
            for part in _portions(points[mine])
        ]
    return _file(_head(job, meshes, body), bytes(body.data))


def _faces(ids: Ids) -> tuple[Floats, Numbers]:
    """Give corners [n, 4, 3] and block ids [n] of all faces, x east, y north, z up."""
    quads = visible(ids)
    points, blocks = _small(ids)
    return np.concatenate([*map(corners, quads), points]), np.concatenate([*(one.value for one in quads), blocks])


def _small(ids: Ids) -> tuple[Floats, Numbers]:
    """Give the faces of posts and slabs, which do not fill their cube; nobody sees them from below."""
    points, blocks = [], []
    for chosen, inset, high in ((looks().slab, 0.1, 0.5), (looks().post, 0.38, 1.0)):
        cells = np.argwhere(chosen[ids])
        low, top = inset, 1 - inset
        rings = [
            [(low, low, high), (top, low, high), (top, top, high), (low, top, high)],
            [(low, low, 0), (top, low, 0), (top, low, high), (low, low, high)],
            [(top, top, 0), (low, top, 0), (low, top, high), (top, top, high)],
            [(top, low, 0), (top, top, 0), (top, top, high), (top, low, high)],
            [(low, top, 0), (low, low, 0), (low, low, high), (low, top, high)],
        ]
        points += [cells[:, None, ::-1] + np.array(ring)[None] for ring in rings]
        blocks += [ids[tuple(cells.T)].astype(np.int64)] * len(rings)
    return np.concatenate(points), np.concatenate(blocks)


def _portions(points: Floats) -> list[npt.NDArray[np.bool_]]:
    """Split faces from west to east until each portion's corners can be counted with 16 bits."""
    if not len(points):
        return []
    west = points[:, :, 0].min(axis=1)
    count = 1
    while True:
        borders = np.quantile(west, np.linspace(0, 1, count + 1)[1:-1])
        which = np.searchsorted(borders, west, side="right")
        portions = [mine for number in range(count) if (mine := which == number).any()]
        # Corners that faces share are counted once; a column of the grid holds fewer than fit, so this ends.
        if count > _MOST_PORTIONS or all(len(_distinct(points[mine])[0]) <= _MOST for mine in portions):
            return portions
        count += 1


def _distinct(points: Floats) -> tuple[Floats, Numbers]:
    """Give each corner once, and for all corners in order the number of theirs."""
    flat = points.reshape(-1, 3)
    # To a hundredth of a metre; one number for each place is much quicker to sort than three.
    whole = np.round((flat + 1024) * 100).astype(np.int64)
    key = (whole[:, 0] << 40) | (whole[:, 1] << 20) | whole[:, 2]
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    return flat[first], which.astype(np.int64)


class _Body:
    """The binary part of a file, and the lists that say what lies where in it."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.views: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []
        self.materials: dict[int, int] = {}

    def add(self, points: Floats, blocks: Numbers) -> list[dict[str, Any]]:
        """Write the corners of one mesh and, for each kind of block, its triangles; give the primitives that name them.

        Without normals every viewer must shade faces flat, as blocks are; so corners can be shared.
        """
        places, which = _distinct(points)
        at = _up(places).astype("<f4")
        extent = {"min": at.min(axis=0).tolist(), "max": at.max(axis=0).tolist()}
        position = self._put(at, _FLOAT, "VEC3", _VERTICES, **extent)
        kind, kind_name = (_SHORT, "<u2") if len(places) <= _MOST else (_UINT, "<u4")
        index = which.reshape(-1, 4)[:, [0, 1, 2, 0, 2, 3]].astype(kind_name)
        return [
            {
                "attributes": {"POSITION": position},
                "indices": self._put(index[blocks == block].ravel(), kind, "SCALAR", _INDICES),
                "material": self.materials.setdefault(block, len(self.materials)),
            }
            for block in np.unique(blocks).tolist()
        ]

    def _put(self, data: npt.NDArray[Any], kind: int, shape: str, target: int, **more: Any) -> int:
        self.data.extend(b"\0" * (-len(self.data) % 4))
        view = {"buffer": 0, "byteOffset": len(self.data), "byteLength": data.nbytes, "target": target}
        self.data.extend(np.ascontiguousarray(data).tobytes())
        self.views.append(view)
        accessor = {"bufferView": len(self.views) - 1, "componentType": kind, "count": len(data), "type": shape, **more}
        self.accessors.append(accessor)
        return len(self.accessors) - 1


def _up(points: Floats) -> Floats:
    """Turn east, north, up into glTF's right, up, towards you. No minus zeros: they read badly."""
    return np.stack([points[:, 0], points[:, 2], -points[:, 1]], axis=1) + 0.0


def _material(block: Block) -> dict[str, Any]:
    """Give a block's look: its colour in linear light; water is smooth and solar roofs are, the rest is matt."""
    value = [int(block.colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    light = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in value]
    rough = 0.15 if block.look == "water" or block.solar else 0.9
    look = {"baseColorFactor": [*(round(one, 5) for one in light), 1], "metallicFactor": 0, "roughnessFactor": rough}
    return {"name": block.key, "pbrMetallicRoughness": look}


def _head(job: Job, meshes: list[dict[str, Any]], body: _Body) -> dict[str, Any]:
    frame = job.base.frame
    asset = {
        "version": "2.0",
        "generator": "stadtkern",
        "extras": {
            "title": job.title.to_json(),
            "variant": job.variant.to_json(),
            "crs": f"EPSG:{frame.epsg}",
            "origin": [frame.east + job.grid.nx / 2, frame.north + job.grid.ny / 2, frame.above_sea],
            "size": [job.grid.nx, job.grid.ny, job.grid.nz],
            "axes": "x east, y up, z south; metres",
        },
    }
    name = job.title.in_language(job.options.language)
    if not meshes:
        # A quarter of air is a scene without anything in it; empty lists are not allowed.
        return {"asset": asset, "scene": 0, "scenes": [{"name": name}]}
    return {
        "asset": asset,
        "scene": 0,
        "scenes": [{"name": name, "nodes": list(range(len(meshes)))}],
        "nodes": [{"name": mesh["name"], "mesh": number} for number, mesh in enumerate(meshes)],
        "meshes": meshes,
        "materials": [_material(palette().by_id[block]) for block in body.materials],
        "accessors": body.accessors,
        "bufferViews": body.views,
        "buffers": [{"byteLength": len(body.data)}],
    }


def _file(head: dict[str, Any], body: bytes) -> bytes:
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text
    if body:
        body += b"\0" * (-len(body) % 4)
        chunks += struct.pack("<I4s", len(body), b"BIN\0") + body
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks
