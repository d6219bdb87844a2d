"""Cuts a filter into words. Knows no meaning, only where one word ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stadtkern.data.publish.sensorthings.core.refuse import refused
from stadtkern.data.publish.sensorthings.v11.times import INSTANT

MAXIMUM_LENGTH = 20_000

_WORDS = re.compile(
    rf"""
    (?P<space>\s+)
  | (?P<period>{INSTANT}/{INSTANT})
  | (?P<instant>{INSTANT})
  | (?P<day>\d{{4}}-\d\d-\d\d)
  | (?P<clock>\d\d:\d\d(?::\d\d(?:\.\d{{1,9}})?)?)
  | (?P<duration>duration'[^']*')
  | (?P<geography>(?:geography|geometry)'[^']*')
  | (?P<text>'(?:[^']|'')*')
  | (?P<number>-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w])
  | (?P<name>[^\W\d][\w.\-]*|@iot\.[A-Za-z]+|\$it)
  | (?P<index>\[\d+\])
  | (?P<mark>[(),/\-])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its kind, its text and where it stands (from 0)."""

    kind: str
    text: str
    place: int


def words(text: str) -> Iterator[Word]:
    """Give the words of a filter. Raises RefusedError at what is none."""
    if len(text) > MAXIMUM_LENGTH:
        raise refused("too-long", "Die Anfrage ist zu lang.", "The question is too long.")
    place = 0
    while place < len(text):
        found = _WORDS.match(text, place)
        if found is None:
            raise refused(
                "syntax",
                f"An Stelle {place + 1} ist „{text[place : place + 20]}“ nicht zu verstehen.",
                f"At position {place + 1}, “{text[place : place + 20]}” cannot be understood.",
            )
        place = found.end()
        if found.lastgroup != "space":
            yield Word(found.lastgroup or "", found.group(), found.start())
    yield Word("end", "", place)
