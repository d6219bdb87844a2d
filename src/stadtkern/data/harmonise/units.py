"""Units: from what stands in a header or after a number to UCUM codes (ucum.org), with names in both languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stadtkern.data.harmonise._unit_list import BY_SPELLING, SUFFIXES, UnitFacts
from stadtkern.data.harmonise.names import tidy
from stadtkern.town.text import Text


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit. ``ucum`` is its code, ``symbol`` what people read; ``title`` is the header without the unit."""

    ucum: str
    name: Text
    symbol: str
    title: str = ""
    factor: float = 1.0


_BRACKET = re.compile(r"\s*[\[({<]\s*(?:in|Einheit:?|unit:?)?\s*([^\[\](){}<>]{1,30}?)\s*[\])}>]", re.IGNORECASE)
_IN = re.compile(r"(?:\s*,)?\s+(?:in|je|pro|per)\s+([^,;]{1,30})$", re.IGNORECASE)
_AFTER = re.compile(r"(?:\s*[,/:|-])?\s+(\S{1,12}(?:\s+(?:Euro|EUR|€))?)$")
_ENDINGS = "|".join(sorted(SUFFIXES, key=len, reverse=True))
_UPPER_ENDINGS = "|".join(sorted((ending for ending in SUFFIXES if ending[0].isupper()), key=len, reverse=True))
# "laenge_m" has its underscore, "hoeheM" its change of case; without either, "baum" would be measured in metres.
_SUFFIX = re.compile(rf"^(.{{2,}})(?:_({_ENDINGS})|(?<=[a-zäöüß])({_UPPER_ENDINGS}))$")


def unit_of_symbol(text: str) -> Unit | None:
    """Give the unit that ``text`` alone says ("kWh", "Mill. Euro", "°C", "µg/m³"), or None."""
    facts = _find(text)
    return None if facts is None else _unit(facts, "")


def unit_of(header: str) -> Unit | None:
    """Give the unit that a header names, with the header's title without it, or None.

    Reads brackets ("Temperatur (°C)", "[kWh]"), words ("in Mill. Euro"), an ending after a space ("Anteil %") and
    endings of machine headers ("hoeheM", "stammumfangCM", "laenge_m").
    """
    plain = tidy(header)
    if not plain:
        return None
    for found in _BRACKET.finditer(plain):
        facts = _find(found[1])
        if facts is not None:
            return _unit(facts, (plain[: found.start()] + plain[found.end() :]).strip(" ,;:-"))
    for pattern, at in ((_IN, 1), (_AFTER, 1)):
        match = pattern.search(plain)
        if match is not None and (facts := _find(match[at], alone=pattern is _AFTER)) is not None:
            return _unit(facts, plain[: match.start()].strip(" ,;:-"))
    match = _SUFFIX.match(plain)
    if match is not None:
        return _unit(SUFFIXES[match[2] or match[3]], match[1].strip(" _-"))
    facts = _find(plain, alone=True)
    return None if facts is None else _unit(facts, "")


def _unit(facts: UnitFacts, title: str) -> Unit:
    return Unit(facts.ucum, facts.name, facts.symbol, title, facts.factor)


def _find(text: str, *, alone: bool = False) -> UnitFacts | None:
    """Look a spelling up: first as written (m is not M), then without regard to case where it is longer than a sign."""
    plain = " ".join(text.split()).rstrip(".").strip()
    if alone and len(plain) == 1 and plain.isalpha():
        return None  # a single letter after a space is a name ("Haltestelle A"), not ampere
    return BY_SPELLING.get(plain) or (BY_SPELLING.get(plain.lower()) if len(plain) > 2 else None)
