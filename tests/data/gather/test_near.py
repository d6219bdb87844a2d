"""Coordinates without a stated system fall where the town lies."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
import shapely

from stadtkern.data.gather.kinds.csv_ import KIND
from stadtkern.data.gather.model import Opening

# The market squares of Cottbus (UTM 33) and Göttingen (UTM 32), in metres.
TREES = "Nr;Art;Rechtswert;Hochwert\n" + "".join(f"{n};Linde;{{east}}{n},5;{{north}}{n},5\n" for n in range(1, 8))


@pytest.mark.parametrize(
    ("east", "north", "near", "crs"),
    [("45382", "573516", (14.33, 51.76), "EPSG:25833"), ("56512", "571019", (9.93, 51.53), "EPSG:25832")],
)
def test_utm_zones_are_told_apart_by_the_towns_place(
    tmp_path: Path, east: str, north: str, near: tuple[float, float], crs: str
) -> None:
    file = tmp_path / "baeume.csv"
    file.write_text(TREES.format(east=east, north=north), "utf-8")
    reading = KIND.open(Opening(file, file.name, near=near))
    assert reading.mapping.crs == crs
    table = pa.Table.from_batches(reading.parts[0].batches())
    point = shapely.from_wkb(table.column("geom")[0].as_py())
    assert point.distance(shapely.Point(near)) < 0.1
    assert any(guess.code == "place.crs" for guess in reading.report.guesses)
