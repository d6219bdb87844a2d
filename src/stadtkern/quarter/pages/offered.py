"""What quarters add to search and sitemap: each published quarter, each design that is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from django.urls import reverse

from stadtkern.quarter.pages.access import store
from stadtkern.town.offers import DESIGN, QUARTER, Offer
from stadtkern.town.text import Text


def mark() -> str:
    """Give a word that changes whenever something public changes."""
    shown = [(one.id, one.published, one.title, one.text, one.base) for one in store().quarters()]
    designs = [(one.id, one.decided) for one in store().contributions(state="shown")]
    return f"{hash((tuple(shown), tuple(designs))):x}"


def entries() -> Iterator[Offer]:
    """Give everything public."""
    for quarter in store().quarters():
        if not quarter.published:
            continue
        day, night = _pictures("quarter-picture", quarter.slug, f"v={quarter.base}")
        address = reverse("quarter", args=[quarter.slug])
        yield Offer(QUARTER, quarter.title, quarter.text, address, date_of(quarter.created), day, night, quarter.bbox)
        for one in store().contributions(quarter.id, "shown"):
            title = Text(f"{one.name} ({quarter.title.de})", f"{one.name} ({quarter.title.en})")
            address = reverse("design", args=[one.id])
            day, night = _pictures("design-picture", one.id, f"v={one.position}")
            text = Text(one.text, one.text)
            yield Offer(DESIGN, title, text, address, date_of(one.decided or one.sent), day, night)


def _pictures(name: str, of: object, mark: str) -> tuple[str, str]:
    address = reverse(name, args=[of])
    return f"{address}?look=day&w=960&{mark}", f"{address}?look=night&w=960&{mark}"


def date_of(milliseconds: int) -> datetime:
    """Give the moment of a number of milliseconds since 1970."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
