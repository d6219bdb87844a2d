from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from stadtkern.town.arms import LARGEST, SIDE, TAB_SIDE, arms_of, clean_svg
from stadtkern.town.colours import ENOUGH, contrast, for_the_night, least, mixed, parse, readable, write
from stadtkern.town.folder import TownFolder
from stadtkern.town.look import DAY, NIGHT, look_of
from stadtkern.town.text import ProblemError

ROOT = Path(__file__).resolve().parent.parent.parent
TOKENS = (ROOT / "web" / "styles" / "tokens.css").read_text("utf-8")
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
SHAPE = '<path d="M0 0L9 9"/>'


def svg(inside: str, attributes: str = 'viewBox="0 0 9 9"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>{inside}</svg>'.encode()


def town_with(folder: Path, look: str) -> TownFolder:
    (folder / "town.toml").write_text(f'[town]\nname = "Prüfstadt"\n[look]\n{look}\n', "utf-8")
    return TownFolder(folder)


def test_the_grounds_are_those_of_the_stylesheet() -> None:
    for place, name in enumerate(("surface", "ground", "sand")):
        assert f"--{name}: light-dark({DAY[place]}, {NIGHT[place]});" in TOKENS


def test_the_houses_own_colours_can_be_read_as_they_are() -> None:
    found = dict(re.findall(r"--town-(\w+(?:-night)?): (#\w{6});", TOKENS))
    assert found["brick"] == readable(found["brick"], DAY, darker=True)
    assert found["pine"] == readable(found["pine"], DAY, darker=True)
    assert found["brick-night"] == readable(found["brick-night"], NIGHT, darker=False)
    assert found["pine-night"] == readable(found["pine-night"], NIGHT, darker=False)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#fff", "#ffffff") == pytest.approx(1)


@given(COLOURS)
def test_every_colour_becomes_readable_by_day_and_by_night(colour: str) -> None:
    day, night = readable(colour, DAY, darker=True), readable(for_the_night(colour), NIGHT, darker=False)
    assert least(day, [*DAY, mixed(day, DAY[0], 0.1)]) >= ENOUGH
    assert least(night, [*NIGHT, mixed(night, NIGHT[0], 0.1)]) >= ENOUGH
    assert contrast("#ffffff", day) >= ENOUGH
    assert contrast("#15212b", night) >= ENOUGH


@given(COLOURS)
def test_a_colour_survives_being_read_and_written(colour: str) -> None:
    assert write(parse(colour)) == colour


def test_a_strong_colour_stays_and_a_weak_one_is_told(tmp_path: Path) -> None:
    strong = look_of(town_with(tmp_path, 'brick = "#9E1B32"'))
    assert strong.colours["brick"] == "#9e1b32"
    assert set(strong.colours) == {"brick", "brick-night"}
    assert strong.notes == ()
    weak = look_of(town_with(tmp_path, 'pine = "#FFEE00"'))
    assert weak.colours["pine"] != "#ffee00"
    assert [one.code for one in weak.notes] == ["look.contrast"]
    assert "#ffee00" in weak.notes[0].text.de
    assert weak.colours["pine"] in weak.notes[0].text.de


def test_a_colour_that_is_none_is_left_out_and_told(tmp_path: Path) -> None:
    look = look_of(town_with(tmp_path, 'brick = "red;} body{display:none"'))
    assert look.colours == {}
    assert [one.code for one in look.notes] == ["look.colour"]


def test_without_a_look_nothing_is_set(tmp_path: Path) -> None:
    look = look_of(town_with(tmp_path, ""))
    assert (look.colours, look.arms, look.notes) == ({}, None, ())


@pytest.mark.parametrize(
    "nasty",
    [
        "<script>alert(1)</script>",
        '<image href="https://evil.example/x.png"/>',
        "<foreignObject><body/></foreignObject>",
        '<a href="javascript:alert(1)"><rect width="1" height="1"/></a>',
        "<style>@import url(https://evil.example/x.css)</style>",
        '<use href="https://evil.example/x.svg#a"/>',
        '<rect width="1" height="1" onload="alert(1)"/>',
        '<rect width="1" height="1" fill="url(https://evil.example/#a)"/>',
        '<rect width="1" height="1" style="background:url(https://evil.example/)"/>',
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        "<text>alert</text>",
    ],
)
def test_of_an_svg_only_shapes_are_kept(nasty: str) -> None:
    made = clean_svg(svg(SHAPE + nasty)).decode()
    assert "M0 0L9 9" in made
    assert not re.search(r"script|alert|evil|image|foreign|onload|style|animate|<text|<a\b", made)


def test_colours_gradients_and_parts_of_its_own_stay() -> None:
    made = clean_svg(
        svg(
            '<defs><linearGradient id="a"><stop offset="0" style="stop-color:#f00;-x:1"/></linearGradient></defs>'
            '<g id="b"><path d="M0 0" style="fill:url(#a);stroke:#123456"/></g><use xlink:href="#b"/>',
            'width="40mm" height="50mm"',
        )
    ).decode()
    for part in ('stop-color="#f00"', 'fill="url(#a)"', 'stroke="#123456"', 'href="#b"', 'viewBox="0 0 40 50"'):
        assert part in made


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html/>",
        b"\xff\xfe\x00",
        svg(""),
        svg("<script/>"),
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg(SHAPE),
        svg(SHAPE)[:-3],
    ],
)
def test_what_is_no_drawing_is_refused(content: bytes) -> None:
    with pytest.raises(ProblemError, match=re.escape("look.arms.picture")):
        clean_svg(content)


def test_a_picture_is_drawn_anew_for_each_size(tmp_path: Path) -> None:
    written = io.BytesIO()
    Image.new("RGB", (300, 400), "#b4472e").save(written, "JPEG", comment=b"<script>")
    (tmp_path / "wappen.jpg").write_bytes(written.getvalue())
    arms = arms_of(tmp_path, "wappen.jpg")
    assert arms is not None
    assert arms.media_type == "image/png"
    for side, content in ((SIDE, arms.content), (TAB_SIDE, arms.tab)):
        with Image.open(io.BytesIO(content)) as made:
            assert made.size == (side, side)
            assert made.getpixel((0, 0))[3] == 0
        assert b"script" not in content


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("fehlt.svg", "look.arms.missing"),
        ("../town.toml", "look.arms.missing"),
        ("/etc/passwd", "look.arms.missing"),
        ("gross.svg", "look.arms.large"),
        ("text.png", "look.arms.picture"),
    ],
)
def test_arms_that_cannot_be_shown_are_left_out_and_told(tmp_path: Path, name: str, code: str) -> None:
    folder = tmp_path / "town"
    folder.mkdir()
    (folder / "gross.svg").write_bytes(b" " * (LARGEST + 1))
    (folder / "text.png").write_text("kein Bild", "utf-8")
    look = look_of(town_with(folder, f'arms = "{name}"'))
    assert look.arms is None
    assert [one.code for one in look.notes] == [code]


def test_the_demo_towns_arms_are_kept_as_they_are_drawn() -> None:
    from demo.arms import drawn

    made = clean_svg(drawn().encode()).decode()
    assert made.count("<path") == drawn().count("<path")
    assert made.count("<circle") == drawn().count("<circle")
