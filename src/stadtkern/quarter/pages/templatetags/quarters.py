"""Numbers of effects as people write them, and pictures of quarters for day and night."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from stadtkern.quarter.effects.model import Effect
from stadtkern.quarter.keep import Contribution, Quarter
from stadtkern.quarter.pages.drawn import WIDTHS
from stadtkern.quarter.pages.numbers import Line
from stadtkern.town.templatetags.words import language
from stadtkern.town.text import Text
from stadtkern.town.written import write_number

register = template.Library()

NOTHING = "–"
UNITS = {
    "/d": Text("am Tag", "a day"),
    "%": Text("%", "%"),
    "kWh/m²a": Text("kWh/m² im Jahr", "kWh/m² a year"),
    "kWh/a": Text("kWh im Jahr", "kWh a year"),
    "MWh/a": Text("MWh im Jahr", "MWh a year"),
    "h": Text("Stunden", "hours"),
    "h/d": Text("Stunden am Tag", "hours a day"),
}


@register.filter
def unit(effect: Effect) -> str:
    """Give an effect's unit in words that everybody reads."""
    return UNITS.get(effect.unit, Text(effect.unit, effect.unit)).in_language(language())


@register.filter
def amount(value: float | None, effect: Effect) -> str:
    """Write a value with its unit: „8.412 m²“; a dash where it means nothing."""
    if value is None:
        return NOTHING
    written = write_number(value, language(), effect.decimals)
    said = unit(effect)
    return f"{written} {said}".strip()


@register.filter
def change(line: Line) -> str:
    """Write a difference with its sign: „+ 310 m²“, „− 4 %“, „±0“ where nothing is to be seen."""
    if line.difference is None:
        return NOTHING
    if not line.changed:
        return "±\N{NO-BREAK SPACE}0"
    sign = "+" if line.difference > 0 else "−"
    return f"{sign}\N{NO-BREAK SPACE}{amount(abs(line.difference), line.effect)}"


@register.filter
def verdict(line: Line) -> str:
    """Say in a word what a change is, so that colour is never the only sign."""
    words = {
        "better": Text("besser", "better"),
        "worse": Text("schlechter", "worse"),
        "other": Text("anders", "different"),
        "same": Text("unverändert", "unchanged"),
    }
    return words[line.way].in_language(language())


@register.simple_tag
def quarter_picture(quarter: Quarter, alt: str = "", sizes: str = "100vw", *, eager: bool = False) -> SafeString:
    """Print the pictures of a quarter as it stands: the page's colours decide which one is shown."""
    return _pictures(reverse("quarter-picture", args=[quarter.slug]), f"v={quarter.base}", alt, sizes, eager=eager)


@register.simple_tag
def design_picture(one: Contribution, alt: str = "", sizes: str = "100vw", *, eager: bool = False) -> SafeString:
    """Print the pictures of a design."""
    return _pictures(reverse("design-picture", args=[one.id]), f"v={one.position}", alt, sizes, eager=eager)


@register.simple_tag
def variant_picture(number: int, position: int, alt: str = "", sizes: str = "100vw") -> SafeString:
    """Print the pictures of a variant at a position."""
    return _pictures(reverse("build-picture", args=[number]), f"v={position}", alt, sizes, eager=False)


def _pictures(address: str, mark: str, alt: str, sizes: str, *, eager: bool) -> SafeString:
    def image(look: str) -> dict[str, Any]:
        return {
            "look": look,
            "src": f"{address}?look={look}&w={WIDTHS[1]}&{mark}",
            "srcset": ", ".join(f"{address}?look={look}&w={width}&{mark} {width}w" for width in WIDTHS),
            "sizes": sizes,
            "alt": alt,
            # A picture that is not shown is not fetched either when it may wait.
            "loading": "eager" if eager and look == "day" else "lazy",
            "priority": "high" if eager and look == "day" else "auto",
        }

    return format_html_join(
        "",
        '<img class="only-{}" src="{}" srcset="{}" sizes="{}" alt="{}" loading="{}" fetchpriority="{}" decoding="async" width="1600" height="860">',
        (
            (one["look"], one["src"], one["srcset"], one["sizes"], one["alt"], one["loading"], one["priority"])
            for one in map(image, ("day", "night"))
        ),
    )


@register.simple_tag
def dot(colour: str) -> SafeString:
    """Print a person's colour as a small figure."""
    return format_html(
        '<svg class="figure-dot" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">'
        '<circle cx="10" cy="6" r="4.5" fill="{0}"/><path d="M2 19c0-5 3.6-7.5 8-7.5s8 2.5 8 7.5z" fill="{0}"/></svg>',
        colour if colour.startswith("#") and colour[1:].isalnum() and len(colour) in (4, 7) else "#888888",
    )
