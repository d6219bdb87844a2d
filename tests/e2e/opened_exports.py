"""Opens what people take along in the programs that are named for it; each fails when the file is not what it says."""

from __future__ import annotations

import io
import json
import re
import struct
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import shapely
import trimesh
from PIL import Image

from city_reader import CityJSON
from serving import Serving

ROOT = Path(__file__).resolve().parents[2]
VALIDATE = ROOT / "tests" / "quarter" / "export" / "validate.cjs"
# A file may have to be made first, beside everything else that runs.
SECONDS = 120


def fetched(demo: Serving, address: str) -> bytes:
    """Take a file as a browser does: the page that says it is being made comes again by itself."""
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        answer = demo.get(address)
        if answer.status_code == 200:
            assert "attachment" in answer.headers["content-disposition"]
            return answer.content
        assert answer.status_code == 202, f"{address}: {answer.status_code}"
        time.sleep(int(answer.headers["retry-after"]) / 4)
    raise AssertionError(f"{address} was not made in {SECONDS} s")


def glb(file: Path) -> None:
    """Khronos' validator finds no error and no warning."""
    done = subprocess.run(
        ["node", VALIDATE, ROOT / "web", file], check=True, capture_output=True, text=True, timeout=120
    )
    report = json.loads(done.stdout)
    assert report["issues"]["numErrors"] == report["issues"]["numWarnings"] == 0
    assert report["triangles"] > 10_000
    assert file.stat().st_size < 2_000_000


def cityjson(file: Path) -> None:
    """cjio reads it: in a known system, with the town hall among its buildings."""
    data = json.loads(file.read_text("utf-8"))
    model = CityJSON(j=data)
    assert model.get_epsg() == 25833
    assert model.number_city_objects_level1() == len(data["CityObjects"]) > 100
    assert any("Rathaus" in str(one.get("attributes")) for one in data["CityObjects"].values())


def geojson(file: Path) -> None:
    """Every square metre of the quarter lies in one valid area."""
    data = json.loads(file.read_text("utf-8"))
    assert sum(one["properties"]["area_m2"] for one in data["features"]) == data["area_m2"] > 100_000
    shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in data["features"]]
    assert all(shapely.is_valid(shapes))


def stl(file: Path) -> None:
    """Each building is a closed body that a printer can print."""
    with zipfile.ZipFile(file) as packed:
        names = [one for one in packed.namelist() if one.endswith(".stl")]
        assert len(names) > 100
        for name in names[::12]:
            mesh = trimesh.load(io.BytesIO(packed.read(name)), file_type="stl")
            assert isinstance(mesh, trimesh.Trimesh)
            assert mesh.is_watertight, name


def mts(file: Path) -> None:
    """The head of a Luanti schematic, as large as the quarter."""
    signature, version, x, _, z = struct.unpack_from(">4sHHHH", file.read_bytes())
    assert (signature, version) == (b"MTSM", 4)
    assert min(x, z) > 300


def picture(file: Path) -> None:
    """A picture that is whole, and not one colour."""
    with Image.open(file) as one:
        assert one.format == "PNG"
        assert min(one.size) > 600
        assert len(one.convert("RGB").resize((64, 64)).getcolors(4096) or ()) > 100


def pdf(file: Path) -> None:
    """The sheet of A3, and what its numbers assume on one more."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", file.read_bytes())
    assert [sorted(round(float(side) / 72 * 25.4) for side in box) for box in boxes] == [[297, 420]] * 2


OPENED: dict[str, Callable[[Path], None]] = {
    "glb": glb, "cityjson": cityjson, "geojson": geojson, "stl": stl, "mts": mts, "pdf": pdf, "png": picture,
    "night": picture, "plan": picture,
}  # fmt: skip
