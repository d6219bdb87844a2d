"""GeoJSON as a layer: one walk to learn columns, places and faults of form, further walks to give the rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from stadtkern.data.gather.guarding import read_head
from stadtkern.data.gather.kinds._geo_layer import ISO, ISO_DAY, RawColumn, RawLayer
from stadtkern.data.gather.kinds._geo_reasons import reason
from stadtkern.data.gather.kinds._stage import ARROW_TYPES, BATCH_ROWS
from stadtkern.data.gather.kinds._wkb import Pair
from stadtkern.data.gather.kinds.geojson_scan import GEOMETRIES, BadLine, BrokenJsonError, Scan
from stadtkern.data.gather.kinds.geojson_shapes import BadShapeError, Shape
from stadtkern.data.gather.model import Guess, Limits, Opening
from stadtkern.data.gather.tally import Tally
from stadtkern.data.harmonise.text_encoding import detect
from stadtkern.town.text import ProblemError, Text, problem

_ISO, _ISO_DAY = re.compile(ISO), re.compile(ISO_DAY)
_SAMPLE = 200
_PLACES = 2000
_LARGEST = 2**63 - 1
_AGAIN = Text(
    "Bitte exportieren Sie die Datei neu. Oft wurde die Übertragung abgebrochen.",
    "Please export the file again. Often a transfer was interrupted.",
)


@dataclass(slots=True)
class _Facts:
    """What the values of one property are, over the whole file."""

    kinds: dict[str, int] = field(default_factory=dict)
    sample: list[str] = field(default_factory=list)
    iso: bool = True
    days: bool = True

    def see(self, value: Any) -> None:
        kind = _KINDS.get(type(value), "nested")
        if kind == "integer" and abs(value) > _LARGEST:
            kind = "huge"
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if kind == "text":
            self.iso = self.iso and _ISO.fullmatch(value) is not None
            self.days = self.days and self.iso and _ISO_DAY.fullmatch(value) is not None
            if len(self.sample) < _SAMPLE:
                self.sample.append(value)


_KINDS = {bool: "boolean", int: "integer", float: "number", str: "text"}


def layer(opening: Opening, path: Path, name: str) -> RawLayer:
    """Walk through a GeoJSON file and give its layer.

    Raises ProblemError: geo.json-broken, geo.json-cut, geo.no-features, geo.topojson, geo.esrijson, geo.citymodel,
    geo.columns.
    """
    encoding = detect(read_head(path)).name
    guesses: list[Guess] = []
    try:
        facts, places, outer, has_id = _learn(opening, path, encoding)
    except UnicodeDecodeError:
        if encoding == "cp1252":
            raise _broken(BrokenJsonError(1, 0, cut=False)) from None
        encoding = "cp1252"
        try:
            facts, places, outer, has_id = _learn(opening, path, encoding)
        except UnicodeDecodeError:
            raise _broken(BrokenJsonError(1, 0, cut=False)) from None
    if encoding not in ("utf-8", "utf-8-sig", "ascii"):
        guesses.append(
            Guess("text.encoding", Text(f"Zeichensatz {encoding}", f"Encoding {encoding}"), 0.8, None, encoding)
        )
    columns = [_column(header, one, guesses) for header, one in facts.items()]
    if has_id:
        header = "id" if "id" not in facts else "feature_id"
        columns.insert(0, RawColumn(header, "text", is_id=True))

    def tables(tally: Tally) -> Iterator[pa.Table]:
        return _tables(Scan(path, encoding), columns, opening.limits, tally)

    return RawLayer(name, columns, tables, _crs(outer), places, guesses=guesses)


def _learn(opening: Opening, path: Path, encoding: str) -> tuple[dict[str, _Facts], list[Pair], dict[str, Any], bool]:
    scan = Scan(path, encoding)
    facts: dict[str, _Facts] = {}
    places: list[Pair] = []
    has_id = False
    total = path.stat().st_size
    count = 0
    try:
        for count, thing in enumerate(scan.features(), start=1):
            feature = _feature(thing)
            if feature is None:
                if count == 1:
                    _foreign(thing)
                continue
            for key, value in (feature.get("properties") or {}).items():
                if value is not None:
                    if (one := facts.get(key)) is None:
                        one = facts[key] = _Facts()
                        few_enough(len(facts), opening.limits)
                    one.see(value)
                elif key not in facts:
                    facts[key] = _Facts()
            has_id = has_id or _own_id(feature) is not None
            if len(places) < _PLACES or count % 50 == 0:
                _place(feature, places)
            if opening.progress and count % 5_000 == 0:
                opening.progress(scan.bytes_done, total * 2)
    except BrokenJsonError as error:
        raise _broken(error) from error
    if count == 0:
        _foreign(scan.outer)
    return facts, places, scan.outer, has_id


def _feature(thing: Any) -> dict[str, Any] | None:
    """Give a feature, wrapping a bare geometry; None for what is neither."""
    if not isinstance(thing, dict):
        return None
    kind = thing.get("type")
    if kind == "Feature":
        properties = thing.get("properties")
        return thing if properties is None or isinstance(properties, dict) else None
    return {"type": "Feature", "geometry": thing, "properties": {}} if kind in GEOMETRIES else None


def _own_id(feature: dict[str, Any]) -> str | None:
    """Give the feature's own id, unless a property repeats it."""
    own = feature.get("id")
    if own is None or isinstance(own, dict | list):
        return None
    properties = feature.get("properties") or {}
    return None if str(properties.get("id")) == str(own) else str(own)


def _place(feature: dict[str, Any], places: list[Pair]) -> None:
    shape = Shape()
    try:
        shape.wkb(feature.get("geometry"))
    except BadShapeError:
        return
    if shape.first is not None:
        if len(places) < _PLACES:
            places.append(shape.first)
        else:
            places[len(places) // 2 :] = [*places[len(places) // 2 + 1 :], shape.first]


def _foreign(thing: Any) -> None:
    """Say what JSON this is when it holds no features. Raises ProblemError, always."""
    found = thing if isinstance(thing, dict) else {}
    if found.get("type") == "CityJSON":
        raise city_model()
    if found.get("type") == "Topology":
        raise problem(
            "geo.topojson",
            "Die Datei ist TopoJSON. Gelesen wird GeoJSON.",
            "The file is TopoJSON. GeoJSON is what can be read.",
            Text("Bitte exportieren Sie sie als GeoJSON.", "Please export it as GeoJSON."),
        )
    if "attributes" in found:
        raise problem(
            "geo.esrijson",
            "Die Datei ist im JSON-Format von ArcGIS geschrieben, nicht als GeoJSON.",
            "The file is written in ArcGIS' own JSON, not as GeoJSON.",
            Text("Wählen Sie beim Abruf „f=geojson“ statt „f=json“.", "Ask the server for “f=geojson”, not “f=json”."),
        )
    raise no_features()


def no_features() -> ProblemError:
    """Make the problem of a file without any feature."""
    return problem(
        "geo.no-features",
        "Die Datei enthält keine Geoobjekte. Es wurde nichts übernommen.",
        "The file holds no features. Nothing was taken from it.",
        Text("Bitte prüfen Sie den Export.", "Please check the export."),
    )


def city_model() -> ProblemError:
    """Make the problem of a building model, which is read elsewhere."""
    return problem(
        "geo.citymodel",
        "Die Datei ist ein 3D-Stadtmodell (CityGML oder CityJSON). Als Datensatz wird es nicht eingelesen.",
        "The file is a 3D city model (CityGML or CityJSON). It is not read as a dataset.",
        Text(
            "Gebäudemodelle kommen über die Bestandsaufnahme des Quartiers herein. Laden Sie die Datei dort hoch.",
            "Building models come in through the quarter's survey. Please upload the file there.",
        ),
    )


def _broken(error: BrokenJsonError) -> ProblemError:
    if error.cut:
        return problem(
            "geo.json-cut",
            f"Die Datei bricht in Zeile {error.line} nach {error.features} Objekten ab. Es wurde nichts übernommen.",
            f"The file breaks off in line {error.line} after {error.features} features. Nothing was taken from it.",
            _AGAIN,
        )
    return problem(
        "geo.json-broken",
        f"Die Datei ist kein gültiges JSON: In Zeile {error.line} stimmt etwas nicht. Es wurde nichts übernommen.",
        f"The file is not valid JSON: something is wrong in line {error.line}. Nothing was taken from it.",
        _AGAIN,
    )


def few_enough(count: int, limits: Limits) -> None:
    """See that a layer has no more columns than allowed. Raises ProblemError: geo.columns."""
    if count > limits.columns:
        raise problem(
            "geo.columns",
            f"Die Datei hat mehr als {limits.columns} verschiedene Spalten.",
            f"The file has more than {limits.columns} different columns.",
            Text("Bitte lassen Sie nicht benötigte Spalten weg.", "Please leave out columns that are not needed."),
        )


def _column(header: str, facts: _Facts, guesses: list[Guess]) -> RawColumn:
    kinds = set(facts.kinds)
    if len(kinds) == 1 and kinds <= {"integer", "number", "boolean"}:
        return RawColumn(header, kinds.pop())
    if kinds == {"integer", "number"}:
        return RawColumn(header, "number")
    if len(kinds) > 1 or kinds & {"huge", "nested"}:
        guesses.append(_kept_as_text(header, facts.kinds))
    iso = kinds == {"text"} and facts.iso
    return RawColumn(header, "text", facts.sample, iso, iso and facts.days)


_NAMES = {
    "boolean": ("Ja/Nein", "yes/no"),
    "integer": ("ganze Zahlen", "whole numbers"),
    "number": ("Zahlen", "numbers"),
    "text": ("Text", "text"),
    "huge": ("sehr große Zahlen", "very large numbers"),
    "nested": ("verschachtelte Werte", "nested values"),
}


def _kept_as_text(header: str, kinds: dict[str, int]) -> Guess:
    german = ", ".join(f"{_NAMES[kind][0]} ({count})" for kind, count in kinds.items())
    english = ", ".join(f"{_NAMES[kind][1]} ({count})" for kind, count in kinds.items())
    if set(kinds) == {"nested"}:
        return Guess(
            "column.nested",
            Text(
                f"Die Spalte „{header}“ enthält verschachtelte Werte. Sie stehen als JSON-Text in den Daten.",
                f"The column “{header}” holds nested values. They stand in the data as JSON text.",
            ),
            1.0,
            header,
            "text",
        )
    return Guess(
        "column.mixed",
        Text(
            f"Die Spalte „{header}“ enthält Verschiedenes: {german}. Damit nichts verloren geht, bleibt sie Text.",
            f"The column “{header}” holds different things: {english}. So that nothing is lost it stays text.",
        ),
        max(kinds.values()) / sum(kinds.values()),
        header,
        "text",
    )


def _crs(outer: dict[str, Any]) -> str | None:
    """Give the system that the older form of GeoJSON names; None means WGS84, unless the numbers say otherwise."""
    stated = outer.get("crs") or outer.get("coordRefSys")
    if isinstance(stated, dict):
        name = (stated.get("properties") or {}).get("name") or (stated.get("properties") or {}).get("code")
        return str(name) if name else None
    return stated if isinstance(stated, str) else None


def _tables(scan: Scan, columns: list[RawColumn], limits: Limits, tally: Tally) -> Iterator[pa.Table]:
    rows: list[tuple[int, dict[str, Any], bytes | None]] = []
    for number, thing in enumerate(scan.features(), start=1):
        feature = _feature(thing)
        if feature is None:
            tally.count(1)
            code = "geo.json-line" if isinstance(thing, BadLine) else "geo.no-feature"
            tally.refuse(number, code, reason(code), value=thing.text[:120] if isinstance(thing, BadLine) else None)
            continue
        shape = Shape()
        try:
            geometry = shape.wkb(feature.get("geometry"))
        except BadShapeError as error:
            tally.count(1)
            tally.refuse(number, str(error), reason(str(error)))
            continue
        if shape.closed:
            tally.flag(number, "geo.ring-closed", reason("geo.ring-closed"))
        rows.append((number, feature, geometry))
        if len(rows) >= BATCH_ROWS:
            yield _table(rows, columns, limits, tally)
            rows = []
    if rows:
        yield _table(rows, columns, limits, tally)


def _table(
    rows: list[tuple[int, dict[str, Any], bytes | None]], columns: list[RawColumn], limits: Limits, tally: Tally
) -> pa.Table:
    arrays: list[pa.Array] = []
    for column in columns:
        if column.is_id:
            values: list[Any] = [_own_id(feature) for _, feature, _ in rows]
        else:
            values = [(feature.get("properties") or {}).get(column.header) for _, feature, _ in rows]
        if column.type == "text":
            values = [
                _text(value, row[0], column.header, limits, tally) for value, row in zip(values, rows, strict=True)
            ]
        elif column.type == "number":
            values = [None if value is None else float(value) for value in values]
        arrays.append(pa.array(values, ARROW_TYPES[column.type]))
    names = [f"c{at}" for at in range(len(columns))]
    arrays += [pa.array([row[0] for row in rows], pa.int64()), pa.array([row[2] for row in rows], pa.binary())]
    return pa.table(arrays, names=[*names, "_row", "_wkb"])


def _text(value: Any, row: int, header: str, limits: Limits, tally: Tally) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Half a surrogate pair is legal in JSON and in nothing else.
    text: str = value.encode("utf-8", "replace").decode("utf-8")
    if len(text) > limits.cell_bytes:
        tally.flag(row, "cell.too-long", reason("cell.too-long"), column=header, value=text[:80])
        return None
    return text
