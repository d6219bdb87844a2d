"""glTF: valid, small, in the right place and the right way up, and every face that can be seen is there."""

from __future__ import annotations

import json
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
import trimesh
from made_exports import changed, empty_base, real_base, written

from quarter_town import small_base
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.export.shapes import looks, visible

WEB = Path(__file__).parents[3] / "web"


def validated(*files: Path) -> list[dict]:  # type: ignore[type-arg]
    script = Path(__file__).with_name("validate.cjs")
    done = subprocess.run(["node", script, WEB, *files], check=True, capture_output=True, text=True, timeout=120)
    return [json.loads(line) for line in done.stdout.splitlines()]


def head_of(data: bytes) -> dict:  # type: ignore[type-arg]
    assert data[:4] == b"glTF"
    (length,) = struct.unpack_from("<I", data, 12)
    return json.loads(data[20 : 20 + length])  # type: ignore[no-any-return]


def test_the_khronos_validator_finds_nothing(tmp_path: Path) -> None:
    base = small_base()
    files = []
    for number, data in enumerate((written("glb", base, changed(base)), written("glb", empty_base()))):
        files.append(tmp_path / f"{number}.glb")
        files[-1].write_bytes(data)
    for report in validated(*files):
        issues = report["issues"]
        assert (issues["numErrors"], issues["numWarnings"], issues["numInfos"], issues["numHints"]) == (0, 0, 0, 0), (
            issues
        )


@pytest.mark.parametrize("name", ["bindlach", "essen", "delft"])
def test_a_real_quarter_is_valid_and_under_two_megabytes(name: str, real: Path, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.glb"
    file.write_bytes(written("glb", real_base(real, name)))
    assert file.stat().st_size < 2_000_000
    (report,) = validated(file)
    assert report["issues"]["numErrors"] == report["issues"]["numWarnings"] == 0
    assert report["triangles"] > 10_000


def test_it_stands_upright_in_metres_around_its_middle_and_says_where(tmp_path: Path) -> None:
    """The house of the base lies in the south-west: x is negative, z positive, y is height."""
    base = small_base()
    data = written("glb", base)
    (tmp_path / "one.glb").write_bytes(data)
    scene = trimesh.load(tmp_path / "one.glb")
    assert scene.bounds.tolist() == [[-48, 0, -32], [48, 9, 32]]
    house = np.concatenate(
        [mesh.vertices for mesh in scene.geometry.values() if mesh.bounds[1][1] == 9 and mesh.bounds[0][1] >= 3]
    )
    assert [house.min(axis=0).tolist(), house.max(axis=0).tolist()] == [[-18, 3, 23], [-8, 9, 29]]
    extras = head_of(data)["asset"]["extras"]
    assert extras["crs"] == "EPSG:25833"
    assert extras["origin"] == [380_048.0, 5_800_032.0, 34.0]


def test_joined_faces_cover_exactly_what_can_be_seen() -> None:
    """Face by face against a slow count; what is covered beside that lies between two whole blocks."""
    base = small_base()
    ids = changed(base).dense()
    full = looks().whole[ids]
    padded = np.pad(full, 1)
    for quads in visible(ids):
        painted = np.zeros((ids.shape[quads.axis] + 1, *np.delete(ids.shape, quads.axis)), dtype=np.int64)
        for row in zip(quads.plane, quads.a0, quads.a1, quads.b0, quads.b1, quads.value, strict=True):
            plane, a0, a1, b0, b1, value = (int(one) for one in row)
            there = painted[plane, a0:a1, b0:b1]
            there[there == 0] = value
        blocks, whole = np.moveaxis(ids, quads.axis, 0), np.moveaxis(full, quads.axis, 0)
        beyond = np.moveaxis(padded, quads.axis, 0)
        beyond = (beyond[2:] if quads.sense > 0 else beyond[:-2])[:, 1:-1, 1:-1]
        mine = painted[1:] if quads.sense > 0 else painted[:-1]
        seen = whole & ~beyond
        assert np.array_equal(mine[seen], blocks[seen])
        assert (whole & beyond)[(mine > 0) & ~seen].all()


def test_colours_are_the_palettes() -> None:
    base = small_base()
    materials = {one["name"]: one["pbrMetallicRoughness"] for one in head_of(written("glb", base))["materials"]}
    for key, look in materials.items():
        light = np.array(look["baseColorFactor"][:3])
        back = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
        colour = palette().by_key[key].colour
        assert np.round(back * 255).astype(int).tolist() == [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    assert {"lawn", "street", "soil"} <= set(materials)
