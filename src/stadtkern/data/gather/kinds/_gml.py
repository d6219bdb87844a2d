"""Looks through GML before GDAL reads it: what it is, whether it is whole, and which features it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from stadtkern.town.text import Text, problem

_MEMBERS = ("featureMember", "member", "featureMembers", "surfaceMember")
_IDS = ("id", "fid")


@dataclass(slots=True)
class Census:
    """The features of a GML file in order: their element's name and their id ("" where they have none)."""

    features: list[tuple[str, str]] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether every feature has an id of its own."""
        ids = [one for _, one in self.features]
        return all(ids) and len(set(ids)) == len(ids)


def is_city_model(head: bytes) -> bool:
    """Say whether the first bytes are those of CityGML."""
    return re.search(rb"http://www\.opengis\.net/citygml|<(\w+:)?CityModel[\s>]", head) is not None


def is_gml(head: bytes) -> bool:
    """Say whether the first bytes are those of a GML feature collection."""
    return re.search(rb"http://www\.opengis\.net/(gml|wfs)|<(\w+:)?FeatureCollection[\s>]", head) is not None


def count(path: Path) -> Census:
    """Walk through the file. Raises ProblemError: geo.xml-broken, geo.xml-doctype."""
    census = Census()
    walk = _Walk(census)
    parser = expat.ParserCreate()
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except expat.ExpatError as error:
        raise problem(
            "geo.xml-broken",
            f"Die GML-Datei ist in Zeile {error.lineno} beschädigt oder bricht dort ab. Es wurde nichts übernommen.",
            f"The GML file is damaged in line {error.lineno} or breaks off there. Nothing was taken from it.",
            Text("Bitte exportieren Sie die Datei neu.", "Please export the file again."),
        ) from error
    return census


class _Walk:
    """Knows how deep the parser is, and whether a member element is open above."""

    def __init__(self, census: Census) -> None:
        self._census = census
        self._depth = 0
        self._inside: int | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._inside is None:
            if self._depth <= 3 and name.rpartition(":")[2] in _MEMBERS:
                self._inside = self._depth
        elif self._depth == self._inside + 1:
            own = next((value for key, value in attributes.items() if key.rpartition(":")[2] in _IDS), "")
            self._census.features.append((name.rpartition(":")[2], own))

    def end(self, name: str) -> None:
        del name
        if self._inside == self._depth:
            self._inside = None
        self._depth -= 1


def _refuse_doctype(*_: Any) -> None:
    raise problem(
        "geo.xml-doctype",
        "Die Datei enthält eine DOCTYPE-Angabe. Solche XML-Dateien werden aus Gründen der Sicherheit nicht gelesen.",
        "The file holds a DOCTYPE declaration. For safety such XML files are not read.",
        Text("Bitte entfernen Sie die Angabe.", "Please remove the declaration."),
    )
