"""A portrait of a terrain for its page: heights in calm colours, lit like the map."""

from __future__ import annotations

import io
import math

import numpy as np
import numpy.typing as npt
from PIL import Image

from stadtkern.data.lake.terrain import METRES_PER_DEGREE, Terrain, surface
from stadtkern.data.publish.relief.shade import shade, stretch

# From the lowest to the highest ground: meadows, fields, dry slopes, bare heights.
RAMPS = {
    "light": ("#b9cfa6", "#d5ddb4", "#efe6c4", "#e3cfa6", "#cdb08a", "#b3927a", "#e9e3dc"),
    "dark": ("#1d3d36", "#2c4a3c", "#46513f", "#5d573f", "#766550", "#8d7d70", "#c9c3bb"),
}
LOOKS = tuple(RAMPS)
_LONGEST, _SHORTEST = 1400, 480
_TALLEST = 0.75
_GROUND = {"light": "#f7f1e5", "dark": "#15212b"}


def size_of(terrain: Terrain) -> tuple[int, int]:
    """Give a picture's width and height in pixels, at most three quarters as high as wide, in the ground's own shape."""
    west, south, east, north = terrain.box
    ratio = (north - south) / ((east - west) * max(0.05, math.cos(math.radians((south + north) / 2))))
    width = min(_LONGEST, max(_SHORTEST, 2 * terrain.width))
    return width, max(120, round(width * min(_TALLEST, ratio)))


def portrait(terrain: Terrain, look: str) -> bytes:
    """Draw a terrain from edge to edge as WebP; one that is higher than wide shows its middle."""
    width, height = size_of(terrain)
    west, south, east, north = terrain.box
    step = (east - west) / width
    middle = (south + north) / 2
    step_y = step * max(0.05, math.cos(math.radians(middle)))
    lons = west + (np.arange(-1, width + 1, dtype=np.float64) + 0.5) * step
    lats = middle + height * step_y / 2 - (np.arange(-1, height + 1, dtype=np.float64) + 0.5) * step_y
    ground, known = surface([terrain], lons, lats)
    metres = step_y * METRES_PER_DEGREE
    lit = shade(ground, known, metres, metres, stretch(terrain.slope, math.log2(360 / 256 / step)))
    ground, known = ground[1:-1, 1:-1], known[1:-1, 1:-1]
    colours = _coloured(ground, terrain, RAMPS[look])
    shadow, light = np.clip(-lit, 0, 1)[..., None] * 0.55, np.clip(lit, 0, 1)[..., None] * 0.45
    colours = colours * (1 - shadow)
    colours = colours + (255 - colours) * light
    there = np.clip((known - 0.25) * 4, 0, 1)[..., None]
    paper = np.array(_rgb(_GROUND[look]), np.float32)
    whole = np.clip(colours * there + paper * (1 - there), 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(whole).save(out, "WEBP", quality=82, method=4)
    return out.getvalue()


def _coloured(ground: npt.NDArray[np.float32], terrain: Terrain, ramp: tuple[str, ...]) -> npt.NDArray[np.float32]:
    span = max(1.0, terrain.highest - terrain.lowest)
    share = np.clip((ground - terrain.lowest) / span, 0, 1)
    stops = np.linspace(0, 1, len(ramp))
    channels = np.array([_rgb(one) for one in ramp], np.float32)
    return np.stack([np.interp(share, stops, channels[:, n]) for n in range(3)], axis=-1).astype(np.float32)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
