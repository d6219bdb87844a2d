"""Pictures, plan and sheet: what is on them, in both languages, fonts inside, and errors with a reason."""

from __future__ import annotations

import io
import re
import zlib
from pathlib import Path

import numpy as np
import pytest
from made_exports import TITLE, changed, empty_base, real_base, written
from PIL import Image

from quarter_town import small_base
from stadtkern.quarter.effects.meter import measure
from stadtkern.quarter.effects.model import Value
from stadtkern.quarter.effects.registry import BY_KEY
from stadtkern.quarter.export import FORMATS, Options, export
from stadtkern.quarter.export.changes import changes
from stadtkern.quarter.export.prints import STRONG, bar_of, fitting, letters
from stadtkern.quarter.export.sheet import areas
from stadtkern.town.text import ProblemError, Text


def pixels(data: bytes) -> np.ndarray:  # type: ignore[type-arg]
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


def test_the_night_is_dark_and_the_picture_as_wide_as_asked() -> None:
    base = small_base()
    day = pixels(written("png", base, changed(base), width=900))
    night = pixels(written("night", base, changed(base), width=900))
    assert day.shape == night.shape
    assert day.shape[1] == 900
    assert day.mean() > 2.5 * night.mean()


def test_the_plan_has_north_up() -> None:
    """Water lies in the north-west of the changed quarter: blue in the upper left part, nowhere in the lower half."""
    base = small_base()
    plan = pixels(written("plan", base, changed(base), width=1056))
    blue = (plan[:, :, 2] > plan[:, :, 0] + 40) & (plan[:, :, 2] > 120)
    ys, xs = np.nonzero(blue)
    edge, metre = 32, (1056 - 64) / 96
    assert xs.min() == pytest.approx(edge + 10 * metre, abs=3)
    assert xs.max() == pytest.approx(edge + 20 * metre, abs=3)
    assert ys.min() == pytest.approx(edge + (64 - 58) * metre, abs=3)


def test_a_scale_bar_is_a_round_number_that_fits() -> None:
    assert [bar_of(wide) for wide in (16, 96, 400, 512)] == [5, 20, 100, 100]


def test_names_that_are_too_long_are_cut() -> None:
    font = letters(STRONG, 20)
    cut = fitting("Ein sehr langer Name für ein Quartier " * 5, font, 200)
    assert cut.endswith("…")
    assert font.getlength(cut) <= 200
    assert fitting("Kurz", font, 200) == "Kurz"


def test_the_legend_counts_every_square_metre() -> None:
    from stadtkern.quarter.export.model import Job

    base = small_base()
    listed = areas(Job(base, changed(base), TITLE, TITLE))
    assert sum(area for _, _, area in listed) == 96 * 64
    assert listed[0][1].de == "Rasen"
    assert ("Gründach", 120) in [(name.de, area) for _, name, area in listed]


def values(**given: tuple[float | None, float | None]) -> dict[str, Value]:
    return {key: Value(key, now, today, BY_KEY[key].unit) for key, (now, today) in given.items()}


def test_what_got_worse_stands_first_and_differences_can_be_subtracted() -> None:
    found = changes(
        values(
            trees=(90, 100), green_area=(300, 100), sealed_share=(30.04, 20.0), dwellings=(12, 10), water_area=(5, 5),
            departures=(None, None),
        ),
        "de",
    )  # fmt: skip
    assert [(one.effect.key, one.way) for one in found][:4] == [
        ("sealed_share", "worse"), ("trees", "worse"), ("green_area", "better"), ("dwellings", "other"),
    ]  # fmt: skip
    by_key = {one.effect.key: one for one in found}
    assert (by_key["sealed_share"].today, by_key["sealed_share"].value) == ("20,0 %", "30,0 %")
    assert by_key["sealed_share"].difference == "+10,0 Punkte"
    assert by_key["trees"].difference == "−10"
    assert (by_key["departures"].value, by_key["departures"].difference) == ("–", "–")
    assert by_key["water_area"].way == "same"


def test_a_change_too_small_to_be_written_is_none() -> None:
    (one,) = changes(values(green_area=(100.3, 100.0)), "en")
    assert (one.way, one.today, one.value, one.difference) == ("same", "100 m²", "100 m²", "0")


def sheet(language: str = "de", link: str = "") -> bytes:
    base = small_base()
    grid = changed(base)
    out = io.BytesIO()
    export(
        "pdf", base, grid, out=out, title=TITLE, variant=Text("Mehr Bäume", "More trees"), town="Chóśebuz",
        values=measure(base, grid), options=Options(language=language, link=link),
    )  # fmt: skip
    return out.getvalue()


def streams(data: bytes) -> list[bytes]:
    """Give what is in the file's compressed streams."""
    import base64

    out = []
    for found in re.finditer(rb"<<(.*?)>>\s*stream\r?\n(.*?)endstream", data, re.DOTALL):
        body = found[2].strip()
        if b"ASCII85Decode" in found[1]:
            body = base64.a85decode(body.removesuffix(b"~>"))
        out.append(zlib.decompress(body) if b"FlateDecode" in found[1] else body)
    return out


def test_the_sheet_is_a3_across_with_its_own_fonts() -> None:
    data = sheet(link="https://stadt.example/quarters/am-anger/")
    assert data.startswith(b"%PDF-")
    pages = re.findall(rb"/MediaBox \[ 0 0 ([0-9.]+) ([0-9.]+) \]", data)
    assert len(pages) == 2
    assert [round(float(one) / 72 * 25.4) for one in pages[0]] == [420, 297]
    assert set(re.findall(rb"/BaseFont /([A-Za-z+-]+)", data)) == {
        b"AAAAAA+FiraSans-Regular",
        b"AAAAAA+FiraSans-SemiBold",
    }
    assert data.count(b"/FontFile2") == 2
    assert len(sheet()) < len(data)
    assert sum(body[:2] == b"\xff\xd8" for body in streams(data)) == 2


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_sheet_speaks_the_language(language: str) -> None:
    data = sheet(language)
    assert f"/Lang ({language})".encode() in data
    assert sheet(language) == data


def test_a_sheet_without_numbers_says_so_on_one_page() -> None:
    assert len(re.findall(rb"/MediaBox", written("pdf", empty_base()))) == 1


def test_files_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    base = small_base()
    size = export("geojson", base, base.grid, out=tmp_path / "one.geojson", title=TITLE)
    assert (tmp_path / "one.geojson").stat().st_size == size
    with pytest.raises(ProblemError):
        export("stl", empty_base(), empty_base().grid, out=tmp_path / "one.zip", title=TITLE)
    assert [one.name for one in tmp_path.iterdir()] == ["one.geojson"]


def test_a_format_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(ProblemError) as wrong:
        written("dwg", small_base())
    assert wrong.value.problem.code == "export.format"
    assert all(key in wrong.value.problem.text.en for key in FORMATS)


@pytest.mark.parametrize("key", list(FORMATS))
def test_every_format_takes_a_quarter_of_air_and_is_the_same_each_time(key: str) -> None:
    base = empty_base()
    if key == "stl":
        with pytest.raises(ProblemError):
            written(key, base)
        return
    assert written(key, base, width=400) == written(key, base, width=400)


@pytest.mark.parametrize(("name", "value"), [("scale", 0.5), ("width", 20)])
def test_options_that_cannot_be_are_refused(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=r"1:|pixels"):
        Options(**{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["bindlach", "essen", "delft"])
def test_real_quarters_make_pictures_full_of_colour(name: str, real: Path) -> None:
    base = real_base(real, name)
    for key in ("png", "plan"):
        seen = pixels(written(key, base, width=1200))
        assert seen.shape[1] == 1200
        assert len(np.unique(seen.reshape(-1, 3) // 8, axis=0)) > 150
