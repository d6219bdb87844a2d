"""Questions to an index: all words as written or as forms and parts of words; only when that finds nothing, nearly so."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tantivy import Occur, Query, Schema

from stadtkern.data.search.entry import Entry, Found, Group, Hit
from stadtkern.data.search.highlight import slips
from stadtkern.data.search.shelf import Shelf
from stadtkern.data.search.vocabulary import STOP_WORDS, SYNONYMS
from stadtkern.data.search.words import Compounds, Word, asked, read, stem

# How many of the best are looked at once more before they are shown.
_LOOKED_AT = 60
# Two places of one name closer than this are one place, told by two datasets (about 300 m).
_SAME_PLACE = 0.004
STRICT, SLIPS, SOME = range(3)
PLAIN = "place"
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked. ``datasets``: those the reader may know of; pages are for all. ``typing``: the last word goes on."""

    query: str
    group: Group
    datasets: Collection[int]
    limit: int = 10
    typing: bool = False


def ask(shelf: Shelf, wish: Wish) -> Found:
    """Give the best entries for a wish: as written, else with slips, else with some of the words."""
    for way in (STRICT, SLIPS, SOME):
        found = ask_once(shelf, wish, way)
        if found.total:
            return found
    return Found()


def ask_once(shelf: Shelf, wish: Wish, way: int) -> Found:
    """Give the best entries in one way of asking. A query without any word finds nothing."""
    words = asked(wish.query)
    if way == SOME:
        # Where some words must do, a house's number alone leads to every street.
        words = [one for one in words if not one.exact[:1].isdigit()]
    if not words or (way == SOME and wish.typing):
        return Found()
    schema = shelf.schema
    parts = [
        (Occur.Must if way != SOME else Occur.Should, _word(schema, one, shelf.compounds, way, ends=wish.typing and one is words[-1]))
        for one in words
    ]  # fmt: skip
    matching = Query.boolean_query([*parts, *_joined(schema, words)] if way != SOME else parts)
    allowed = [
        (Occur.Must, matching),
        (Occur.Must, Query.const_score_query(Query.term_query(schema, "group", wish.group.value), 0)),
    ]
    if wish.group is not Group.PAGE:
        if not wish.datasets:
            return Found()
        allowed.append(
            (Occur.Must, Query.const_score_query(Query.term_set_query(schema, "dataset", list(wish.datasets)), 0))
        )
    result = shelf.searcher.search(
        Query.boolean_query(allowed), max(_LOOKED_AT, wish.limit), count=True, weight_by_field="weight"
    )
    hits = _once([_hit(shelf, score, address, words) for score, address in result.hits])
    total: int = result.count  # type: ignore[attr-defined]
    return Found(tuple(hits[: wish.limit]), max(len(hits), total - (len(result.hits) - len(hits))), loose=way != STRICT)


def _once(hits: list[Hit]) -> list[Hit]:
    """Put the best first, of equals house 2 before house 10; a place that two datasets tell of stands once."""
    hits.sort(key=lambda one: (-round(one.score, 1), _natural(one.entry.title.de)))
    kept: list[Hit] = []
    for hit in hits:
        if not any(_same_place(hit.entry, one.entry) for one in kept):
            kept.append(hit)
    return kept


def _natural(title: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (0, part) for part in _DIGITS.split(title.casefold()) if part]


def _same_place(a: Entry, b: Entry) -> bool:
    if a.group is not Group.PLACE or a.title != b.title or (a.kind != b.kind and PLAIN not in (a.kind, b.kind)):
        return False
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return False
    return abs(a.lon - b.lon) < _SAME_PLACE and abs(a.lat - b.lat) < _SAME_PLACE


def _word(schema: Schema, word: Word, compounds: Compounds, way: int, *, ends: bool) -> Query:
    """Make the question for one word: itself, its forms, its parts, its beginning, what means the same; at last slips."""
    ways: list[Query] = [_boosted(Query.term_query(schema, "name", word.exact), 5)]
    if word.exact in STOP_WORDS:
        # "Die" alone is a beginning or a name, never a word to look for in every description.
        ways.append(_constant(Query.fuzzy_term_query(schema, "name", word.exact, 0, prefix=True), 1.0))
        return Query.disjunction_max_query(ways)
    for one in word.stems:
        ways += _fields(schema, one, 1.0)
    for parts in compounds.asked(word.exact):
        both = [(Occur.Must, Query.disjunction_max_query(_fields(schema, part, 0.5))) for part in parts]
        ways.append(Query.boolean_query(both))
    if len(word.exact) >= 3 or ends or (way == SLIPS and word.exact[:1].isdigit()):
        ways.append(_constant(Query.fuzzy_term_query(schema, "name", word.exact, 0, prefix=True), 2.0))
    if ends:
        ways.append(_constant(Query.fuzzy_term_query(schema, "keyed", word.exact, 0, prefix=True), 1.0))
    elif len(word.exact) >= 4:
        ways.append(_constant(Query.fuzzy_term_query(schema, "exact", word.exact, 0, prefix=True), 0.6))
    for other in SYNONYMS.get(word.exact, ()):
        ways += _fields(schema, stem(other), 0.25)
    if way != STRICT:
        for place, part in enumerate(compounds.split(word.exact)):
            # The first part says what it is about, the last only which sort of thing: Einwohner-zahl.
            for meant in (part, *SYNONYMS.get(part, ())) if place == 0 else (part,):
                ways += _fields(schema, stem(meant), 0.3 if place == 0 else 0.1)
    allowed = slips(word.exact)
    if way != STRICT and allowed:
        longer = len(word.exact) > 4
        for field, weight in (("name", 1.2), ("keyed" if ends else "exact", 0.4)):
            ways.append(_constant(Query.fuzzy_term_query(schema, field, word.exact, allowed), weight))
            if longer:
                begin = Query.fuzzy_term_query(schema, field, word.exact, allowed, prefix=True)
                ways.append(_constant(begin, weight / 3))
    return Query.disjunction_max_query(ways, 0.1)


def _fields(schema: Schema, one: str, weight: float) -> list[Query]:
    """Look for a stem in each field; a word of the title says most."""
    fields = (("title", 4.0), ("keys", 2.5), ("body", 1.0))
    return [_boosted(Query.term_query(schema, field, one), weight * by) for field, by in fields]


def _joined(schema: Schema, words: Sequence[Word]) -> list[tuple[Occur, Query]]:
    """Let "Bahnhof Straße" lead to Bahnhofstraße first: two neighbours that stand as one word weigh more."""
    return [
        (Occur.Should, _boosted(Query.term_query(schema, "name", left.exact + right.exact), 4))
        for left, right in pairwise(words)
    ]


def _boosted(query: Query, by: float) -> Query:
    return Query.boost_query(query, by)


def _constant(query: Query, score: float) -> Query:
    return Query.const_score_query(query, score)


def _hit(shelf: Shelf, score: float, address: object, words: Sequence[Word]) -> Hit:
    stored = shelf.searcher.doc(address).get_first("entry")  # type: ignore[arg-type]
    entry = shelf.entry(str(stored))
    return Hit(entry, score * _fit(entry, words))


def _fit(entry: Entry, words: Sequence[Word]) -> float:
    """Weigh a title by how much of it was asked for: "Markt" means Markt before Marktstraße 12."""
    asked_for = [one.exact for one in words]
    best = 1.0
    for title in {entry.title.de, entry.title.en}:
        there = [one.exact for one in read(title)]
        if there == asked_for:
            return 3.0
        if there[: len(asked_for)] == asked_for:
            best = max(best, 1.6)
        if there:
            best = max(best, 1 + 0.5 * len(set(there) & set(asked_for)) / len(there))
    return best
