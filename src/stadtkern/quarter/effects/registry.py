"""All effects, in the order in which people read them."""

from __future__ import annotations

from stadtkern.quarter.effects import (
    built_area,
    canopy,
    cost,
    cycling_space,
    driving_space,
    dwellings,
    floor_area,
    floor_space_ratio,
    green_area,
    open_per_person,
    parking_space,
    people,
    people_share,
    sealed_share,
    site_coverage,
    staying_space,
    trees,
    walking_space,
    water_area,
)
from stadtkern.quarter.effects.model import Effect
from stadtkern.town.text import Text

GROUPS: dict[str, Text] = {
    "space": Text("Straßen und Plätze", "Streets and squares"),
    "ways": Text("Kurze Wege", "Short ways"),
    "climate": Text("Grün, Schatten, Sonne", "Green, shade, sun"),
    "land": Text("Boden", "Land"),
    "homes": Text("Wohnen", "Homes"),
    "cost": Text("Geld", "Money"),
}
EFFECTS: tuple[Effect, ...] = (
    built_area.EFFECT,
    green_area.EFFECT,
    water_area.EFFECT,
    sealed_share.EFFECT,
    open_per_person.EFFECT,
    site_coverage.EFFECT,
    floor_space_ratio.EFFECT,
    driving_space.EFFECT,
    parking_space.EFFECT,
    cycling_space.EFFECT,
    walking_space.EFFECT,
    staying_space.EFFECT,
    people_share.EFFECT,
    floor_area.EFFECT,
    dwellings.EFFECT,
    people.EFFECT,
    trees.EFFECT,
    canopy.EFFECT,
    cost.EFFECT,
)
BY_KEY = {one.key: one for one in EFFECTS}
