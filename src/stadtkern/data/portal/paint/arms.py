"""Paints a coat of arms on transparent ground: the shapes and colours that :mod:`stadtkern.town.arms` lets through.

Gradients become their mean colour, masks are left out: at the size of an icon neither is missed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sin, sqrt, tan
from xml.etree import ElementTree as ET

from PIL import Image, ImageChops, ImageColor, ImageDraw

from stadtkern.data.portal.paint.brush import Point, outlines, view_box

Colour = tuple[int, int, int]
Line = tuple[list[Point], bool]
Matrix = tuple[float, float, float, float, float, float]
_DEEPEST = 30
# What is painted at most, a shape counting one: parts may be used again in parts that are used again.
_MOST, _CLIP_COUNTS = 20_000, 200
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TRANSFORM = re.compile(r"(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^)]*)\)")
_NAMED = re.compile(r"\s*url\(\s*['\"]?#([\w.-]+)['\"]?\s*\)\s*")
_SILENT = frozenset({"defs", "clipPath", "mask", "symbol", "linearGradient", "radialGradient", "stop"})


@dataclass(frozen=True, slots=True)
class Ink:
    """What holds for an element and all in it: where it is, and how it is filled and outlined."""

    matrix: Matrix
    fill: Colour | None = (0, 0, 0)
    stroke: Colour | None = None
    width: float = 1.0
    opacity: float = 1.0
    even: bool = False


def painted(svg: str, side: int) -> Image.Image:
    """Give a drawing fitted into a square of so many pixels, with hard edges: smooth ones come by making it smaller.

    Raises ValueError when the drawing has no viewBox or is endless.
    """
    root = ET.fromstring(svg)  # noqa: S314 - cleaned before, without entities
    left, top, wide, high = view_box(svg)
    scale = side / max(wide, high)
    x, y = (side - wide * scale) / 2 - left * scale, (side - high * scale) / 2 - top * scale
    layer = Image.new("RGBA", (side, side))
    _Painter({one.get("id", ""): one for one in root.iter()}, [0]).draw(root, layer, Ink((scale, 0, 0, scale, x, y)), 0)
    return layer


@dataclass(frozen=True, slots=True)
class _Painter:
    named: dict[str, ET.Element]
    count: list[int]

    def draw(self, element: ET.Element, layer: Image.Image, ink: Ink, depth: int) -> None:
        """Paint an element and what is in it; a clip cuts all of it."""
        if _tag(element) in _SILENT or depth > _DEEPEST or element.get("display") == "none":
            return
        ink = self._inked(element, ink)
        clip = self._target(element.get("clip-path"))
        self.count[0] += 1 if clip is None else _CLIP_COUNTS
        if self.count[0] > _MOST:
            raise ValueError("the drawing is too large to be painted")
        if clip is None:
            self._inside(element, layer, ink, depth)
            return
        cut, sheet = Image.new("RGBA", layer.size), Image.new("RGBA", layer.size)
        for one in clip:
            self.draw(one, cut, Ink(ink.matrix), depth + 1)
        self._inside(element, sheet, ink, depth)
        layer.paste(Image.alpha_composite(layer, sheet), mask=cut.getchannel("A"))

    def _inside(self, element: ET.Element, layer: Image.Image, ink: Ink, depth: int) -> None:
        shape = _outlines(element)
        if shape:
            _paint(layer, shape, ink)
        if _tag(element) == "use":
            target = self.named.get(element.get("href", "").removeprefix("#"))
            moved = replace(ink, matrix=_times(ink.matrix, (1, 0, 0, 1, _length(element, "x"), _length(element, "y"))))
            for one in () if target is None else target if _tag(target) == "symbol" else (target,):
                self.draw(one, layer, moved, depth + 1)
        for child in element:
            self.draw(child, layer, ink, depth + 1)

    def _inked(self, element: ET.Element, ink: Ink) -> Ink:
        width, rule = element.get("stroke-width"), element.get("fill-rule")
        return Ink(
            _moved(ink.matrix, element.get("transform", "")),
            self._colour(element.get("fill"), ink.fill),
            self._colour(element.get("stroke"), ink.stroke),
            ink.width if width is None else _read(width, 1.0),
            ink.opacity * _read(element.get("opacity"), 1.0) * _read(element.get("fill-opacity"), 1.0),
            ink.even if rule is None else rule == "evenodd",
        )

    def _target(self, told: str | None) -> ET.Element | None:
        match = _NAMED.fullmatch(told or "")
        return self.named.get(match[1]) if match else None

    def _colour(self, told: str | None, before: Colour | None) -> Colour | None:
        """Read a colour; a gradient is the mean of its stops. What cannot be read is as before."""
        if told is None or told in ("inherit", "currentColor"):
            return before
        if told in ("none", "transparent"):
            return None
        gradient = self._target(told)
        try:
            if gradient is None:
                return _rgb(told)
            stops = [_rgb(one.get("stop-color", "black")) for one in gradient if _tag(one) == "stop"]
        except ValueError:
            return before
        if not stops:
            return None
        red, green, blue = (sum(part) // len(stops) for part in zip(*stops, strict=True))
        return red, green, blue


def _paint(layer: Image.Image, shape: Sequence[Line], ink: Ink) -> None:
    a, b, c, d, e, f = ink.matrix
    width = max(1, round(ink.width * sqrt(abs(a * d - b * c))))
    placed = [([(a * x + c * y + e, b * x + d * y + f) for x, y in points], closed) for points, closed in shape]
    every = [point for points, _ in placed for point in points]
    if not every:
        return
    # Only the part of the picture that the shape lies in is touched.
    edge = width if ink.stroke is not None else 1
    west, north = (max(0, int(min(one[at] for one in every)) - edge) for at in (0, 1))
    east, south = (min(layer.size[at], int(max(one[at] for one in every)) + edge + 2) for at in (0, 1))
    if east <= west or south <= north:
        return
    lines = [([(x - west, y - north) for x, y in points], closed) for points, closed in placed]
    solid = round(255 * min(1.0, max(0.0, ink.opacity)))
    for colour, mask in (
        (ink.fill, _filled(lines, (east - west, south - north), even=ink.even) if ink.fill else None),
        (ink.stroke, _drawn(lines, (east - west, south - north), width) if ink.stroke else None),
    ):
        if colour is not None and mask is not None:
            layer.paste((*colour, 255), (west, north, east, south), mask.point(lambda light: light * solid // 255))


def _filled(lines: Sequence[Line], size: tuple[int, int], *, even: bool) -> Image.Image:
    """Give what rings hold. One that turns the other way than the first is a hole; or every second one is."""
    mask = Image.new("1", size)
    first = 0.0
    for points, _ in lines:
        if len(points) < 3:
            continue
        turn = _turn(points)
        first = first or turn
        if even:
            ring = Image.new("1", size)
            ImageDraw.Draw(ring).polygon(points, fill=1)
            mask = ImageChops.logical_xor(mask, ring)
        else:
            ImageDraw.Draw(mask).polygon(points, fill=int(turn * first > 0))
    return mask.convert("L")


def _drawn(lines: Sequence[Line], size: tuple[int, int], width: int) -> Image.Image:
    mask = Image.new("L", size)
    for points, closed in lines:
        # One more step than a ring has, so that its last corner is a corner too.
        ImageDraw.Draw(mask).line([*points, *points[:2]] if closed else points, fill=255, width=width, joint="curve")
    return mask


def _turn(points: Sequence[Point]) -> float:
    """Give the area that a ring goes round, negative where it goes the other way."""
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairs)


def _outlines(element: ET.Element) -> list[Line]:
    """Give an element's lines of points, each with whether it is closed; nothing for what is no shape."""
    tag = _tag(element)
    if tag == "path":
        return outlines(element.get("d", ""))
    if tag in ("polygon", "polyline"):
        numbers = [float(one) for one in _NUMBER.findall(element.get("points", ""))]
        return [(list(zip(numbers[::2], numbers[1::2], strict=False)), tag == "polygon")]
    if tag == "line":
        return [
            (
                [(_length(element, "x1"), _length(element, "y1")), (_length(element, "x2"), _length(element, "y2"))],
                False,
            )
        ]
    if tag == "rect":
        x, y, wide, high = (_length(element, name) for name in ("x", "y", "width", "height"))
        return [([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)], True)]
    if tag in ("circle", "ellipse"):
        x, y = _length(element, "cx"), _length(element, "cy")
        across, along = (_length(element, "r") or _length(element, name) for name in ("rx", "ry"))
        return [([(x + across * cos(radians(n * 5)), y + along * sin(radians(n * 5))) for n in range(72)], True)]
    return []


def _moved(matrix: Matrix, transform: str) -> Matrix:
    for kind, told in _TRANSFORM.findall(transform):
        n = [float(one) for one in _NUMBER.findall(told)] or [0.0]
        turn = radians(n[0])
        own: Matrix
        if kind == "matrix" and len(n) == 6:
            own = (n[0], n[1], n[2], n[3], n[4], n[5])
        elif kind == "translate":
            own = (1, 0, 0, 1, n[0], n[1] if len(n) > 1 else 0)
        elif kind == "scale":
            own = (n[0], 0, 0, n[1] if len(n) > 1 else n[0], 0, 0)
        elif kind == "rotate":
            x, y = (n[1], n[2]) if len(n) == 3 else (0.0, 0.0)
            own = _times(
                _times((1, 0, 0, 1, x, y), (cos(turn), sin(turn), -sin(turn), cos(turn), 0, 0)), (1, 0, 0, 1, -x, -y)
            )
        elif kind == "skewX":
            own = (1, 0, tan(turn), 1, 0, 0)
        else:
            own = (1, tan(turn) if kind == "skewY" else 0, 0, 1, 0, 0)
        matrix = _times(matrix, own)
    return matrix


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[2] * n[1], m[1] * n[0] + m[3] * n[1], m[0] * n[2] + m[2] * n[3], m[1] * n[2] + m[3] * n[3],
        m[0] * n[4] + m[2] * n[5] + m[4], m[1] * n[4] + m[3] * n[5] + m[5],
    )  # fmt: skip


def _rgb(told: str) -> Colour:
    red, green, blue = ImageColor.getrgb(told.strip())[:3]
    return red, green, blue


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _length(element: ET.Element, name: str) -> float:
    return _read(element.get(name), 0.0)


def _read(told: str | None, default: float) -> float:
    """Read the number that a length begins with; shares may be told in per cent."""
    match = _NUMBER.match((told or "").strip())
    if match is None:
        return default
    return float(match[0]) / (100 if (told or "").strip().endswith("%") else 1)
