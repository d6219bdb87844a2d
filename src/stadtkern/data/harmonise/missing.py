"""Which words mean that nothing is there."""

from __future__ import annotations

from collections.abc import Sequence

# Signs of the German statistical offices ("." unknown, "…" comes later, "/" too uncertain, "x" locked field are theirs;
# "-" means exactly nothing there, but stands for "no value" in most town files) and words of common programs.
# "x" is left out: in town files it is far more often a cross that says yes.
_SIGNS = ("", "-", "--", "---", "–", "—", ".", "..", "...", "…", "/", "//", "?", "??")
_WORDS = (
    "k. a.", "k.a.", "k. a", "k.a", "ka", "k/a", "keine angabe", "keine angaben", "ohne angabe", "o. a.", "o.a.",
    "n/a", "n.a.", "n. a.", "n.a", "na", "#n/a", "#nv", "#n/v", "nv", "n.v.", "n. v.", "nicht verfügbar", "null",
    "nil", "none", "nan", "-nan", "<na>", "(null)", "\\n", "nat", "fehlt", "unbekannt", "unknown", "missing",
    "not available", "leer", "(leer)", "#wert!", "#value!", "#div/0!", "#bezug!", "#ref!", "#name?", "#zahl!", "#num!",
)  # fmt: skip
_MISSING = frozenset(_SIGNS) | frozenset(_WORDS)
_LONGEST = max(map(len, _MISSING))

# Numbers with which loggers and old statistics say "nothing measured" (SYNOP, DWD, Shapefile). Only a hint.
SENTINELS = (-9999.0, -999.0, -99.0, -999.9, -9999.9, -99999.0, -32768.0, 9999.0, 99999.0, 999999.0)


def is_missing(text: str | None) -> bool:
    """Say whether a cell holds nothing: empty, a dash, "k. A.", "n/a", "NULL", an Excel error and the like."""
    if text is None or text == "":
        return True
    if len(text) > _LONGEST + 16:
        return not text.strip()
    return text.strip().lower() in _MISSING


def without_missing(texts: Sequence[str | None]) -> list[str]:
    """Give the cells that hold something, trimmed, in their order."""
    return [text.strip() for text in texts if text is not None and not is_missing(text)]


def sentinel(values: Sequence[float | None]) -> float | None:
    """Give the number that looks like "nothing measured" in a column (-999 …), or None.

    It must be the lowest or highest value, occur at least twice and lie far outside all others (ten times their span).
    A hint for people: nothing is removed because of it.
    """
    present = [value for value in values if value is not None]
    found = [mark for mark in SENTINELS if present.count(mark) >= 2]
    for mark in found:
        others = [value for value in present if value != mark]
        if others and min(abs(mark - min(others)), abs(mark - max(others))) > 10 * max(max(others) - min(others), 1):
            return mark
    return None
