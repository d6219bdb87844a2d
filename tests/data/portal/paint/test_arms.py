"""A coat of arms as pixels, for icons."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from stadtkern.data.portal.paint.arms import painted
from stadtkern.data.portal.paint.brush import outlines
from stadtkern.data.portal.pictures import icon_png
from stadtkern.town.arms import clean_svg

RED, BLUE, CLEAR = (255, 0, 0, 255), (0, 0, 255, 255), (0, 0, 0, 0)


def drawn(inside: str, side: int = 100) -> Image.Image:
    """Paint shapes that stand in a square of 100 units, after the cleaning that every coat of arms goes through."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{inside}</svg>'
    return painted(clean_svg(svg.encode()).decode(), side)


@pytest.mark.parametrize(
    "shape",
    [
        '<rect x="20" y="20" width="60" height="60" fill="red"/>',
        '<circle cx="50" cy="50" r="30" style="fill:#f00"/>',
        '<ellipse cx="50" cy="50" rx="40" ry="20" fill="rgb(255,0,0)"/>',
        '<polygon points="50,10 90,90 10,90" fill="#ff0000"/>',
        '<g fill="red"><path d="M10 10H90V90H10Z"/></g>',
        '<g transform="translate(50 50) rotate(45)"><rect x="-20" y="-20" width="40" height="40" fill="red"/></g>',
        '<g transform="matrix(2 0 0 2 0 0)"><rect x="10" y="10" width="30" height="30" fill="red"/></g>',
        '<line x1="0" y1="50" x2="100" y2="50" stroke="red" stroke-width="10"/>',
        '<defs><g id="a"><rect width="10" height="10" fill="red"/></g></defs><use href="#a" x="45" y="45"/>',
        '<symbol id="a"><rect width="10" height="10" fill="red"/></symbol><use href="#a" x="45" y="45"/>',
        '<path d="M20 50S20 20 50 20 80 50 80 50 80 80 50 80 20 50 20 50Z" fill="red"/>',
        '<path d="M50 20a40 20 90 0 1 0 60a40 20 90 010-60z" fill="red"/>',
    ],
)
def test_shapes_are_painted_where_they_stand(shape: str) -> None:
    picture = drawn(shape)
    assert picture.getpixel((50, 50)) == RED
    assert picture.getpixel((1, 1)) == CLEAR


@pytest.mark.parametrize("how", ["", 'fill-rule="evenodd"'])
def test_a_hole_stays_open(how: str) -> None:
    picture = drawn(f'<path {how} d="M0 0H100V100H0ZM25 25V75H75V25Z" fill="blue"/>')
    assert picture.getpixel((50, 50)) == CLEAR
    assert picture.getpixel((10, 50)) == BLUE


def test_a_clip_cuts_all_that_stands_in_it() -> None:
    clip = '<defs><clipPath id="c"><circle cx="50" cy="50" r="40"/></clipPath></defs>'
    picture = drawn(f'{clip}<g clip-path="url(#c)"><rect width="100" height="100" fill="red"/></g>')
    assert picture.getpixel((50, 50)) == RED
    assert picture.getpixel((3, 3)) == CLEAR


def test_a_gradient_is_its_mean_and_half_is_half() -> None:
    stops = '<stop offset="0" stop-color="red"/><stop offset="1" stop-color="blue"/>'
    mean = drawn(f'<linearGradient id="g">{stops}</linearGradient><rect width="100" height="100" fill="url(#g)"/>')
    assert mean.getpixel((50, 50)) == (127, 0, 127, 255)
    half = drawn('<rect width="100" height="100" fill="red" opacity=".5"/>')
    assert half.getpixel((50, 50))[3] in (127, 128)


def test_a_tall_drawing_is_fitted_in_the_middle() -> None:
    tall = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="10 10 50 100"><rect x="10" y="10" width="50" height="100"/></svg>'
    picture = painted(tall, 100)
    assert [picture.getpixel((x, 50))[3] for x in (10, 50, 90)] == [0, 255, 0]


def test_a_smooth_curve_goes_on_as_the_one_before_it() -> None:
    ((smooth, _),) = outlines("M0 0C0 10 10 10 10 0S20 -10 20 0")
    ((told, _),) = outlines("M0 0C0 10 10 10 10 0C10 -10 20 -10 20 0")
    assert smooth == told
    ((smooth, _),) = outlines("M0 0Q5 10 10 0T20 0")
    ((told, _),) = outlines("M0 0Q5 10 10 0Q15 -10 20 0")
    assert smooth == told


def test_what_cannot_be_painted_leaves_the_sign() -> None:
    """Parts used in parts used in parts would never end; a drawing without extent has no size."""
    nested = "".join(f'<g id="a{n}"><use href="#a{n + 1}"/><use href="#a{n + 1}"/></g>' for n in range(28))
    endless = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{nested}<rect id="a28" width="1" height="1"/></svg>'
    )
    flat = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 0"><rect width="1" height="1"/></svg>'
    for svg in (endless, flat):
        assert icon_png(180, arms=clean_svg(svg.encode())) == icon_png(180)


def test_a_picture_is_shown_in_its_own_shape() -> None:
    written = io.BytesIO()
    Image.new("RGB", (50, 100), "#ff0000").save(written, "PNG")
    with Image.open(io.BytesIO(icon_png(192, arms=written.getvalue()))) as found:
        icon = found.convert("RGB")
    assert icon.getpixel((96, 96)) == (255, 0, 0)
    assert icon.getpixel((40, 96)) != (255, 0, 0)
