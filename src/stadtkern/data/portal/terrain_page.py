"""A terrain on its dataset's page: its portrait, how high it is, where it is seen on the map."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from stadtkern.data.portal.access import lake
from stadtkern.data.portal.map_state import fitting
from stadtkern.data.publish.relief.ground import GROUNDS
from stadtkern.data.publish.relief.picture import size_of
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.town.written import write_number

_WIDE, _HIGH = 1140, 600
# From cells of this size on single houses and dikes do not show any more (metres).
_FINE = 30


def terrain_span(dataset: DatasetFacts, language: str) -> str | None:
    """Give a terrain dataset's lowest and highest ground as people read it: „35 – 75 m“; None for any other dataset."""
    known = [one.quality.get("terrain") for one in dataset.collections if one.shape == "terrain" and one.rows]
    if not known or len(known) < len(dataset.collections) or not all(known):
        return None
    low, high = min(one["lowest"] for one in known if one), max(one["highest"] for one in known if one)
    return f"{_metres(low, language)} – {_metres(high, language)} m"


def _metres(height: float, language: str) -> str:
    return write_number(round(height), language)


def context(dataset: DatasetFacts, collection: CollectionFacts, theme: str, language: str) -> dict[str, Any]:
    """Give everything that the page of a terrain shows. ``theme``: light or dark where the reader chose, else empty."""
    found = GROUNDS.of(lake(), [(dataset, collection)]) if collection.rows else []
    if not found:
        return {"empty": True}
    one = found[0]
    width, height = size_of(one)
    address = f"/tiles/relief/{collection.slug}.webp"
    looks = {"light": address, "dark": f"{address}?look=dark"}
    view = fitting(one.box, _WIDE, _HIGH)
    far = round(one.step) if one.step >= 10 else round(one.step, 1)
    return {
        "terrain": {
            "picture": looks["dark" if theme == "dark" else "light"],
            "night": looks["dark"] if theme not in ("light", "dark") else "",
            "width": width,
            "height": height,
            "lowest": _metres(one.lowest, language),
            "highest": _metres(one.highest, language),
            "mean": _metres(one.mean, language),
            "span": _metres(one.highest - one.lowest, language),
            "step": write_number(far, language),
            "cells": one.cells - one.voids,
            "map": f"{reverse('map')}?{urlencode({'map': view.words()}, safe='/')}",
            "finer": one.step < _FINE,
        }
    }
