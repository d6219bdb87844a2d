"""Small helpers of the pages: texts that come as JSON, shares as per cent, numbers for machines."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from stadtkern.data.portal.access import language
from stadtkern.data.portal.charts.scale import percent
from stadtkern.town.text import Text

register = template.Library()


@register.filter
def spoken(text: Mapping[str, str] | Text | None) -> str:
    """Give a text that came as ``{"de": …, "en": …}`` in the reader's language."""
    if isinstance(text, Text):
        return text.in_language(language())
    return "" if not text else str(text.get(language()) or text.get("de") or "")


@register.filter
def share(part: float | None) -> str:
    """Write 0.934 as „93 %“."""
    return "–" if part is None else percent(float(part), language())


@register.filter
def plain(value: object) -> str:
    """Write a number for machines: no grouping, point for the fraction; nothing for None."""
    return "" if value is None else str(value)


@register.filter(name="of")
def of_(key: str, names: Mapping[str, Text]) -> Text:
    """Look a key up among texts; an unknown one stays itself."""
    return names.get(key, Text(key, key))
