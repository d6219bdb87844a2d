"""Which kind of source a file is, decided by its content first and its name second."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from stadtkern.data.gather.model import SourceKind
from stadtkern.town.text import problem

# Modules by kind, in the order they are asked; loaded when first needed, since readers of files are heavy.
FILE_KINDS = {
    "gtfs": "gtfs",
    "terrain": "terrain",
    "osm": "osm",
    "geofile": "geofile",
    "excel": "excel",
    "json": "json_",
    "csv": "csv_",
}
HEAD_BYTES = 65536
_LEAST = 0.2


@cache
def kind_of(name: str) -> SourceKind:
    """Give a kind by its name. Raises ProblemError for a name that is none."""
    if name not in FILE_KINDS:
        known = ", ".join(sorted(FILE_KINDS))
        raise problem(
            "source.kind",
            f"Die Art „{name}“ gibt es nicht. Möglich sind: {known}.",
            f"There is no kind “{name}”. There are: {known}.",
        )
    module = import_module(f"stadtkern.data.gather.kinds.{FILE_KINDS[name]}")
    found: SourceKind = module.KIND
    return found


def choose(path: Path, name: str) -> SourceKind:
    """Find the kind that is surest of this file. Raises ProblemError when the file is empty or none knows it."""
    if not path.is_file():
        raise problem(
            "file.missing",
            f"Die Datei „{name}“ gibt es nicht.",
            f"There is no file “{name}”.",
        )
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    # A tile of the sea begins with zeros, as heights.
    if not head.strip(b"\x00\xef\xbb\xbf \t\r\n") and kind_of("terrain").recognise(path, name, head) < _LEAST:
        raise problem(
            "file.empty",
            f"Die Datei „{name}“ ist leer. Es wurde nichts verändert.",
            f"The file “{name}” is empty. Nothing was changed.",
        )
    sure = [(kind_of(kind).recognise(path, name, head), -place, kind) for place, kind in enumerate(FILE_KINDS)]
    best = max(sure)
    if best[0] < _LEAST:
        raise problem(
            "file.unknown",
            f"Was in „{name}“ steht, kennt stadtkern nicht. Es liest CSV, Excel, GeoJSON, GeoPackage, Shapefile (zip), "
            "GML, FlatGeobuf, GTFS, OpenStreetMap, Höhenmodelle (.hgt, GeoTIFF) und JSON.",
            f"stadtkern does not know what is in “{name}”. It reads CSV, Excel, GeoJSON, GeoPackage, Shapefile (zip), "
            "GML, FlatGeobuf, GTFS, OpenStreetMap, height models (.hgt, GeoTIFF) and JSON.",
        )
    return kind_of(best[2])
