"""The town's coat of arms: an SVG reduced to drawing, or a picture drawn anew. What comes out cannot act."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree as ET

from stadtkern.town.text import ProblemError, problem

LARGEST = 2_000_000
SIDE = 512
TAB_SIDE = 32
_MOST_ELEMENTS = 20_000
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_ELEMENT_NAMES = "svg g path rect circle ellipse line polyline polygon defs linearGradient radialGradient stop clipPath mask symbol use"
_ELEMENTS = frozenset(_ELEMENT_NAMES.split())
_ATTRIBUTE_NAMES = """
    d x y x1 y1 x2 y2 cx cy r rx ry fx fy width height points viewBox transform id offset gradientUnits gradientTransform
    spreadMethod clipPathUnits maskUnits maskContentUnits preserveAspectRatio fill fill-rule fill-opacity stroke
    stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset stroke-opacity opacity
    stop-color stop-opacity clip-path clip-rule mask color display visibility vector-effect
"""
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
_POINTS_INSIDE = re.compile(r"\s*url\(\s*['\"]?#[\w.-]+['\"]?\s*\)\s*")
_DOCTYPE = re.compile(r"<!doctype[^>\[]*>", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Arms:
    """A coat of arms that is safe to give out. ``tab``: a small PNG for the browser's tab; an SVG needs none."""

    content: bytes
    media_type: str
    mark: str
    tab: bytes = b""

    @property
    def is_drawing(self) -> bool:
        """Whether it is an SVG, sharp at any size."""
        return self.media_type == "image/svg+xml"


def arms_of(folder: Path, name: str) -> Arms | None:
    """Give the coat of arms in a town's folder; None when the town has named none.

    Raises ProblemError when the file is missing, too large, outside the folder or no picture.
    """
    if not name:
        return None
    file = (folder / name).resolve()
    if not file.is_relative_to(folder.resolve()) or not file.is_file():
        raise problem(
            "look.arms.missing",
            f"Das Wappen „{name[:80]}“ liegt nicht im Ordner der Stadt. Legen Sie die Datei neben town.toml.",
            f"The coat of arms “{name[:80]}” is not in the town's folder. Put the file beside town.toml.",
        )
    told = file.stat()
    return _read(file, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=8)
def _read(file: Path, _changed: int, size: int) -> Arms:
    if size > LARGEST:
        raise problem(
            "look.arms.large",
            f"Das Wappen hat {size:,} Byte. Erlaubt sind 2 MB.".replace(",", "."),
            f"The coat of arms has {size:,} bytes. Up to 2 MB are allowed.",
        )
    content = file.read_bytes()
    if file.suffix.lower() == ".svg":
        clean = clean_svg(content)
        return Arms(clean, "image/svg+xml", _mark(clean))
    picture = _drawn(content, SIDE)
    return Arms(picture, "image/png", _mark(picture), _drawn(content, TAB_SIDE))


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _drawn(content: bytes, side: int) -> bytes:
    """Draw a picture anew as PNG in a square, transparent around; whatever else the file carried is gone."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content)) as found:
            found.load()
            picture = found.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _no_picture() from error
    picture.thumbnail((side, side))
    square = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    square.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    written = io.BytesIO()
    square.save(written, "PNG", optimize=True)
    return written.getvalue()


def clean_svg(content: bytes) -> bytes:
    """Give an SVG that holds shapes and colours alone: no script, style sheet, text, picture, link or animation.

    Raises ProblemError when it is no SVG, or when nothing drawn is left of it.
    """
    try:
        text = content.decode("utf-8-sig")
        lowered = text.lower()
        if "<!entity" in lowered or "\0" in text:
            raise _no_picture()
        # Without entities a document cannot grow while it is read.
        root = ET.fromstring(_DOCTYPE.sub("", text, count=1))  # noqa: S314 - no entities, see above
    except (UnicodeDecodeError, ET.ParseError) as error:
        raise _no_picture() from error
    if root.tag not in (f"{{{_SVG}}}svg", "svg"):
        raise _no_picture()
    count = [0]
    made = _clean(root, count)
    shapes = {"path", "rect", "circle", "ellipse", "polygon", "polyline", "line"}
    if made is None or not any(one.tag in shapes for one in made.iter()):
        raise _no_picture()
    if "viewBox" not in made.attrib:
        sides = [_NUMBER.match(root.get(name, "")) for name in ("width", "height")]
        made.set("viewBox", f"0 0 {' '.join(one.group(1) if one else '100' for one in sides)}")
    made.attrib.pop("width", None)
    made.attrib.pop("height", None)
    made.set("xmlns", _SVG)
    return bytes(ET.tostring(made, encoding="utf-8"))


def _clean(element: ET.Element, count: list[int]) -> ET.Element | None:
    name = element.tag.removeprefix(f"{{{_SVG}}}") if isinstance(element.tag, str) else ""
    count[0] += 1
    if name not in _ELEMENTS or count[0] > _MOST_ELEMENTS:
        return None
    made = ET.Element(name)
    declared = [part.partition(":") for part in element.get("style", "").split(";")]
    for key, value in [*element.attrib.items(), *((key.strip(), value.strip()) for key, _, value in declared)]:
        if key in _ATTRIBUTES and _harmless(value):
            made.set(key, value)
        elif key in ("href", _XLINK) and name == "use" and re.fullmatch(r"#[\w.-]+", value):
            made.set("href", value)
    for child in element:
        kept = _clean(child, count)
        if kept is not None:
            made.append(kept)
    return made


def _harmless(value: str) -> bool:
    """Tell whether a value points nowhere but into the drawing itself."""
    lowered = value.lower()
    if "url" in lowered:
        return _POINTS_INSIDE.fullmatch(value) is not None
    return not any(sign in lowered for sign in ("javascript", "expression", "@import", "\\", "<", ">"))


def _no_picture() -> ProblemError:
    return problem(
        "look.arms.picture",
        "Das Wappen ist kein Bild, das sich zeigen lässt. Nehmen Sie eine SVG-, PNG-, JPEG- oder WebP-Datei.",
        "The coat of arms is no picture that can be shown. Use an SVG, PNG, JPEG or WebP file.",
    )
