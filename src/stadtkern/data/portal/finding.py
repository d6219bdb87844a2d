"""Choosing among datasets: filters and order. Words are found by :mod:`stadtkern.data.search`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stadtkern.data.harmonise.names import ascii_text
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.data.registry.terms import LICENCES, THEMES
from stadtkern.town.text import Text

SHAPES = {
    "series": Text("Messwerte über die Zeit", "Values over time"),
    "features": Text("Orte auf der Karte", "Places on the map"),
    "table": Text("Tabelle", "Table"),
    "terrain": Text("Gelände", "Terrain"),
}
ORDERS = {
    "fit": Text("am besten passend", "best match"),
    "new": Text("zuletzt geändert", "changed last"),
    "title": Text("Titel", "title"),
    "size": Text("die meisten Zeilen", "most rows"),
}
OTHER = "other"


@dataclass(frozen=True, slots=True)
class ThemeGroup:
    """A theme as people think of it, made of the catalogue's themes. ``optional``: not shown while it is empty."""

    name: Text
    icon: str
    themes: tuple[str, ...]
    optional: bool = False


THEME_GROUPS = {
    "mobility": ThemeGroup(Text("Mobilität", "Mobility"), "bicycle", ("TRAN",)),
    "childcare": ThemeGroup(Text("Kita und Schule", "Childcare and school"), "school", ("EDUC",)),
    "environment": ThemeGroup(
        Text("Energie, Umwelt, Klima", "Energy, environment, climate"), "leaf", ("ENVI", "ENER", "AGRI")
    ),
    "land": ThemeGroup(Text("Fläche, Leerstand, Gewerbe", "Land, vacancy, trade"), "house", ("REGI", "ECON")),
    "people": ThemeGroup(Text("Bevölkerung", "Population"), "people", ("SOCI", "HEAL")),
    "town": ThemeGroup(
        Text("Geld und Verwaltung", "Money and administration"),
        "euro",
        ("GOVE", "JUST", "TECH", "INTR", OTHER),
        optional=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader looks for."""

    words: str = ""
    theme: str = ""
    shape: str = ""
    licence: str = ""
    order: str = ""


def fold(text: str) -> str:
    """Bring a text to the spelling it is compared in: lower case, ä as ae, ß as ss, no accents."""
    return " ".join(ascii_text(text).lower().split())


def find(
    datasets: Sequence[DatasetFacts], wish: Wish, language: str, ranks: Mapping[int, int] | None = None
) -> list[DatasetFacts]:
    """Give the datasets that fit the filters, in the order wished for.

    ``ranks`` is what the search found: a dataset's id and its place, the best first. None when nothing was looked for.
    """
    fitting = [one for one in datasets if _fits(one, wish) and (ranks is None or one.id in ranks)]
    order = wish.order if wish.order in ORDERS else "fit"
    if order == "title":
        return sorted(fitting, key=lambda one: fold(one.title.in_language(language)))
    if order == "size":
        return sorted(fitting, key=lambda one: -size(one))
    if order == "new" or ranks is None:
        return sorted(fitting, key=lambda one: one.modified, reverse=True)
    return sorted(fitting, key=lambda one: ranks[one.id])


def size(dataset: DatasetFacts) -> int:
    """Count the rows of all collections; a terrain has cells, which are none."""
    return sum(one.rows for one in dataset.collections if one.shape != "terrain")


def rows_told(dataset: DatasetFacts) -> int | None:
    """Give the number of rows as lists tell it; None for a terrain, which has none."""
    return None if shapes(dataset) == ["terrain"] else size(dataset)


def shapes(dataset: DatasetFacts) -> list[str]:
    """Give the shapes a dataset has, without doubles."""
    return list(dict.fromkeys(one.shape for one in dataset.collections))


def theme_of(dataset: DatasetFacts) -> str:
    """Give the theme's code; what has none, or one that nobody knows, is "other"."""
    return dataset.theme if dataset.theme in THEMES else OTHER


def theme_name(code: str) -> Text:
    """Give a theme's name."""
    return THEMES.get(code, Text("Ohne Thema", "No theme"))


def licence_name(licence: str) -> Text:
    """Give a licence's name; an address stays as it is."""
    return LICENCES.get(licence, Text(licence, licence))


def tally(datasets: Sequence[DatasetFacts]) -> dict[str, Counter[str]]:
    """Count datasets by theme, shape and licence, for the filters."""
    return {
        "theme": Counter(theme_of(one) for one in datasets),
        "shape": Counter(shape for one in datasets for shape in shapes(one)),
        "licence": Counter(one.licence for one in datasets if one.licence),
    }


def _fits(one: DatasetFacts, wish: Wish) -> bool:
    return (
        (
            not wish.theme
            or theme_of(one) in (THEME_GROUPS[wish.theme].themes if wish.theme in THEME_GROUPS else (wish.theme,))
        )
        and (not wish.shape or wish.shape in shapes(one))
        and (not wish.licence or one.licence == wish.licence)
    )
