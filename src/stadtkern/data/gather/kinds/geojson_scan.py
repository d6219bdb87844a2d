"""Draws the features out of GeoJSON text one by one, in little memory, whatever wraps them.

Reads feature collections (RFC 7946 and the older 2008 form with "crs"), a single feature or geometry, a list of features,
and one feature a line (RFC 8142 with and without its record separators).
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_BLOCK = 1024 * 1024
_SPACE = " \t\r\n\x1e\ufeff"
GEOMETRIES = frozenset(
    ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection")
)


_FOREIGN = {"CityObjects": "CityJSON", "arcs": "Topology", "objects": "Topology"}
"""Members by which other JSON is known before its bulk is read."""
_LONGEST = 256 * 1024 * 1024
"""Letters that one feature may have at most, so that text without an end cannot fill the memory."""


class BrokenJsonError(ValueError):
    """The text stops being JSON. ``line`` is where, from 1; ``features`` had been read by then; ``cut`` means: at the end."""

    def __init__(self, line: int, features: int, *, cut: bool) -> None:
        super().__init__(f"line {line}")
        self.line, self.features, self.cut = line, features, cut


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line, of a file with one feature a line, that is no JSON."""

    text: str


@dataclass(slots=True)
class Scan:
    """A walk through a file. ``outer`` holds the collection's own members (crs, name …), complete at the end."""

    path: Path
    encoding: str
    outer: dict[str, Any] = field(default_factory=dict)
    bytes_done: int = 0

    def features(self) -> Iterator[Any]:
        """Give each feature as it stands in the JSON, or a BadLine. Raises BrokenJsonError, UnicodeDecodeError."""
        with self.path.open("rb") as file:
            yield from _Text(self, file.read).features()


class _Text:
    """The text that was read and not used up yet."""

    def __init__(self, scan: Scan, read: Any) -> None:
        self._scan, self._read = scan, read
        self._decoder = codecs.getincrementaldecoder(scan.encoding)("strict")
        self._json = json.JSONDecoder(parse_constant=lambda _: None)
        self._text, self._at, self._line = "", 0, 1
        self._end = False
        self._block = _BLOCK
        self._count = 0

    def features(self) -> Iterator[Any]:
        start = self._peek()
        if start == "[":
            self._at += 1
            yield from self._list()
        elif start == "{":
            yield from self._collection_or_lines()
        else:
            raise self._broken()
        if self._peek() and start == "[":
            raise self._broken()

    def _collection_or_lines(self) -> Iterator[Any]:
        """Read the first object member by member; when it held no list of features, more may follow below it."""
        whole: dict[str, Any] = {}
        self._at += 1
        streamed = False
        if self._peek() == "}":
            self._at += 1
        else:
            while True:
                key = self._value()
                if not isinstance(key, str) or self._peek() != ":":
                    raise self._broken()
                self._at += 1
                if key == "features" and self._peek() == "[":
                    self._at += 1
                    streamed = True
                    yield from self._list()
                elif key in _FOREIGN and self._peek() in ("{", "["):
                    self._scan.outer = {"type": _FOREIGN[key]}
                    return
                else:
                    whole[key] = self._value()
                    self._scan.outer = whole
                if self._comma("}"):
                    break
        if streamed or not whole or whole.get("type") not in ("Feature", *GEOMETRIES):
            self._scan.outer = whole
            if self._peek() and not streamed:
                raise self._broken()
            return
        self._scan.outer = {"type": whole["type"]}
        yield whole
        yield from self._lines()

    def _list(self) -> Iterator[Any]:
        if self._peek() == "]":
            self._at += 1
            return
        while True:
            value = self._value()
            self._count += 1
            yield value
            if self._comma("]"):
                return

    def _comma(self, close: str) -> bool:
        """Step over "," (False) or ``close`` (True)."""
        sign = self._peek()
        if sign not in (",", close) or not sign:
            raise self._broken()
        self._at += 1
        return sign == close

    def _lines(self) -> Iterator[Any]:
        while self._peek():
            line = self._rest_of_line()
            if text := line.strip(_SPACE):
                self._count += 1
                try:
                    yield self._json.decode(text)
                except (ValueError, RecursionError):
                    yield BadLine(text)

    def _rest_of_line(self) -> str:
        while (end := self._text.find("\n", self._at)) < 0 and self._fill():
            pass
        line = self._text[self._at :] if end < 0 else self._text[self._at : end + 1]
        self._at += len(line)
        return line

    def _peek(self) -> str:
        """Give the next sign that is not space, without taking it; "" at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._fill():
                return ""

    def _value(self) -> Any:
        if not self._peek():
            raise self._broken()
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except RecursionError as error:
                raise self._broken() from error
            except ValueError as error:
                if len(self._text) > _LONGEST or not self._fill():
                    raise self._broken() from error
                continue
            # A number at the very end may go on in the next block.
            if end == len(self._text) and not self._end and not isinstance(value, dict | list | str):
                self._fill()
                continue
            self._at = end
            self._block = _BLOCK
            return value

    def _fill(self) -> bool:
        """Read on; blocks grow while one value does not end, so that a huge one is not parsed too often."""
        if self._end:
            return False
        data = self._read(self._block)
        self._scan.bytes_done += len(data)
        self._end = not data
        self._line += self._text.count("\n", 0, self._at)
        self._text = self._text[self._at :] + self._decoder.decode(data, self._end)
        self._at = 0
        self._block *= 2
        return not self._end

    def _broken(self) -> BrokenJsonError:
        cut = False
        try:
            self._json.raw_decode(self._text, self._at)
            place = self._at
        except json.JSONDecodeError as error:
            place = max(error.pos, self._at)
            cut = place >= len(self._text.rstrip()) - 1 or error.msg.startswith("Unterminated string")
        except (ValueError, RecursionError, IndexError):
            place = self._at
        return BrokenJsonError(self._line + self._text.count("\n", 0, place), self._count, cut=cut)
