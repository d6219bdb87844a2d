"""Opening what people send: plain or gzipped, never larger than can be meant, and what kind of file it is."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from typing import BinaryIO, Literal, cast

from stadtkern.town.text import ProblemError, Text, problem

Kind = Literal["osm", "citygml", "cityjson", "terrain", "trees", "geojson"]
MOST_BYTES = 1 << 30
NAMES: dict[str, Text] = {
    "osm": Text("OpenStreetMap", "OpenStreetMap"),
    "citygml": Text("Stadtmodell (CityGML)", "City model (CityGML)"),
    "cityjson": Text("Stadtmodell (CityJSON)", "City model (CityJSON)"),
    "terrain": Text("Geländehöhen", "Terrain"),
    "trees": Text("Baumkataster", "Tree cadastre"),
    "geojson": Text("GeoJSON", "GeoJSON"),
    "timetable": Text("Fahrplan", "Timetable"),
}


def too_large(path: Path) -> ProblemError:
    """Make the problem of a file that is larger than a quarter can need."""
    gigabytes = MOST_BYTES >> 30
    return problem(
        "survey.large",
        f"Die Datei {path.name} ist größer als {gigabytes} GB. Schneiden Sie bitte das Quartier aus.",
        f"The file {path.name} is larger than {gigabytes} GB. Please cut out the quarter.",
    )


class _Capped(io.RawIOBase):
    """A stream that refuses to give more than a file may hold, however small it was when packed."""

    def __init__(self, stream: BinaryIO, path: Path) -> None:
        self._stream, self._path, self._left = stream, path, MOST_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = cast("bytearray", buffer)
        data = self._stream.read(len(view))
        self._left -= len(data)
        if self._left < 0:
            raise too_large(self._path)
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def opened(path: Path) -> BinaryIO:
    """Open a plain or gzipped file for reading. Raises ProblemError ("survey.large") over a gigabyte."""
    if path.stat().st_size > MOST_BYTES:
        raise too_large(path)
    with path.open("rb") as head:
        packed = head.read(2) == b"\x1f\x8b"
    if not packed:
        return path.open("rb")
    return cast("BinaryIO", io.BufferedReader(_Capped(cast("BinaryIO", gzip.open(path)), path), 1 << 16))


def kind_of(path: Path) -> Kind:
    """Tell what a file is from its first bytes and its name. Raises ProblemError ("survey.file", "survey.kind")."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise too_large(path)
        head = _head(path)
    except (OSError, EOFError) as error:
        raise problem(
            "survey.file",
            f"Die Datei {path.name} lässt sich nicht öffnen.",
            f"The file {path.name} cannot be opened.",
        ) from error
    found = _by_content(path, head) or _by_name(path)
    if found is None:
        raise problem(
            "survey.kind",
            f"Die Datei {path.name} ist nichts, was das Quartier kennt: OpenStreetMap (pbf, osm, gz), CityGML, CityJSON, "
            "Geländehöhen (hgt, GeoTIFF), Baumkataster (CSV) oder GeoJSON.",
            f"The file {path.name} is nothing a quarter knows: OpenStreetMap (pbf, osm, gz), CityGML, CityJSON, terrain "
            "(hgt, GeoTIFF), tree cadastre (CSV) or GeoJSON.",
        )
    return found


def _head(path: Path) -> bytes:
    if path.name.lower().endswith((".bz2", ".zip")):
        with path.open("rb") as plain:
            return plain.read(4096)
    with opened(path) as stream:
        return stream.read(4096)


def _by_content(path: Path, head: bytes) -> Kind | None:
    name = path.name.lower()
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"OSMHeader" in head[:64]:
        return "osm"
    if head[:4] in (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"):
        return "terrain"
    if head[:4] == b"PK\x03\x04":
        return "terrain" if _holds_relief(path) else None
    if text[:1] == b"<" or b"<\x00" in head[:8] or b"\x00<" in head[:8]:
        plain = text.replace(b"\x00", b"")
        if b"<osm" in plain or ".osm" in name:
            return "osm"
        return "citygml" if b"CityModel" in plain or name.endswith((".gml", ".xml", ".gml.gz", ".xml.gz")) else None
    if text[:1] == b"{":
        if b'"CityJSON"' in head or ".city.json" in name or "cityjson" in name:
            return "cityjson"
        return "geojson" if name.endswith((".json", ".geojson", ".json.gz", ".geojson.gz")) else None
    return None


def _by_name(path: Path) -> Kind | None:
    name = path.name.lower()
    if ".osm" in name or name.endswith(".pbf"):
        return "osm"
    if name.endswith((".hgt", ".hgt.gz", ".tif", ".tiff")):
        return "terrain"
    return "trees" if name.endswith((".csv", ".txt", ".tsv", ".csv.gz")) else None


def _holds_relief(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as pack:
            return any(one.lower().endswith((".hgt", ".tif", ".tiff")) for one in pack.namelist())
    except (zipfile.BadZipFile, OSError):
        return False
