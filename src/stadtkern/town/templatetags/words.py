"""Words in two languages, numbers and times as people write them, and the tags that link built assets.

``{% load words %}``, then ``{% t "Datensätze" "Datasets" %}``, ``{% t "%(n)s Zeilen" "%(n)s rows" n=count|number %}``,
``{% counted n "Zeile" "Zeilen" "row" "rows" %}``, ``{{ dataset.title|words }}``, ``{{ x|number:1 }}``, ``{{ time|day }}``,
``{{ time|moment }}``, ``{{ time|ago }}``, ``{{ bytes|size }}``, ``{% asset "main" %}`` and ``{% icon "search" %}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from stadtkern.town.assets_manifest import asset_tags, icon_svg
from stadtkern.town.text import Text
from stadtkern.town.written import (
    last_day,
    write_ago,
    write_day,
    write_moment,
    write_number,
    write_size,
    write_span,
)

register = template.Library()

NOTHING = "–"


def language() -> str:
    """Give the reader's language: "en" or "de"."""
    return "en" if (get_language() or "de").lower().startswith("en") else "de"


def _local(value: datetime) -> datetime:
    """Bring an instant to the town's clock; one without an offset is UTC, as the lake keeps it."""
    aware = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    return timezone.localtime(aware)


def _filled(words: str, values: Mapping[str, Any]) -> SafeString:
    """Put escaped values into words. Words from a template are trusted, words from a variable are escaped."""
    trusted = conditional_escape(words)
    if not values:
        return mark_safe(trusted)  # noqa: S308 - escaped above unless the template's author wrote it
    escaped = {name: conditional_escape(value) for name, value in values.items()}
    return mark_safe(trusted % escaped)  # noqa: S308 - both parts are escaped


@register.simple_tag
def t(german: str | Text, english: str | None = None, **values: object) -> SafeString:
    """Say something in the reader's language: two literals, or one ``Text``. Values fill ``%(name)s``, escaped."""
    if isinstance(german, Text):
        return _filled(german.in_language(language()), values)
    if english is None:
        raise template.TemplateSyntaxError("{% t %} wants a German and an English text, or one Text.")
    return _filled(english if language() == "en" else german, values)


@register.simple_tag
def counted(n: float | None, one_de: str, many_de: str, one_en: str, many_en: str) -> SafeString:
    """Write a count with its noun: „1 Zeile“, „4.312 Zeilen“, “1 row”, “4,312 rows”."""
    one, many = (one_en, many_en) if language() == "en" else (one_de, many_de)
    amount = n or 0
    return _filled("%(n)s %(noun)s", {"n": write_number(amount, language()), "noun": one if amount == 1 else many})


@register.filter
def words(value: object) -> str:
    """Give a ``Text`` in the reader's language; anything else as it is."""
    return value.in_language(language()) if isinstance(value, Text) else "" if value is None else str(value)


@register.filter
def number(value: float | Decimal | None, digits: int | None = None) -> str:
    """Write a number: „4.312“, „3,75“; ``digits`` fixes the places after the comma."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    return write_number(value, language(), digits)


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day: „3. März 2025“, “3 March 2025”. An instant is taken to the town's clock first."""
    if not isinstance(value, date):
        return NOTHING
    return write_day(_local(value).date() if isinstance(value, datetime) else value, language())


@register.filter
def until(value: datetime | None) -> str:
    """Write the last day of a span that ends here; midnight belongs to the day before."""
    return write_day(last_day(_local(value)), language()) if isinstance(value, datetime) else NOTHING


@register.simple_tag
def span(start: datetime | None, end: datetime | None) -> str:
    """Write a span: „2012 bis 2025“, „Januar 2022 bis Dezember 2025“, or its first and last day."""
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return NOTHING
    return write_span(_local(start), _local(end), language())


@register.filter
def moment(value: datetime | None) -> str:
    """Write an instant on the town's clock: „3. März 2025, 14:05 Uhr“, “3 March 2025, 14:05”."""
    return write_moment(_local(value), language()) if isinstance(value, datetime) else NOTHING


@register.filter
def ago(value: datetime | None) -> str:
    """Write how long ago an instant was: „vor 3 Minuten“, “3 minutes ago”; after a month, the day."""
    if not isinstance(value, datetime):
        return NOTHING
    here = _local(value)
    elapsed = timezone.now() - here
    return day(value) if elapsed >= timedelta(days=31) else write_ago(elapsed, language())


@register.filter
def machine_time(value: datetime | None) -> str:
    """Write an instant for a ``datetime`` attribute: ``2025-03-03T14:05:00+01:00``."""
    return _local(value).isoformat(timespec="seconds") if isinstance(value, datetime) else ""


@register.filter
def size(value: int | None) -> str:
    """Write a file's size: „1,3 MB“ (1 MB = 1,000,000 bytes)."""
    return write_size(value, language()) if isinstance(value, int) else NOTHING


@register.simple_tag
def asset(name: str) -> SafeString:
    """Print the stylesheet and script tags of a built entry: ``main`` on every page, ``map`` where a map is."""
    return mark_safe(asset_tags(name))  # noqa: S308 - made of file names that the build wrote


@register.simple_tag
def icon(name: str, title: str = "") -> SafeString:
    """Print a line icon as inline SVG; decorative unless a title is given. Names: web/styles/README.md."""
    return mark_safe(icon_svg(name, conditional_escape(title)))  # noqa: S308 - fixed drawings, title is escaped
