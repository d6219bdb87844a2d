"""Finding datasets: words in any spelling (ä or ae, ß or ss, accents or none), filters, order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stadtkern.data.harmonise.names import ascii_text
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.data.registry.terms import LICENCES, THEMES
from stadtkern.town.text import Text

SHAPES = {
    "series": Text("Messwerte über die Zeit", "Values over time"),
    "features": Text("Orte auf der Karte", "Places on the map"),
    "table": Text("Tabelle", "Table"),
}
ORDERS = {
    "fit": Text("am besten passend", "best match"),
    "new": Text("zuletzt geändert", "changed last"),
    "title": Text("Titel", "title"),
    "size": Text("die meisten Zeilen", "most rows"),
}
OTHER = "other"


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


def find(datasets: Sequence[DatasetFacts], wish: Wish, language: str) -> list[DatasetFacts]:
    """Give the datasets that hold all of the words and fit the filters, in the order wished for."""
    words = fold(wish.words).split()
    scored = []
    for one in datasets:
        score = _score(one, words)
        if score is not None and _fits(one, wish):
            scored.append((score, one))
    order = wish.order if wish.order in ORDERS else "fit"
    if order == "title":
        scored.sort(key=lambda pair: fold(pair[1].title.in_language(language)))
    elif order == "size":
        scored.sort(key=lambda pair: -size(pair[1]))
    elif order == "new" or not words:
        scored.sort(key=lambda pair: pair[1].modified, reverse=True)
    else:
        scored.sort(key=lambda pair: (-pair[0], -pair[1].modified.timestamp()))
    return [one for _, one in scored]


def size(dataset: DatasetFacts) -> int:
    """Count the rows of all collections."""
    return sum(one.rows for one in dataset.collections)


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
        (not wish.theme or theme_of(one) == wish.theme)
        and (not wish.shape or wish.shape in shapes(one))
        and (not wish.licence or one.licence == wish.licence)
    )


def _score(one: DatasetFacts, words: Sequence[str]) -> int | None:
    """Weigh where the words stand: title, keyword, theme, description, columns, owner. None when one is nowhere."""
    if not words:
        return 0
    fields = (
        (8, f"{one.title.de} {one.title.en} {one.slug}"),
        (5, " ".join(one.keywords)),
        (4, f"{theme_name(theme_of(one)).de} {theme_name(theme_of(one)).en}" if one.theme else ""),
        (3, f"{one.description.de} {one.description.en}"),
        (2, " ".join(f"{part.title} {' '.join(column.title for column in part.columns)}" for part in one.collections)),
        (1, f"{one.owner_office} {one.attribution}"),
    )
    folded = [(weight, fold(text)) for weight, text in fields]
    total = 0
    for word in words:
        best = max((weight for weight, text in folded if word in text), default=0)
        if not best:
            return None
        total += best
    return total
