from __future__ import annotations

import io

import pytest
from PIL import Image

from stadtkern.data.portal.charts.isometric import town_picture
from stadtkern.data.portal.paint.brush import Place, outlines, paint, view_box
from stadtkern.data.portal.paint.letters import BODY, drawable, faces, right_to_left, wrapped
from stadtkern.data.portal.pictures import HEIGHT, WIDTH, Card, icon_png, share_png

LINE = (3.0, 4.0, None, 2.0, 7.5)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_paths_are_read_in_steps_and_in_places() -> None:
    assert outlines("M1 2l3 0v4h-3z") == [([(1, 2), (4, 2), (4, 6), (1, 6)], True)]
    assert outlines("M0 0L5 5M9 9l1-1-1-1") == [([(0, 0), (5, 5)], False), ([(9, 9), (10, 8), (9, 7)], False)]


def test_an_arc_stays_on_its_circle() -> None:
    ((points, _),) = outlines("M-10 0a10 10 0 0 1 20 0")
    assert points[-1] == pytest.approx((10, 0))
    assert all(abs((x * x + y * y) ** 0.5 - 10) < 1e-6 for x, y in points)
    assert min(y for _, y in points) == pytest.approx(-10, abs=0.2)


def test_moves_scales_and_uses_place_a_drawing() -> None:
    svg = '<svg viewBox="0 0 10 10"><defs><g id="a"><rect x="0" y="0" width="1" height="1" fill="#ff0000"/></g></defs><g transform="translate(4 4)scale(2)"><use href="#a"/></g></svg>'
    picture = Image.new("RGB", (10, 10), "white")
    paint(svg, picture, Place())
    assert picture.getpixel((5, 5)) == (255, 0, 0)
    assert picture.getpixel((8, 8)) == (255, 255, 255)
    assert view_box(svg) == (0, 0, 10, 10)
    with pytest.raises(ValueError, match="viewBox"):
        view_box("<svg/>")


def test_day_and_night_take_their_own_colour() -> None:
    svg = '<svg viewBox="0 0 4 4"><rect x="0" y="0" width="4" height="4" fill="light-dark(#ffffff,#000000)"/></svg>'
    for night, seen in ((False, 255), (True, 0)):
        picture = Image.new("RGB", (4, 4), "red")
        paint(svg, picture, Place(), night=night)
        assert picture.getpixel((2, 2)) == (seen, seen, seen)


def test_the_town_is_painted_in_many_colours() -> None:
    picture = Image.new("RGB", (500, 345), "white")
    paint(town_picture(7, ""), picture, Place(0.5))
    assert len(picture.getcolors(100_000) or []) > 25


@pytest.mark.parametrize(
    "title",
    [
        "Wie viele Menschen fahren Rad?",
        "كم عدد الأشجار في المدينة؟ 🌳",
        "🎉🎉🎉",
        "",
        "Donaudampfschifffahrtsgesellschaftskapitän" * 8,
        "<script>alert(1)</script> & \x00\x1b",
        "ein langer Titel aus vielen Wörtern " * 9,
    ],
)
@pytest.mark.parametrize("values", [(), LINE, (1.0,)])
def test_any_title_gives_a_picture_of_the_right_size(title: str, values: tuple[float | None, ...]) -> None:
    card = Card("Prüfstadt", title, "Bauamt", "1.234.567.890 Fahrräder am Tag", values, 7)
    picture = opened(share_png(card))
    assert picture.size == (WIDTH, HEIGHT)
    assert len(picture.getcolors(WIDTH * HEIGHT) or []) > 8


def test_a_title_changes_the_picture_and_the_same_card_gives_the_same_bytes() -> None:
    assert share_png(Card("A", "eins")) != share_png(Card("A", "zwei"))
    share = share_png(Card("A", "eins"))
    share_png.cache_clear()
    assert share_png(Card("A", "eins")) == share


def test_words_are_wrapped_to_their_width_and_cut_after_the_last_line() -> None:
    set_ = faces(BODY, 20)
    lines = wrapped("eins zwei drei vier fünf sechs sieben", set_, 90, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert wrapped("kurz", set_, 400, 2) == ["kurz"]


def test_what_no_face_can_draw_is_left_out_without_gaps() -> None:
    set_ = faces(BODY, 20)
    assert drawable("Bäume \U00020000 \x07 hier", set_) == "Bäume hier"
    assert right_to_left("שלום")
    assert not right_to_left("Rad 12")


@pytest.mark.parametrize("size", [180, 192, 512])
def test_icons_are_square_and_hold_the_sign(size: int) -> None:
    assert opened(icon_png(size)).size == (size, size)
