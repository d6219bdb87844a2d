"""Which words of a text answered a question: pieces of text, marked or not, never markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stadtkern.data.search.vocabulary import SYNONYMS
from stadtkern.data.search.words import Compounds, Word, asked, read

SNIPPET = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text; ``hit`` when it answered the question."""

    text: str
    hit: bool = False


def marked(text: str, query: str, compounds: Compounds, *, loose: bool = False) -> list[Piece]:
    """Cut a text into pieces: words that answer the question, and what stands between them; ``loose``: also with slips."""
    wanted = asked(query)
    pieces: list[Piece] = []
    at = 0
    for word in read(text):
        if _answers(word, wanted, compounds, loose=loose):
            if word.start > at:
                pieces.append(Piece(text[at : word.start]))
            pieces.append(Piece(text[word.start : word.end], hit=True))
            at = word.end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return pieces


def snippet(text: str, query: str, compounds: Compounds, length: int = SNIPPET, *, loose: bool = False) -> list[Piece]:
    """Give the part of a text around the first words that answer, at most ``length`` signs, with its marks."""
    if len(text) <= length:
        return marked(text, query, compounds, loose=loose)
    wanted = asked(query)
    first = next((one.start for one in read(text) if _answers(one, wanted, compounds, loose=loose)), 0)
    begin = max(0, min(first - length // 4, len(text) - length))
    end = min(len(text), begin + length)
    if begin:
        begin = text.find(" ", begin, first) + 1 or begin
    if end < len(text):
        space = text.rfind(" ", begin + length // 2, end)
        end = space if space > 0 else end
    cut = f"{'… ' if begin else ''}{text[begin:end].strip()}{' …' if end < len(text) else ''}"
    return marked(cut, query, compounds, loose=loose)


def _answers(word: Word, wanted: Sequence[Word], compounds: Compounds, *, loose: bool) -> bool:
    return any(_same(word, one, compounds, loose=loose) for one in wanted)


def _same(word: Word, one: Word, compounds: Compounds, *, loose: bool) -> bool:
    if set(word.stems) & set(one.stems) or (len(one.exact) >= 3 and word.exact.startswith(one.exact)):
        return True
    parts = {stem for way in compounds.stems(word.exact) for stem in way}
    asked_parts = {stem for way in compounds.asked(one.exact) for stem in way}
    if parts & set(one.stems) or asked_parts & (set(word.stems) | parts):
        return True
    return word.exact in SYNONYMS.get(one.exact, ()) or (loose and near(word.exact, one.exact))


def near(a: str, b: str) -> bool:
    """Tell whether two words differ by a slip of the finger: one sign up to seven letters, two beyond."""
    allowed = slips(b)
    return allowed > 0 and abs(len(a) - len(b)) <= allowed and _distance(a, b, allowed) <= allowed


def slips(word: str) -> int:
    """Give how many signs of a word may be wrong: none up to three letters or with a digit, one up to seven, else two."""
    if len(word) < 4 or any(sign.isdigit() for sign in word):
        return 0
    return 1 if len(word) < 8 else 2


def _distance(a: str, b: str, most: int) -> int:
    """Count insertions, deletions, replacements and swaps of neighbours; stops beyond ``most``."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        new = [i]
        for j, right in enumerate(b, start=1):
            cost = min(new[j - 1] + 1, row[j] + 1, row[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            new.append(cost)
        if min(new) > most:
            return most + 1
        before, row = row, new
    return row[-1]
