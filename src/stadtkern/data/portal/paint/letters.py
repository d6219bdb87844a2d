"""Words on pictures in the town's own faces: any script in its order, wrapped to a width, shortened when too long."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from PIL import ImageDraw, ImageFont

from stadtkern.town.assets_manifest import ASSETS

Face = ImageFont.FreeTypeFont
Ink = tuple[int, int, int]

# The town's own faces come in two files each; other scripts are drawn with what the machine has.
TITLE = ("bricolage-grotesque-latin-opsz-normal", "bricolage-grotesque-latin-ext-opsz-normal")
BODY = ("fira-sans-latin-400-normal", "fira-sans-latin-ext-400-normal")
STRONG = ("fira-sans-latin-600-normal", "fira-sans-latin-ext-600-normal")
_ELSEWHERE = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
)
_RIGHT_TO_LEFT = ("R", "AL")


@lru_cache(maxsize=64)
def faces(names: tuple[str, ...], size: int, folder: Path = ASSETS) -> tuple[Face, ...]:
    """Open the faces of a set in a size in pixels, the best first. Empty only where neither build nor fonts are there."""
    found: list[Face] = []
    files = [next(iter(sorted(folder.glob(f"{name}-*.woff2"))), None) for name in names]
    for file in [*files, *map(Path, _ELSEWHERE)]:
        if file is None or not file.is_file():
            continue
        face = ImageFont.truetype(str(file), size)
        if names is TITLE and file in files:
            _set_weight(face)
        found.append(face)
    return tuple(found)


def _set_weight(face: Face) -> None:
    """Set a variable face to bold and to its optical size for headings."""
    wanted = {b"Weight": 700.0, b"Optical Size": 48.0, b"Width": 100.0}
    values: list[float] = []
    for axis in face.get_variation_axes():
        least, most, usual = (float(axis[part] or 0) for part in ("minimum", "maximum", "default"))
        values.append(max(least, min(most, wanted.get(axis["name"] or b"", usual))))
    face.set_variation_by_axes(values)


@lru_cache(maxsize=4096)
def _has(face: Face, sign: str) -> bool:
    """Tell whether a face can draw a sign: its picture differs from that of a sign nobody has."""
    if sign.isspace() or unicodedata.category(sign) in ("Mn", "Cf"):
        return True
    return bytes(face.getmask(sign)) != bytes(face.getmask("\U0010fffd"))


def drawable(text: str, set_: Sequence[Face]) -> str:
    """Drop what no face can draw (emoji, odd scripts, control signs), and tidy the gaps that are left."""
    kept = [sign for sign in text if unicodedata.category(sign) != "Cc" and any(_has(face, sign) for face in set_)]
    return " ".join("".join(kept).split())


def right_to_left(text: str) -> bool:
    """Tell whether a text's first strong letter is written from the right."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in ("L", *_RIGHT_TO_LEFT):
            return kind in _RIGHT_TO_LEFT
    return False


def _runs(text: str, set_: Sequence[Face]) -> list[tuple[str, Face]]:
    """Cut a text where another face is needed."""
    runs: list[tuple[str, Face]] = []
    for sign in text:
        face = next((one for one in set_ if _has(one, sign)), set_[0])
        if runs and (runs[-1][1] is face or sign == " "):
            runs[-1] = (runs[-1][0] + sign, runs[-1][1])
        else:
            runs.append((sign, face))
    return runs


def width_of(text: str, set_: Sequence[Face]) -> float:
    """Give a line's width in pixels."""
    return sum(face.getlength(part) for part, face in _runs(text, set_))


def wrapped(text: str, set_: Sequence[Face], width: float, most: int) -> list[str]:
    """Break a text into lines of a width, at most so many; the last one ends in … when there is more."""
    lines: list[str] = []
    for word in text.split():
        pieces = _pieces(word, set_, width)
        for place, piece in enumerate(pieces):
            joined = f"{lines[-1]} {piece}" if lines and place == 0 else piece
            if lines and place == 0 and width_of(joined, set_) <= width:
                lines[-1] = joined
            else:
                lines.append(piece)
    if len(lines) > most:
        lines = lines[:most]
        while lines[-1] and width_of(lines[-1] + "…", set_) > width:
            lines[-1] = lines[-1][:-1].rstrip()
        lines[-1] += "…"
    return lines


def _pieces(word: str, set_: Sequence[Face], width: float) -> list[str]:
    """Cut a word that is longer than a line."""
    pieces = [""]
    for sign in word:
        if pieces[-1] and width_of(pieces[-1] + sign, set_) > width:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def write(
    brush: ImageDraw.ImageDraw, at: tuple[float, float], text: str, set_: Sequence[Face], ink: Ink, *, width: float = 0
) -> None:
    """Write one line with its base at a point; text from the right ends at the point plus ``width``."""
    from_right = right_to_left(text)
    runs = _runs(text, set_)
    if from_right:
        runs = runs[::-1]
    x = at[0] + (width - width_of(text, set_) if from_right and width else 0)
    for part, face in runs:
        brush.text((x, at[1]), part, font=face, fill=ink, anchor="ls")
        x += face.getlength(part)
