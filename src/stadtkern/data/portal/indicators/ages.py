"""Age groups as offices write them: „unter 6“, „6 bis 17“, „65 und älter“, "18 to under 25", "80+"."""

from __future__ import annotations

import re

from stadtkern.data.harmonise.names import ascii_text

OLDEST = 150
_NUMBER = r"(\d{1,3})"
_RANGE = re.compile(rf"^(?:von )?{_NUMBER}\s*(?:-|bis|to)\s*(unter|under)?\s*{_NUMBER}$")
_UNDER = re.compile(rf"^(unter|under|bis unter|bis|up to|<)\s*{_NUMBER}$")
_OVER = re.compile(
    rf"^(?:ab\s*|from\s*)?{_NUMBER}\s*(?:\+|(?:und|u\.|and|or|oder)\s*(?:aelter|mehr|over|older|more|aeltere))?$"
)
_OPEN = re.compile(r"\+|aelter|mehr|over|older|more|^ab |^from ")
_DROPPED = re.compile(
    r"\b(jahre?n?|jaehrige|years?|old|einwohner\w*|menschen|personen|people|alter|age|im alter von)\b"
)


def age_band(text: str) -> tuple[int, int] | None:
    """Give the first and last year of life in a group's name, both in; None when it names no ages."""
    plain = ascii_text(text.replace("\N{EN DASH}", "-")).lower().replace("_", " ")
    plain = " ".join(_DROPPED.sub(" ", plain).split()).strip(" ,.:")
    if found := _RANGE.match(plain):
        low, under, high = int(found[1]), found[2], int(found[3])
        high -= 1 if under else 0
        return (low, high) if low <= high <= OLDEST else None
    if found := _UNDER.match(plain):
        high = int(found[2]) - (0 if found[1] in ("bis", "up to") else 1)
        return (0, high) if 0 <= high <= OLDEST else None
    if (found := _OVER.match(plain)) and _OPEN.search(plain):
        return int(found[1]), OLDEST
    return None


def inside(band: tuple[int, int], wanted: tuple[int, int]) -> bool:
    """Tell whether a band of ages lies wholly within the wanted one."""
    return wanted[0] <= band[0] and band[1] <= wanted[1]


def covering(bands: list[tuple[int, int]], wanted: tuple[int, int]) -> list[int]:
    """Choose bands (by place) that fill the wanted ages without gap or overlap; the fewest. Nothing when none do."""
    there = sorted(
        ((band, place) for place, band in enumerate(bands) if inside(band, wanted)),
        key=lambda one: (one[0][0], -one[0][1]),
    )
    chosen: list[int] = []
    at = wanted[0]
    while at <= min(wanted[1], OLDEST):
        following = next(((band, place) for band, place in there if band[0] == at), None)
        if following is None:
            return []
        chosen.append(following[1])
        at = following[0][1] + 1
    return chosen
