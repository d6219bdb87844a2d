"""Questions that people ask, made of the datasets that answer them."""

from __future__ import annotations

from collections.abc import Sequence

from stadtkern.data.portal.finding import theme_of
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.town.text import Text

_WORDS = {
    "series": Text("{}: wann ist am meisten los?", "{}: when is it busiest?"),
    "features": Text("{}: was ist wo?", "{}: what is where?"),
    "table": Text("{}: was steht drin?", "{}: what is in it?"),
    "terrain": Text("{}: wie hoch liegt was?", "{}: how high is what?"),
}
# What most people come for, first.
_ORDER = ("TRAN", "EDUC", "ENVI", "SOCI", "REGI", "ENER", "HEAL", "ECON", "GOVE")
_LONGEST = 60


def questions(datasets: Sequence[DatasetFacts], language: str, most: int = 3) -> list[dict[str, str]]:
    """Make questions that real datasets answer: from different themes, titles that are questions before made ones."""
    filled = [one for one in datasets if any(part.rows for part in one.collections)]
    ranked = sorted(
        filled, key=lambda one: (not _asks(one, language), _place(one), len(one.title.in_language(language)))
    )
    chosen: list[DatasetFacts] = []
    for fresh in (True, False):
        for one in ranked:
            if one not in chosen and len(chosen) < most and (not fresh or theme_of(one) not in map(theme_of, chosen)):
                chosen.append(one)
    return [{"text": _question(one, language), "slug": one.slug} for one in chosen]


def _asks(one: DatasetFacts, language: str) -> bool:
    title = one.title.in_language(language)
    return title.endswith("?") and len(title) <= _LONGEST


def _place(one: DatasetFacts) -> int:
    return _ORDER.index(one.theme) if one.theme in _ORDER else len(_ORDER)


def _question(one: DatasetFacts, language: str) -> str:
    title = one.title.in_language(language)
    if title.endswith("?"):
        return title
    shape = next((part.shape for part in one.collections if part.rows), "table")
    return _WORDS.get(shape, _WORDS["table"]).in_language(language).format(title)
