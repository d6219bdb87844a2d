"""Signs of lines, as small pictures in the line's own colours."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from stadtkern.data.portal.departures import Line

register = template.Library()
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_PLAIN = "#44535f"
_LONGEST = 8


@register.simple_tag
def line_sign(line: Line) -> SafeString:
    """Draw a line's name on its colour; ink or white, whichever can be read on it."""
    name = line.name if len(line.name) <= _LONGEST else f"{line.name[: _LONGEST - 1]}…"
    ground = line.colour if _COLOUR.fullmatch(line.colour) else _PLAIN
    width = max(30, 14 + 9 * len(name))
    return format_html(
        '<svg class="line-sign" width="{w}" height="24" viewBox="0 0 {w} 24" role="img" aria-label="{label}">'
        '<rect width="{w}" height="24" rx="4" fill="{ground}"/>'
        '<text x="{middle}" y="17" text-anchor="middle" fill="{ink}">{name}</text></svg>',
        w=width,
        middle=width // 2,
        ground=ground,
        ink="#15212b" if _light(ground) else "#ffffff",
        name=name,
        label=line.name,
    )


def _light(colour: str) -> bool:
    """Tell whether ink stands out on a colour better than white does (WCAG's relative luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18
