"""A value that is not taken in, with the reason in both languages."""

from __future__ import annotations

from stadtkern.town.text import Text


class Refused(ValueError):
    """A cell that could not be read. ``code`` is for machines, ``text`` for people.

    The parsers of this room raise nothing else, whatever they are given.
    """

    def __init__(self, code: str, text: Text) -> None:
        """Keep the code and the text."""
        super().__init__(f"{code}: {text.en}")
        self.code = code
        self.text = text

    def __eq__(self, other: object) -> bool:
        """Two refusals are equal when they say the same."""
        return isinstance(other, Refused) and (self.code, self.text) == (other.code, other.text)

    def __hash__(self) -> int:
        """Fit to equality."""
        return hash((self.code, self.text))


def refuse(code: str, de: str, en: str) -> Refused:
    """Make the error that a parser raises, from its code and its two texts."""
    return Refused(code, Text(de, en))


def quote(text: str, length: int = 40) -> str:
    """Give ``text`` short enough to stand in a sentence: at most ``length`` characters, control characters as spaces."""
    clean = "".join(sign if sign.isprintable() else " " for sign in text[: length + 1]).strip()
    return clean if len(text) <= length else clean[:length].rstrip() + "…"
