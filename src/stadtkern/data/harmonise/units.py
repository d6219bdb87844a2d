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
_LONGEST = 300
_IN = re.compile(r"(?:\s*,)?\s+in\s+([^,;]{1,30})$", re.IGNORECASE)
_AFTER = re.compile(
    r"(?:\s*[,|:/]\s*|(?<!\bje)(?<!\bpro)(?<!\bper)(?<!\bvon)(?<!\bin)\s+)([^\s,|:]{1,12})$", re.IGNORECASE
)
# Words that are more often something else than a unit where no bracket stands around them ("Temperatur min", "Jahr").
_NOT_ALONE = re.compile(
    r"min|bar|to|ar|ms|grad|deg|degree|day|days|h|hours?|years?|months?|minutes?|seconds?|sek|sec|std|meter|liter|"
    r"tag|tage|tagen|monat|monate|jahre?n?|stunden?|minuten?|sekunden?|euro jahr|zahl|number|count|person|menschen|people",
    re.IGNORECASE,
)
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
    if not plain or len(plain) > _LONGEST:
        return None
    after = _AFTER.search(plain)
    if after is not None and "(" in after[1] and (facts := _find(after[1])) is not None:
        return _unit(facts, plain[: after.start()].strip(" ,;:-"))  # dB(A): the bracket belongs to the unit
    for found in _BRACKET.finditer(plain):
        facts = _find(found[1])
        if facts is not None:
            return _unit(facts, (plain[: found.start()] + plain[found.end() :]).strip(" ,;:-"))
    within = _IN.search(plain)
    if within is not None and (facts := _find(within[1])) is not None:
        return _unit(facts, plain[: within.start()].strip(" ,;:-"))
    if (facts := _find(plain, alone=True)) is not None:
        return _unit(facts, "")
    if after is not None and (facts := _find(after[1], alone=True)) is not None:
        return _unit(facts, plain[: after.start()].strip(" ,;:-"))
    match = _SUFFIX.match(plain)
    return None if match is None else _unit(SUFFIXES[match[2] or match[3]], match[1].strip(" _-"))


def _unit(facts: UnitFacts, title: str) -> Unit:
    return Unit(facts.ucum, facts.name, facts.symbol, title, facts.factor)


def _find(text: str, *, alone: bool = False) -> UnitFacts | None:
    """Look a spelling up: first as written (m is not M), then without regard to case where it is longer than a sign."""
    plain = " ".join(text.split()).rstrip(".").strip()
    if alone and ((len(plain) == 1 and plain.isalpha()) or _NOT_ALONE.fullmatch(plain)):
        return None  # a single letter after a space is a name ("Haltestelle A"), not ampere
    return BY_SPELLING.get(plain) or (BY_SPELLING.get(plain.lower()) if len(plain) > 2 else None)
