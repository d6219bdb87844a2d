"""Where a reader starts from: an address typed, a place on the map, a stop; with what to say when that makes no sense."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from stadtkern.data.portal.access import language, word_of
from stadtkern.data.portal.spots import NEAR_ADDRESS, OWN_ADDRESS, Gazetteer, Spot, read_at
from stadtkern.town.text import Text

LONGEST = 120
_ALSO = 6


@dataclass(frozen=True, slots=True)
class Start:
    """What was asked for and what was found. ``also``: other places that the words fit."""

    spot: Spot | None
    words: str = ""
    also: tuple[Spot, ...] = ()
    problem: Text | None = None


def start_of(request: HttpRequest, known: Gazetteer) -> Start:
    """Read ``q`` (an address or a name) or ``at`` (latitude,longitude) from the page's address; words count first."""
    words = " ".join(word_of(request.GET, "q").split())[:LONGEST]
    at = word_of(request.GET, "at")
    if words and (spot := _by_coordinates(words, known)) is not None:
        return Start(spot, words)
    if words:
        found = known.search(words, _ALSO + 1)
        if not found:
            return Start(
                None, words,
                problem=Text(
                    f"„{words}“ kennen wir nicht. Bitte prüfen Sie die Schreibweise oder wählen Sie einen Ort auf der Karte.",
                    f"We do not know “{words}”. Please check the spelling or choose a place on the map.",
                ),
            )  # fmt: skip
        sure = known.is_exact(words, found[0]) or len(found) == 1
        return Start(found[0], found[0].label, () if sure else tuple(found[1:]))
    if at:
        chosen = _by_coordinates(at, known)
        if chosen is None:
            return Start(
                None,
                problem=Text(
                    "Diesen Ort verstehen wir nicht. Er steht als Breite und Länge in der Adresse, etwa at=51.986,13.952.",
                    "We do not understand this place. It is latitude and longitude, such as at=51.986,13.952.",
                ),
            )
        return Start(chosen, chosen.label)
    return Start(None)


def _by_coordinates(text: str, known: Gazetteer) -> Spot | None:
    found = read_at(text)
    return None if found is None else named(found[0], found[1], known)


def named(lon: float, lat: float, known: Gazetteer) -> Spot:
    """Give a place the name of its address, or of the nearest one."""
    near = known.nearest(lon, lat)
    if near is None or near[1] > NEAR_ADDRESS:
        return Spot(lon, lat, "", exact=False)
    label, metres = near
    if metres <= OWN_ADDRESS:
        return Spot(lon, lat, label)
    return Spot(lon, lat, Text(f"nahe {label}", f"near {label}").in_language(language()), exact=False)
