"""Paints the project's own SVG onto a picture. Knows the elements and path commands that ``charts`` writes, and no more."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from xml.etree import ElementTree as ET

from PIL import Image, ImageDraw

_TOKEN = re.compile(r"[MmLlHhVvZzAaCcQqSsTt]|-?(?:\d+\.\d*|\.\d+|\d+)(?:[eE]-?\d+)?")
_TRANSFORM = re.compile(r"(translate|scale)\(([^)]*)\)")
_LIGHT_DARK = re.compile(r"light-dark\(([^,]+),([^)]+)\)")
_ARGUMENTS = {"m": 2, "l": 2, "h": 1, "v": 1, "a": 7, "c": 6, "s": 4, "q": 4, "t": 2, "z": 0}
# What a curve is for the one that follows it smoothly: s goes on from c and s, t from q and t.
_CURVES = {"c": "c", "s": "c", "q": "q", "t": "q"}
XLINK = "{http://www.w3.org/1999/xlink}href"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """How drawing units become pixels: first scaled, then moved."""

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def at(self, point: Point) -> Point:
        """Give the pixel of a point."""
        return point[0] * self.scale + self.x, point[1] * self.scale + self.y

    def moved(self, transform: str) -> Place:
        """Give the place inside a group with this transform."""
        here = self
        for kind, told in _TRANSFORM.findall(transform):
            numbers = [float(one) for one in re.split(r"[ ,]+", told.strip())]
            if kind == "translate":
                x, y = here.at((numbers[0], numbers[1] if len(numbers) > 1 else 0.0))
                here = replace(here, x=x, y=y)
            else:
                here = replace(here, scale=here.scale * numbers[0])
        return here


def paint(svg: str, picture: Image.Image, place: Place, *, night: bool = False) -> None:
    """Paint a drawing onto a picture in RGB; text in it is left out. Nothing is read but the given text."""
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing, made in this process
    named = {one.get("id"): one for one in root.iter() if one.get("id")}
    brush = ImageDraw.Draw(picture, "RGBA")
    for element, where in _walk(root, place, named):
        _shape(brush, element, where, night=night)


def view_box(svg: str) -> tuple[float, float, float, float]:
    """Give a drawing's left, top, width and height in its own units. Raises ValueError when it does not say."""
    found = re.search(r'viewBox="([^"]+)"', svg)
    numbers = [float(one) for one in found[1].split()] if found else []
    if len(numbers) != 4:
        raise ValueError("the drawing has no viewBox")
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _walk(element: ET.Element, place: Place, named: dict[str | None, ET.Element]) -> Iterator[tuple[ET.Element, Place]]:
    tag = element.tag.rpartition("}")[2]
    if tag in ("defs", "title", "desc", "text"):
        return
    here = place.moved(element.get("transform", ""))
    if tag == "use":
        target = named.get((element.get("href") or element.get(XLINK) or "").removeprefix("#"))
        if target is not None:
            yield from _walk(target, here, named)
        return
    yield element, here
    for child in element:
        yield from _walk(child, here, named)


def colour(told: str | None, opacity: str | None, *, night: bool) -> tuple[int, int, int, int] | None:
    """Read a colour as the drawings write it: ``#rrggbb``, ``light-dark(day,night)``, ``none``, ``transparent``."""
    if not told:
        return None
    if pair := _LIGHT_DARK.fullmatch(told):
        told = pair[2 if night else 1]
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", told):
        return None
    alpha = round(255 * float(opacity)) if opacity else 255
    return int(told[1:3], 16), int(told[3:5], 16), int(told[5:7], 16), alpha


def _number(element: ET.Element, name: str) -> float:
    return float(element.get(name, "0"))


def _shape(brush: ImageDraw.ImageDraw, element: ET.Element, place: Place, *, night: bool) -> None:
    tag = element.tag.rpartition("}")[2]
    fill = colour(element.get("fill"), element.get("fill-opacity"), night=night)
    stroke = colour(element.get("stroke"), element.get("stroke-opacity"), night=night)
    width = max(1, round(float(element.get("stroke-width", "1")) * place.scale))
    if tag == "path":
        for outline, _ in outlines(element.get("d", "")):
            points = [place.at(one) for one in outline]
            if fill is not None and len(points) > 2:
                brush.polygon(points, fill=fill)
            if stroke is not None and len(points) > 1:
                brush.line(points, fill=stroke, width=width, joint="curve")
    elif tag == "circle":
        x, y = place.at((_number(element, "cx"), _number(element, "cy")))
        r = _number(element, "r") * place.scale
        brush.ellipse((x - r, y - r, x + r, y + r), fill=fill)
    elif tag == "rect":
        x, y = place.at((_number(element, "x"), _number(element, "y")))
        wide, high = _number(element, "width") * place.scale, _number(element, "height") * place.scale
        if wide > 0 and high > 0:
            brush.rectangle((x, y, x + wide, y + high), fill=fill)
    elif tag == "line" and stroke is not None:
        ends = [(_number(element, "x1"), _number(element, "y1")), (_number(element, "x2"), _number(element, "y2"))]
        brush.line([place.at(one) for one in ends], fill=stroke, width=width)


def outlines(data: str) -> list[tuple[list[Point], bool]]:
    """Read path data into lines of points, each with whether it is closed; arcs and curves become short pieces."""
    found: list[tuple[list[Point], bool]] = []
    points: list[Point] = []
    at: Point = (0.0, 0.0)
    # The last control point of a curve, which s and t reflect.
    bent: tuple[str, Point] = ("", at)
    for command, numbers in _commands(data):
        kind, relative = command.lower(), command.islower()
        base = at if relative else (0.0, 0.0)
        if kind == "z":
            if points:
                found.append((points, True))
                at = points[0]
            points = []
            continue
        if kind == "m":
            if points:
                found.append((points, False))
            at = (base[0] + numbers[0], base[1] + numbers[1])
            points, bent = [at], ("", at)
            continue
        if not points:
            points = [at]
        if kind == "h":
            end = (base[0] + numbers[0], at[1])
        elif kind == "v":
            end = (at[0], base[1] + numbers[0])
        else:
            end = (base[0] + numbers[-2], base[1] + numbers[-1])
        if kind == "a":
            points += _arc(at, end, numbers)
        elif kind in _CURVES:
            controls = [(base[0] + numbers[n], base[1] + numbers[n + 1]) for n in range(0, len(numbers) - 2, 2)]
            if kind in "st":
                from_ = bent[1] if bent[0] == _CURVES[kind] else at
                controls.insert(0, (2 * at[0] - from_[0], 2 * at[1] - from_[1]))
            points += _curve([at, *controls, end])
            bent = (_CURVES[kind], controls[-1])
        else:
            points.append(end)
        at = end
        bent = bent if kind in _CURVES else ("", at)
    if points:
        found.append((points, False))
    return found


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    command, waiting = "", []  # type: str, list[float]
    for token in _TOKEN.findall(data):
        if token.isalpha() and token not in ("e", "E"):
            command, waiting = token, []
            if command in "zZ":
                yield command, []
            continue
        waiting += _numbers(token, command.lower(), len(waiting))
        if command and len(waiting) == _ARGUMENTS[command.lower()]:
            yield command, waiting
            waiting = []
            # More numbers after a move are lines.
            command = {"m": "l", "M": "L"}.get(command, command)


def _numbers(token: str, command: str, at: int) -> list[float]:
    """Read a number; an arc's two flags may stand before it without a space between: "011.5" is 0, 1 and 1.5."""
    flags: list[float] = []
    while command == "a" and at + len(flags) in (3, 4) and token[:1] in ("0", "1"):
        flags.append(float(token[0]))
        token = token[1:]
    return [*flags, float(token)] if token else flags


def _curve(points: list[Point]) -> list[Point]:
    """Cut a Bézier curve into twelve pieces."""
    found = []
    for step in range(1, 13):
        t, level = step / 12, points
        while len(level) > 1:
            level = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(level)]
        found.append(level[0])
    return found


def _arc(start: Point, end: Point, numbers: list[float]) -> list[Point]:
    """Cut an arc into pieces (SVG 1.1, F.6.5): an ellipse is a circle that was turned and stretched."""
    across, along, turned = abs(numbers[0]), abs(numbers[1]), math.radians(numbers[2])
    if not across or not along:
        return [end]
    if across != along:
        stretch = along / across

        def round_(point: Point) -> Point:
            x, y = point
            return (
                x * math.cos(turned) + y * math.sin(turned),
                (y * math.cos(turned) - x * math.sin(turned)) / stretch,
            )

        pieces = _circle(round_(start), round_(end), across, large=bool(numbers[3]), sweep=bool(numbers[4]))
        return [
            (
                x * math.cos(turned) - y * stretch * math.sin(turned),
                x * math.sin(turned) + y * stretch * math.cos(turned),
            )
            for x, y in pieces
        ]
    return _circle(start, end, across, large=bool(numbers[3]), sweep=bool(numbers[4]))


def _circle(start: Point, end: Point, radius: float, *, large: bool, sweep: bool) -> list[Point]:
    dx, dy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    half = math.hypot(dx, dy)
    if half == 0:
        return [end]
    radius = max(radius, half)
    off = math.sqrt(max(0.0, radius * radius - half * half)) / half * (-1 if large == sweep else 1)
    cx, cy = (start[0] + end[0]) / 2 + off * dy, (start[1] + end[1]) / 2 - off * dx
    first, last = math.atan2(start[1] - cy, start[0] - cx), math.atan2(end[1] - cy, end[0] - cx)
    turn = last - first
    if sweep and turn < 0:
        turn += math.tau
    elif not sweep and turn > 0:
        turn -= math.tau
    pieces = max(4, int(abs(turn) / 0.25))
    return [
        (cx + radius * math.cos(first + turn * n / pieces), cy + radius * math.sin(first + turn * n / pieces))
        for n in range(1, pieces + 1)
    ]
