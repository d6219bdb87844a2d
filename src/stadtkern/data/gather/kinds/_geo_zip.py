"""Finds files of places in a zip and unpacks them onto a stage: several Shapefiles, or any of the other formats."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from stadtkern.data.gather.guarding import Member, check_zip, extract, require_space
from stadtkern.data.gather.kinds._stage import Stage
from stadtkern.data.gather.model import Opening
from stadtkern.data.harmonise.text_encoding import detect
from stadtkern.town.text import ProblemError, Text, problem

_KINDS = {".shp": "shp", ".gpkg": "gpkg", ".geojson": "json", ".geojsonl": "json", ".gml": "gml", ".fgb": "fgb"}
_MAYBE = {".json": "json", ".xml": "gml"}
_BESIDE = (".shx", ".dbf", ".prj", ".cpg", ".xsd")
_NEEDED = (".shx", ".dbf")
MOST_FILES = 100

Found = dict[str, tuple[str, dict[str, Member]]]
"""Path without ending → the format, and the files that belong together by their ending."""


def what_is_inside(path: Path, name: str) -> float:
    """Say how sure a zip is one of places, by its directory; a zip of anything else is still best told from here."""
    try:
        with zipfile.ZipFile(path) as archive:
            endings = {_ending(one) for one in archive.namelist()[:10_000]}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return 0.3
    if endings & set(_KINDS):
        return 0.95
    if endings & {".xlsx", ".ods"} or any(one.startswith("xl") for one in endings):
        return 0.0
    return 0.25 if name.lower().endswith(".zip") else 0.0


def find(opening: Opening) -> Found:
    """Find what can be read in the zip. Raises ProblemError: archive.*, geo.zip-content, geo.shapefile-parts, geo.files."""
    members = check_zip(opening.path, opening.limits)
    groups: dict[str, dict[str, Member]] = {}
    for member in members:
        ending = _ending(member.name)
        groups.setdefault(member.name[: len(member.name) - len(ending)].lower(), {})[ending] = member
    kinds = _KINDS if any(set(_KINDS) & set(group) for group in groups.values()) else _MAYBE
    found: Found = {}
    for stem, group in groups.items():
        for ending, kind in kinds.items():
            if ending in group:
                found[stem + ending] = (
                    kind,
                    {ending: group[ending]} | {one: group[one] for one in _BESIDE if one in group},
                )
    if not found:
        raise _nothing_known(members)
    if len(found) > MOST_FILES:
        raise problem(
            "geo.files",
            f"Das Archiv enthält {len(found)} Geodateien, erlaubt sind {MOST_FILES}.",
            f"The archive holds {len(found)} geodata files, {MOST_FILES} are allowed.",
        )
    for kind, group in found.values():
        if kind == "shp":
            _check_shapefile(group)
    return found


def unpack(opening: Opening, found: Found, stage: Stage) -> list[tuple[str, Path]]:
    """Unpack what was found, each into a folder of its own, and give (format, path)."""
    sizes = sum(member.size for _, group in found.values() for member in group.values())
    require_space(stage.folder, sizes)
    unpacked = []
    for number, (kind, group) in enumerate(found.values()):
        folder = stage.folder / f"zip{number}"
        folder.mkdir()
        main: Path | None = None
        for ending, member in group.items():
            stem = PurePosixPath(member.base).stem.replace("\x00", "") or "layer"
            target = extract(opening.path, member, folder / f"{stem[:100]}{ending}", opening.limits)
            main = main or target
        if main is not None:
            if kind == "shp":
                _settle_encoding(main)
            unpacked.append((kind, main))
    return unpacked


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _check_shapefile(group: dict[str, Member]) -> None:
    missing = [ending for ending in _NEEDED if ending not in group]
    if missing:
        listed = ", ".join(missing)
        base = group[".shp"].base
        raise problem(
            "geo.shapefile-parts",
            f"Zum Shapefile „{base}“ fehlt im Archiv: {listed}.",
            f"The Shapefile “{base}” lacks in the archive: {listed}.",
            Text(
                "Bitte packen Sie .shp, .shx, .dbf und .prj mit gleichem Namen zusammen in das ZIP-Archiv.",
                "Please pack .shp, .shx, .dbf and .prj of the same name together into the ZIP archive.",
            ),
        )


def _settle_encoding(shapefile: Path) -> None:
    """Name the encoding of a table that does not, when its words are UTF-8: GDAL would take them for Latin-1."""
    if shapefile.with_suffix(".cpg").is_file():
        return
    with shapefile.with_suffix(".dbf").open("rb") as file:
        header = file.read(12)
        file.seek(int.from_bytes(header[8:10], "little"))
        words = file.read(4 * 1024 * 1024)
    if not words.isascii() and detect(words).name.startswith("utf-8"):
        shapefile.with_suffix(".cpg").write_text("UTF-8", "ascii")


def _nothing_known(members: list[Member]) -> ProblemError:
    listed = ", ".join(member.base for member in members[:5])
    return problem(
        "geo.zip-content",
        f"Im Archiv ist nichts, was sich lesen lässt. Es enthält: {listed}.",
        f"The archive holds nothing that can be read. It contains: {listed}.",
        Text(
            "Gelesen werden ZIP-Archive mit Shapefile, GeoPackage, GeoJSON, GML, FlatGeobuf oder GTFS. Andere Dateien laden Sie "
            "bitte einzeln hoch.",
            "ZIP archives with Shapefile, GeoPackage, GeoJSON, GML, FlatGeobuf or GTFS are read. Please upload other files "
            "on their own.",
        ),
    )
