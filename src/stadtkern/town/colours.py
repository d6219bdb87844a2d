"""Colours that stay readable: how far two stand apart (WCAG 2.2), and the nearest one that stands apart enough.

Lightness is moved in OKLab, so that a colour keeps its character while it gets darker or lighter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import cbrt, hypot

from stadtkern.town.text import problem

# What text needs on its ground (WCAG 2.2, 1.4.3).
ENOUGH = 4.5
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_STEP = 0.005

Rgb = tuple[float, float, float]


def parse(text: str) -> Rgb:
    """Read ``#b4472e`` or ``#b42`` as linear red, green and blue, 0 to 1. Raises ProblemError when it is no colour."""
    if not _HEX.fullmatch(text):
        raise problem(
            "look.colour",
            f"„{text[:40]}“ ist keine Farbe. Schreiben Sie sie wie „#B4472E“.",
            f"“{text[:40]}” is no colour. Write it like “#B4472E”.",
        )
    digits = text[1:] if len(text) == 7 else "".join(sign * 2 for sign in text[1:])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return _linear(red), _linear(green), _linear(blue)


def write(colour: Rgb) -> str:
    """Write a colour as ``#b4472e``; what a screen cannot show is cut off."""
    return "#" + "".join(f"{round(_screen(min(1.0, max(0.0, one))) * 255):02x}" for one in colour)


def contrast(a: str, b: str) -> float:
    """Give the contrast of two colours, 1 to 21."""
    light, dark = sorted((_luminance(parse(a)), _luminance(parse(b))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def least(colour: str, grounds: Iterable[str]) -> float:
    """Give the contrast on the ground where it is least."""
    return min(contrast(colour, ground) for ground in grounds)


def mixed(colour: str, ground: str, share: float) -> str:
    """Mix a share (0 to 1) of a colour into a ground, as ``color-mix(in oklab, …)`` does."""
    pairs = zip(_oklab(parse(colour)), _oklab(parse(ground)), strict=True)
    a, b, c = (one * share + other * (1 - share) for one, other in pairs)
    return write(_rgb((a, b, c)))


def readable(colour: str, grounds: Iterable[str], *, darker: bool) -> str:
    """Give the colour, or the nearest darker (or lighter) one that is readable on every ground, and on a tenth of itself."""
    listed = list(grounds)
    light, a, b = _oklab(parse(colour))
    step = -_STEP if darker else _STEP
    now = write(parse(colour))
    while least(now, [*listed, *(mixed(now, one, 0.1) for one in listed[:1])]) < ENOUGH and 0 < light < 1:
        light += step
        now = write(_shown((light, a, b)))
    return now


def for_the_night(colour: str) -> str:
    """Give a light, soft tone of a colour for dark grounds."""
    _, a, b = _oklab(parse(colour))
    chroma = hypot(a, b)
    soft = min(1.0, 0.13 / chroma) if chroma else 1.0
    return write(_shown((0.76, a * soft, b * soft)))


def _shown(lab: tuple[float, float, float]) -> Rgb:
    """Take colour away until a screen can show it."""
    light, a, b = min(1.0, max(0.0, lab[0])), lab[1], lab[2]
    for _ in range(40):
        rgb = _rgb((light, a, b))
        if all(-0.001 <= one <= 1.001 for one in rgb):
            return rgb
        a, b = a * 0.93, b * 0.93
    return _rgb((light, 0.0, 0.0))


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _screen(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _luminance(colour: Rgb) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def _oklab(colour: Rgb) -> tuple[float, float, float]:
    """Bring a colour to OKLab (Björn Ottosson, 2020)."""
    r, g, b = colour
    one = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    two = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    three = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        0.2104542553 * one + 0.793617785 * two - 0.0040720468 * three,
        1.9779984951 * one - 2.428592205 * two + 0.4505937099 * three,
        0.0259040371 * one + 0.7827717662 * two - 0.808675766 * three,
    )


def _rgb(lab: tuple[float, float, float]) -> Rgb:
    light, a, b = lab
    one = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    two = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    three = (light - 0.0894841775 * a - 1.291485548 * b) ** 3
    return (
        4.0767416621 * one - 3.3077115913 * two + 0.2309699292 * three,
        -1.2684380046 * one + 2.6097574011 * two - 0.3413193965 * three,
        -0.0041960863 * one - 0.7034186147 * two + 1.707614701 * three,
    )
