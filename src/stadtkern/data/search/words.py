"""Words as search compares them: one spelling for umlauts, German and English stems, compounds taken apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from stadtkern.data.search.vocabulary import ABBREVIATIONS, PARTS, STOP_WORDS

LONGEST_WORD = 60
LONGEST_QUERY = 200
MOST_WORDS = 12
# What German puts between the parts of a compound: Einwohner-s-zahl, Straße-n-baum.
_LINKS = ("", "s", "n", "en", "es", "e", "er", "ens", "ns")
_ENDINGS = ("", "e", "n", "en", "s", "es", "er", "ern")
_SHORTEST_PART = 3
_SHORTEST_COMPOUND = 7
_WORD = re.compile(r"[^\W_]+")
_UE = re.compile(r"(?<![aequ])ue")


def _stemmer(language: str) -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer(language)).build()


_GERMAN, _ENGLISH = _stemmer("german"), _stemmer("english")


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it stands in a text, ``start`` to ``end``, and ``exact``: its one spelling (Bäume, Baeume: baume)."""

    start: int
    end: int
    exact: str
    stems: tuple[str, ...]


def read(text: str) -> list[Word]:
    """Give the words of a text in order, with where they stand. Signs, emoji and marks of direction are no words."""
    return [Word(found.start(), found.end(), *_known(found.group()[:LONGEST_WORD])) for found in _WORD.finditer(text)]


def asked(query: str) -> list[Word]:
    """Give the words of a question that matter: without "wie" and "the" unless there is nothing else; twelve at most."""
    words = list({one.exact: one for one in read(query[:LONGEST_QUERY])}.values())
    telling = [one for one in words if one.exact not in STOP_WORDS]
    return (telling or words)[:MOST_WORDS]


@lru_cache(maxsize=100_000)
def _known(word: str) -> tuple[str, tuple[str, ...]]:
    plain = unicodedata.normalize("NFKC", word).casefold()
    umlauts = _UE.sub("ü", plain.replace("ae", "ä").replace("oe", "ö"))
    exact = _without_marks(umlauts)
    if exact in ABBREVIATIONS:
        exact = umlauts = ABBREVIATIONS[exact]
    elif exact.endswith("str") and len(exact) > 5:
        exact = umlauts = f"{exact}asse"
    if any(sign.isdigit() for sign in exact):
        return exact, (exact,)
    german = _stem(_GERMAN, umlauts)
    return exact, tuple(dict.fromkeys((german, _stem(_ENGLISH, exact))))


def _stem(analyzer: TextAnalyzer, word: str) -> str:
    found = analyzer.analyze(word)
    return _without_marks(found[0]) if found else word


def _without_marks(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))


def stem(exact: str) -> str:
    """Give the German stem of a word in its one spelling."""
    return _known(exact)[1][0]


@dataclass(slots=True)
class Compounds:
    """Takes compounds apart with the town's own words and some hundred that any town uses."""

    forms: set[str] = field(default_factory=set)
    _split: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, words: Iterable[str]) -> Compounds:
        """Make the dictionary of words in their one spelling."""
        own = {one for one in words if len(one) >= _SHORTEST_PART and one.isalpha() and one not in STOP_WORDS}
        return cls(own | {stem(one) for one in own if len(stem(one)) > _SHORTEST_PART} | PARTS)

    def split(self, word: str) -> tuple[str, ...]:
        """Give a compound's parts, the fewest that make it up: einwohnerzahl is einwohner and zahl. Empty when it is none."""
        if word not in self._split:
            if len(self._split) > 200_000:
                self._split.clear()
            self._split[word] = tuple(self._parts(word)) if len(word) >= _SHORTEST_COMPOUND and word.isalpha() else ()
        return self._split[word]

    def stems(self, word: str) -> list[tuple[str, ...]]:
        """Give the stems of a compound's parts: first as it falls apart, then with the parts taken apart further."""
        first = self.split(word)
        if not first:
            return []
        finer = [smaller for part in first for smaller in (self.split(part) or (part,))]
        ways = [tuple(stem(one) for one in first), tuple(stem(one) for one in finer)]
        return list(dict.fromkeys(ways))

    def asked(self, word: str) -> list[tuple[str, ...]]:
        """Give the parts that may stand for a word someone asks for; Bahnhof means itself, not Bahn and Hof."""
        return [] if word in PARTS else self.stems(word)

    def _parts(self, word: str) -> Sequence[str]:
        """Find the way through the word with the fewest parts; of those, the one whose first part is longest."""
        best: dict[int, tuple[str, ...]] = {len(word): ()}
        for start in range(len(word) - _SHORTEST_PART, -1, -1):
            ways: list[tuple[str, ...]] = []
            for end in range(len(word), start + _SHORTEST_PART - 1, -1):
                if start == 0 and end == len(word):
                    continue
                part = self._form(word[start:end], last=end == len(word))
                if part:
                    ways += [(part, *best[end + len(link)]) for link in _LINKS if self._goes_on(word, end, link, best)]
            if ways:
                best[start] = min(ways, key=lambda way: (len(way), -len(way[0])))
        return best.get(0, ()) if len(best.get(0, ())) > 1 else ()

    @staticmethod
    def _goes_on(word: str, end: int, link: str, best: dict[int, tuple[str, ...]]) -> bool:
        if end == len(word):
            return not link
        return word.startswith(link, end) and end + len(link) < len(word) and end + len(link) in best

    def _form(self, text: str, *, last: bool) -> str:
        for ending in _ENDINGS if last else ("",):
            short = text.removesuffix(ending) if ending else text
            if len(short) >= _SHORTEST_PART and (len(short) < len(text) or not ending) and short in self.forms:
                return text
        return ""
