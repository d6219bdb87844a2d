"""Light and shadow of a ground: from heights to a small PNG of black and white with transparency.

The ground is lit from the north-west, as maps are, softly also from west and north. What is flat stays untouched, so the
map's own colours show; slopes away from the light get a dark grey, slopes towards it white, each as transparent as they are
gentle.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

Grid = npt.NDArray[np.float32]
# Where light comes from: degrees from north, share. Together they show valleys of every direction.
LIGHTS = ((315.0, 0.6), (270.0, 0.2), (0.0, 0.2))
_ALTITUDE = math.radians(40)
# Shown slopes are stretched so that the steeper ground of a terrain is about this steep in the picture.
_WANTED = 0.32
_LEAST_STRETCH, _MOST_STRETCH = 1.0, 9.0
# How dark shadows and how bright lit slopes get at most, 0 to 1.
_DARKEST, _BRIGHTEST = 0.62, 0.62
# A shadow on paper is never quite black: a warm grey sits better on sand, and on ink it makes no difference.
_SHADOW = (38, 30, 20)
STEPS = 32


def stretch(slope: float, zoom: float) -> float:
    """Give how many times heights are shown higher: flat land more than mountains, and more from farther off."""
    base = min(_MOST_STRETCH, max(_LEAST_STRETCH, _WANTED / max(slope, 1e-4)))
    return float(base * 1.22 ** max(0.0, 12.5 - zoom))


def shade(heights: Grid, known: Grid, across: float | Grid, along: float | Grid, stretched: float) -> Grid:
    """Give how much each pixel is lit more (above 0) or less (below 0) than flat ground, -1 to 1.

    ``across``, ``along``: a pixel's width and height in metres, one number or one for each row. The outermost pixels are
    only there to know slopes at and are cut off. Where the ground is not ``known`` all around it fades to nothing.
    """
    scale_x, scale_y = np.reshape(np.float32(1) / across, (-1, 1)), np.reshape(np.float32(1) / along, (-1, 1))
    inner = slice(1, -1)
    if scale_x.shape[0] > 1:
        scale_x = scale_x[inner]
    if scale_y.shape[0] > 1:
        scale_y = scale_y[inner]
    dx = (heights[inner, 2:] - heights[inner, :-2]) * (scale_x * np.float32(stretched / 2))
    dy = (heights[:-2, inner] - heights[2:, inner]) * (scale_y * np.float32(stretched / 2))
    flat = math.sin(_ALTITUDE)
    east = sum(share * math.sin(math.radians(azimuth)) for azimuth, share in LIGHTS)
    north = sum(share * math.cos(math.radians(azimuth)) for azimuth, share in LIGHTS)
    # A slope that rises towards the light turns away from it.
    away = (dx * np.float32(east) + dy * np.float32(north)) * np.float32(math.cos(_ALTITUDE))
    lit = (np.float32(flat) - away) / np.sqrt(1 + dx * dx + dy * dy) - np.float32(flat)
    sure = np.clip((known[inner, inner] - 0.5) * 2, 0, 1)
    soft = np.tanh(lit * np.float32(2.2)) * (sure * sure * (3 - 2 * sure))
    shaded: Grid = np.nan_to_num(soft.astype(np.float32))
    return shaded


@dataclass(frozen=True, slots=True)
class Inks:
    """How strong shadow and light are drawn, 0 to 1."""

    dark: float = _DARKEST
    bright: float = _BRIGHTEST


def palette(inks: Inks) -> tuple[bytes, bytes]:
    """Give colours and transparency: 0 is nothing, then ``STEPS`` of shadow, then ``STEPS`` of light."""
    colours = bytes(_SHADOW) * (STEPS + 1) + b"\xff" * (3 * STEPS)
    dark = [round(255 * inks.dark * n / STEPS) for n in range(1, STEPS + 1)]
    bright = [round(255 * inks.bright * n / STEPS) for n in range(1, STEPS + 1)]
    return colours, bytes([0, *dark, *bright])


def png(lit: Grid, inks: Inks | None = None) -> bytes:
    """Write what ``shade`` gave as a PNG with a palette."""
    levels = np.rint(np.abs(lit) * STEPS).astype(np.uint8)
    indices = np.where((lit > 0) & (levels > 0), levels + STEPS, levels).astype(np.uint8)
    picture = Image.frombytes("P", (indices.shape[1], indices.shape[0]), indices.tobytes())
    colours, alphas = palette(inks or Inks())
    picture.putpalette(colours)
    out = io.BytesIO()
    picture.save(out, "PNG", transparency=alphas, compress_level=4)
    return out.getvalue()
