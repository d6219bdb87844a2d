"""What rooms above may add to search and home: pages, news, quarters to rebuild and designs. A room registers itself; nobody has to know it.

A room that has pages writes, in its ``AppConfig.ready``::

    offers.register("content", mark=last_change, entries=all_pages)

``mark`` is cheap and changes whenever an entry changes (for instance the newest revision's number); ``entries`` gives
everything that is public right now. Both are called in the thread of a request, so the ORM may be used.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from stadtkern.town.text import Text

PAGE = "page"
NEWS = "news"
# A part of the town that everybody may rebuild, and what somebody made of it.
QUARTER = "quarter"
DESIGN = "design"


@dataclass(frozen=True, slots=True)
class Offer:
    """One public page or piece of news. ``text`` is plain text without markup; ``url`` begins with "/".

    ``picture`` is its picture by day and ``night`` the same by night, both 960 pixels wide; ``box`` is where it is: west,
    south, east, north in degrees.
    """

    kind: str
    title: Text
    text: Text
    url: str
    date: datetime | None = None
    picture: str = ""
    night: str = ""
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class _Provider:
    mark: Callable[[], str]
    entries: Callable[[], Iterable[Offer]]


log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
_providers: dict[str, _Provider] = {}


def register(name: str, *, mark: Callable[[], str], entries: Callable[[], Iterable[Offer]]) -> None:
    """Add a provider; one that is registered again under the same name takes the place of the first."""
    _providers[name] = _Provider(mark, entries)


def unregister(name: str) -> None:
    """Take a provider away; nothing happens when there is none."""
    _providers.pop(name, None)


def mark() -> str:
    """Give a word that changes whenever any provider's entries change."""
    return "|".join(f"{name}={_asked(name, one.mark) or ''}" for name, one in sorted(_providers.items()))


def entries() -> list[Offer]:
    """Give everything that all providers offer."""
    found: list[Offer] = []
    for name, one in sorted(_providers.items()):
        found += _asked(name, one.entries) or ()
    return found


def of_kind(kind: str) -> list[Offer]:
    """Give everything of a kind, newest first; the list is made again when anything changes."""
    return [one for one in _known(mark()) if one.kind == kind]


def here(lon: float, lat: float, kind: str) -> list[Offer]:
    """Give what of a kind covers a place, in degrees; the smallest first."""
    found = [
        (one, (one.box[2] - one.box[0]) * (one.box[3] - one.box[1]))
        for one in of_kind(kind)
        if one.box is not None and one.box[0] <= lon <= one.box[2] and one.box[1] <= lat <= one.box[3]
    ]
    return [one for one, _ in sorted(found, key=lambda pair: pair[1])]


@lru_cache(maxsize=4)
def _known(_mark: str) -> tuple[Offer, ...]:
    dated = [(one.date.timestamp() if one.date else 0.0, one) for one in entries()]
    return tuple(one for _, one in sorted(dated, key=lambda pair: pair[0], reverse=True))


def _asked(name: str, question: Callable[[], Answer]) -> Answer | None:
    """Ask a provider. One that fails is left out: search and home go on without it."""
    try:
        return question()
    except Exception:
        log.exception("the pages of %s are left out", name)
        return None


def news(most: int = 3) -> list[Offer]:
    """Give the latest news, newest first; what has no date is not news."""
    dated = [(one.date, one) for one in entries() if one.kind == NEWS and one.date is not None]
    return [one for _, one in sorted(dated, key=lambda pair: pair[0], reverse=True)[:most]]
