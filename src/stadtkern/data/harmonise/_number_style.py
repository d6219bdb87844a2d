"""Which mark parts decimals and which thousands, from a column's samples."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from stadtkern.town.text import Text

_MARKS = {
    ".": ("Punkt", "point"),
    ",": ("Komma", "comma"),
    " ": ("Leerzeichen", "space"),
    "'": ("Hochkomma", "apostrophe"),
}
GROUPED = {mark: re.compile(r"[0-9]{1,3}(?:" + re.escape(mark) + r"[0-9]{3})+") for mark in _MARKS}
"""Mark to the pattern of whole numbers whose thousands it parts."""


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a column writes numbers.

    ``decimal`` is "." or ","; ``group`` the mark between thousands (".", ",", " ", "'", or "" if none was seen); ``sure``
    is 0 to 1; ``seen`` counts the samples that held a mark (0: only plain whole numbers, so nothing hangs on the style);
    ``unit`` is the UCUM code that stands after most of the numbers ("12 kg"), or "".
    """

    decimal: str = "."
    group: str = ""
    sure: float = 1.0
    seen: int = 1
    unit: str = ""

    @property
    def text(self) -> Text:
        """Say the style in words, for the report of guesses."""
        de, en = _MARKS[self.decimal]
        if not self.group:
            return Text(f"Dezimaltrennzeichen: {de}", f"Decimal mark: {en}")
        mark_de, mark_en = _MARKS[self.group]
        return Text(f"Dezimaltrennzeichen: {de}, Tausender: {mark_de}", f"Decimal mark: {en}, thousands: {mark_en}")


def evidence(body: str) -> tuple[str, str, str]:
    """Say what one value shows: (decimal mark, group mark, mark that could be either); "" for none."""
    points, commas = body.count("."), body.count(",")
    spaced = " " if " " in body else "'" if "'" in body else ""
    if points and commas:
        decimal = "." if body.rfind(".") > body.rfind(",") else ","
        return decimal, spaced or ("," if decimal == "." else "."), ""
    mark = "." if points else "," if commas else ""
    if not mark:
        return "", spaced, ""
    if points + commas > 1:
        return "", mark, ""
    if spaced:
        return mark, spaced, ""
    whole, _, rest = body.partition(mark)
    could_group = len(rest) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0"
    return ("", "", mark) if could_group else (mark, "", "")


def guess_from(bodies: Sequence[str], expect: str, unit: str) -> NumberStyle:
    """Weigh the samples' digits and marks; see numbers.guess_style."""
    shown = [evidence(body) for body in bodies]
    groups = Counter(group for _, group, _ in shown if group)
    doubtful = Counter(doubt for _, _, doubt in shown if doubt)
    votes = Counter(decimal for decimal, _, _ in shown if decimal)
    for mark, other in ((".", ","), (",", ".")):
        votes[other] += sum(1 for decimal, group, _ in shown if group == mark and not decimal)
    seen = sum(1 for entry in shown if any(entry))
    if not seen:
        other = {",": ".", ".": ","}.get(expect, "")
        return NumberStyle(expect or ".", other, 1.0, 0, unit)
    if not votes.total() and doubtful:
        return replace(_settle(bodies, doubtful, expect), seen=seen, unit=unit)
    if not votes.total():
        return NumberStyle(expect or ".", groups.most_common(1)[0][0], 0.95, seen, unit)
    decimal = "," if (votes[","], expect == ",") > (votes["."], expect == ".") else "."
    other = "." if decimal == "," else ","
    groups[other] += doubtful[other]
    groups.pop(decimal, None)
    group = next((mark for mark, count in groups.most_common(1) if count), "")
    if votes[other] and group == other:
        group = ""  # both marks were seen as decimal ones: neither is surely for thousands
    return NumberStyle(decimal, group, round(votes[decimal] / votes.total(), 3), seen, unit)


def _settle(bodies: Sequence[str], doubtful: Counter[str], expect: str) -> NumberStyle:
    """Decide a column whose every mark could be either ("1.234", "12.500"): what is likelier, and how sure it is."""
    mark = doubtful.most_common(1)[0][0]
    other = "." if mark == "," else ","
    grouping, decimal = NumberStyle(other, mark), NumberStyle(mark)
    plain = [body for body in bodies if body.isdigit()]
    if any(len(body) > 3 for body in plain):  # 12345 without a mark beside 1.234: thousands are not marked here
        return replace(decimal, sure=0.9)
    if plain:  # 950 beside 1.234: marks begin where thousands begin
        return replace(grouping, sure=0.9 if expect in ("", other) else 0.75)
    if expect:
        return replace(grouping, sure=0.8) if expect == other else replace(decimal, sure=0.75)
    marked = [body for body in bodies if mark in body]
    if len(marked) > 1 and sum(body.endswith("0") for body in marked) * 2 > len(marked):
        return replace(grouping, sure=0.7)  # 12.000, 1.500: round thousands; decimals seldom end in zero
    return replace(decimal, sure=0.45)
