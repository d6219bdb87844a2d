"""Well-known text becomes the same shape as well-known binary."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.data.gather.wkt import wkb_of_wkt
from stadtkern.data.harmonise.refused import Refused

SHAPES = [
    "POINT (13.1 52.1)",
    "LINESTRING (13.1 52.1, 13.2 52.2)",
    "POLYGON ((13 52, 14 52, 14 53, 13 52), (13.4 52.2, 13.6 52.2, 13.6 52.4, 13.4 52.2))",
    "MULTIPOINT ((13.1 52.1), (13.2 52.2))",
    "MULTIPOINT (13.1 52.1, 13.2 52.2)",
    "MULTILINESTRING ((13.1 52.1, 13.2 52.2), (13.3 52.3, 13.4 52.4))",
    "MULTIPOLYGON (((13 52, 14 52, 14 53, 13 52)), ((15 52, 16 52, 16 53, 15 52)))",
]


@pytest.mark.parametrize("text", SHAPES)
def test_every_kind_of_shape_comes_out_as_shapely_reads_it(text: str) -> None:
    assert shapely.from_wkb(wkb_of_wkt(text)).equals(shapely.from_wkt(text))
    assert shapely.from_wkb(wkb_of_wkt(text.lower().replace(", ", ",").replace(" (", "("))).equals(
        shapely.from_wkt(text)
    )


def test_a_stated_system_is_brought_to_degrees() -> None:
    shape = shapely.from_wkb(wkb_of_wkt("SRID=25833;POINT Z (368000 5806000 35)"))
    assert (round(shape.x, 2), round(shape.y, 2)) == (13.06, 52.39)


def test_swapped_axes_are_put_right() -> None:
    shape = shapely.from_wkb(wkb_of_wkt("POINT (52.1 13.1)", swap=True))
    assert (shape.x, shape.y) == (13.1, 52.1)


@pytest.mark.parametrize(
    "text",
    ["", "POINT", "POINT EMPTY", "POINT (13.1)", "POINT (a b)", "POLYGON (13 52, 14 52)", "POINT (13 52", "POINT (500 900)",
     "CIRCLE (1 2)", "POINT (13 52) x", "POINT ((13 52))"],
)  # fmt: skip
def test_what_is_no_shape_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        wkb_of_wkt(text)


@given(st.text("POINTLYGS(), 0123456789.-eZ", max_size=60))
def test_nothing_else_is_ever_raised(text: str) -> None:
    try:
        found = wkb_of_wkt(text)
    except Refused:
        return
    assert shapely.from_wkb(found).is_valid in (True, False)
