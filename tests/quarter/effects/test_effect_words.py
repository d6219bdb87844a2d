"""What is said about effects: settings that can be, sentences in both languages, maps with legends, a page of docs that is true."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from quarter.effects.made import base_of, block, flat, view_of
from stadtkern.quarter.blocks.base import Base
from stadtkern.quarter.effects import heat_demand
from stadtkern.quarter.effects.explain import explain
from stadtkern.quarter.effects.layers import KEYS, layer
from stadtkern.quarter.effects.model import Settings
from stadtkern.quarter.effects.registry import BY_KEY, EFFECTS, GROUPS

DOCS = Path(__file__).parents[3] / "docs/developers/effects.md"


def small() -> Base:
    """Make a house of 300 m² of floor with a kiosk before it, on a lawn."""
    dense = flat(60, 50, surface="lawn")
    dense[1, :10] = block("footway")
    dense[1:10, 20:30, 20:30] = block("homes")
    dense[2, 5, 5] = block("kiosk")
    return base_of(dense)


@pytest.mark.parametrize(
    "given",
    [
        {"adult_speed": 0},
        {"child_speed": 20},
        {"usable_share": 1.2},
        {"solar_efficiency": 2},
        {"dwelling_m2": 0},
        {"heat_low": 150},
        {"sealing": {"street": 3}},
        {"sealing": 3},
        {"prices": {"street": "much"}},
        {"sun_kwh": None},
        {"sun_kwh": float("nan")},
        {"park_m2": -1},
    ],
)
def test_settings_that_cannot_be_are_refused(given: dict[str, object]) -> None:
    """Each with a ValueError, however it came in."""
    with pytest.raises(ValueError, match=r".+"):
        Settings.from_json(given)


def test_settings_come_back_as_they_were_stored() -> None:
    """And what nobody knows is left out."""
    mine = Settings(adult_speed=1.2, sealing={"street": 0.8})
    assert Settings.from_json(mine.to_json() | {"unknown": 1}) == mine


def test_heat_demand_is_the_middle_of_its_span() -> None:
    """300 m² of floor, three quarters of it lived in."""
    view = view_of(small())
    assert heat_demand.span(view) == (pytest.approx(225 * 0.065), pytest.approx(225 * 0.14))
    assert heat_demand.measure(view) == pytest.approx(225 * 0.1025)
    assert "15 MWh" in explain(BY_KEY["heat_demand"], view).en


def test_every_effect_is_described_and_explains_itself_in_both_languages() -> None:
    """Also where there is nothing: an empty lawn without people."""
    for view in (view_of(small()), view_of(base_of(flat(9, 9, surface="lawn")))):
        for one in EFFECTS:
            said = explain(one, view)
            assert said.de.endswith(".")
            assert said.en.endswith(".")
            assert "nan" not in said.en.split()
    for one in EFFECTS:
        assert one.group in GROUPS
        for text in (one.name, one.definition, one.assumption, one.source):
            assert text.de
            assert text.en
        assert one.easy.endswith(".")


def test_maps_have_a_byte_for_each_square_metre_and_a_legend() -> None:
    """Minutes grow away from the kiosk, houses have no sun of their own, shade lies beside them."""
    view = view_of(small(), settings=Settings(adult_speed=0.8))
    for key in KEYS:
        made = layer(key, view)
        assert made.values.dtype == np.uint8
        assert made.values.shape == (50, 60)
        assert made.to_json()["size"] == [60, 50]
        lows = [one.low for one in made.legend]
        assert lows == sorted(lows)
        assert lows[0] == 0
    minutes = layer("ways_shop", view).values
    assert minutes[5, 6] == 1
    assert minutes[45, 55] == 2
    assert minutes[25, 25] == 1
    assert (layer("ways_school", view).values == 255).all()
    assert layer("sun_hours", view).values[25, 25] == 255
    assert set(np.unique(layer("shade", view).values).tolist()) == {0, 1, 255}
    with pytest.raises(KeyError):
        layer("cost", view)


def test_the_docs_name_every_effect_with_its_unit_and_source() -> None:
    """Line by line, in order."""
    rows = re.findall(
        r"^\| `(\w+)` \| (.*?) \| (.*?) \| (.*?) \| (.*?) \| (.*?) \|$", DOCS.read_text("utf-8"), re.MULTILINE
    )
    assert rows == [
        (one.key, one.name.en, one.unit or "–", one.better, "at once" if one.cheap else "when ready", one.source.en)
        for one in EFFECTS
    ]
