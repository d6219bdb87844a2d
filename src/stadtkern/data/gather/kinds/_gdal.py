"""Layers of GeoPackage, Shapefile, GML and FlatGeobuf: read by GDAL in a process of its own, onto a stage."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from stadtkern.data.gather.kinds import _curves, _gdal_worker, _spatial
from stadtkern.data.gather.kinds._geo_layer import ISO, ISO_DAY, RawColumn, RawLayer
from stadtkern.data.gather.kinds._stage import ARROW_TYPES, BATCH_ROWS, Stage
from stadtkern.data.gather.kinds._wkb import Pair
from stadtkern.data.gather.model import Guess
from stadtkern.data.gather.tally import Tally
from stadtkern.town.text import Text, problem

MOST_LAYERS = 200
_LONGEST_RUN = 1800
_SAMPLE = 200
_PLACES = 2000
_OWN_NUMBER = "OGC_FID"
_BOX = ("lowerCorner", "upperCorner")
"""What GDAL makes of a feature's boundedBy."""
_ENVIRONMENT = {
    # A faulty feature is passed over, not taken for the end of the file; the count afterwards shows that it is missing.
    "GML_SKIP_CORRUPTED_FEATURES": "YES",
    # GDAL would take "03046" for a number.
    "GML_FIELDTYPES": "ALWAYS_STRING",
    "GML_DOWNLOAD_WFS_SCHEMA": "NO",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GDAL_HTTP_PROXY": "http://127.0.0.1:9",
    "CPL_LOG_ERRORS": "OFF",
    "OGR_GEOMETRY_ACCEPT_UNCLOSED_RING": "YES",
}


def layers(stage: Stage, path: Path, driver: str) -> list[RawLayer]:
    """Read all layers of a file that lies on the stage.

    Raises ProblemError: geo.unreadable, geo.layers, geo.slow.
    """
    folder = Path(stage.folder / f"{path.stem}-{len(list(stage.folder.iterdir()))}")
    folder.mkdir()
    order = {
        "path": str(path),
        "driver": driver,
        "folder": str(stage.folder),
        "extension": str(_spatial.extension_file("spatial")),
        "layers": MOST_LAYERS,
    }
    answer = _ask(order)
    if answer.get("error") == "layers":
        raise problem(
            "geo.layers",
            f"Die Datei hat {answer['count']} Ebenen, erlaubt sind {MOST_LAYERS}.",
            f"The file has {answer['count']} layers, {MOST_LAYERS} are allowed.",
            Text("Bitte exportieren Sie nur die benötigten Ebenen.", "Please export only the layers that are needed."),
        )
    if "error" in answer:
        raise _unreadable()
    # GDAL ends a truncated file without a word; these two formats state their count, the others are counted elsewhere.
    if driver in ("FlatGeobuf", "GPKG") and any(one["rows"] < one["stated_rows"] for one in answer["layers"]):
        raise _unreadable()
    found = []
    for one in answer["layers"]:
        target = folder / Path(one["file"]).name
        Path(one["file"]).rename(target)
        found.append(_layer(stage, target, one, untyped=driver == "GML"))
    return found


def _ask(order: dict[str, Any]) -> dict[str, Any]:
    environment = {
        key: value for key, value in os.environ.items() if not key.upper().startswith(("GDAL_", "OGR_", "CPL_"))
    }
    try:
        run = subprocess.run(  # noqa: S603  (this Python, this program's own script)
            [sys.executable, "-I", str(_gdal_worker.__file__)],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=_LONGEST_RUN,
            check=False,
            env={**environment, **_ENVIRONMENT},
        )
    except subprocess.TimeoutExpired as error:
        raise problem(
            "geo.slow",
            "Das Lesen der Datei dauerte zu lange und wurde abgebrochen.",
            "Reading the file took too long and was stopped.",
            Text("Bitte teilen Sie die Datei in kleinere auf.", "Please split the file into smaller ones."),
        ) from error
    if run.returncode != 0:
        raise _unreadable()
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


def _unreadable() -> Exception:
    return problem(
        "geo.unreadable",
        "Die Geodatei ist beschädigt oder unvollständig. Es wurde nichts übernommen.",
        "The geodata file is damaged or incomplete. Nothing was taken from it.",
        Text(
            "Bitte öffnen Sie sie zur Probe in einem GIS (etwa QGIS) und exportieren Sie sie neu.",
            "Please try to open it in a GIS (such as QGIS) and export it again.",
        ),
    )


def _layer(stage: Stage, file: Path, facts: dict[str, Any], *, untyped: bool) -> RawLayer:
    guesses: list[Guess] = []
    kept = [
        (at, one["header"], one["type"])
        for at, one in enumerate(facts["columns"])
        if one["header"] not in (_OWN_NUMBER, *(_BOX if untyped else ())) and not _is_binary(one, guesses)
    ]
    if facts["more_geometries"]:
        guesses.append(_second_shape(facts["more_geometries"]))
    columns = [_column(file, at, header, kind, guesses, untyped=untyped) for at, header, kind in kept]
    places = [at for at, _, _ in kept]
    inside = file.relative_to(stage.folder)

    def tables(tally: Tally) -> Iterator[pa.Table]:
        del tally  # every row that GDAL gives can be read
        yield from _tables(stage.folder / inside, places, columns)

    return RawLayer(
        facts["name"], columns, tables, _crs(facts["crs"]), _sample(file), geometry=facts["geometry"], guesses=guesses
    )


def _is_binary(column: dict[str, str], guesses: list[Guess]) -> bool:
    if column["type"] not in ("BLOB", "WKB_BLOB", "GEOMETRY"):
        return False
    text = Text(
        f"Die Spalte „{column['header']}“ enthält Binärdaten und wird nicht übernommen.",
        f"The column “{column['header']}” holds binary data and is left out.",
    )
    guesses.append(Guess("column.binary", text, 1.0, column["header"]))
    return True


def _second_shape(names: list[str]) -> Guess:
    listed = ", ".join(names)
    return Guess(
        "place.more-geometries",
        Text(
            f"Die Objekte haben mehrere Geometrien. Übernommen wird die erste, nicht: {listed}.",
            f"The features have several geometries. The first is kept, not: {listed}.",
        ),
        1.0,
    )


def _crs(facts: dict[str, str] | None) -> str | None:
    if not facts or (facts["name"] or "").lower().startswith(("undefined", "unknown", "unnamed")):
        return None
    if facts["auth_name"] and facts["auth_code"]:
        return f"{facts['auth_name']}:{facts['auth_code']}"
    return facts["wkt"] or facts["name"] or None


_TYPES = {
    "BOOLEAN": "boolean",
    "DOUBLE": "number",
    "FLOAT": "number",
    "DATE": "date",
    "HUGEINT": "text",
    "UBIGINT": "text",
}


def _column(file: Path, at: int, header: str, kind: str, guesses: list[Guess], *, untyped: bool) -> RawColumn:
    if kind.startswith("TIMESTAMP"):
        return RawColumn(header, _moment_type(file, at, header, kind, guesses))
    if kind.startswith("DECIMAL"):
        return RawColumn(header, "number")
    if kind.endswith("INT") and kind not in _TYPES:
        return RawColumn(header, "integer")
    if kind != "VARCHAR":
        return RawColumn(header, _TYPES.get(kind, "text"))
    return _texts(file, at, header, untyped=untyped)


def _texts(file: Path, at: int, header: str, *, untyped: bool) -> RawColumn:
    """Look at a text column: a sample, whether all are dates or times, and, in a format without types, what they are."""
    sample: list[str] = []
    holds = dict.fromkeys([*_FORMS, ISO, ISO_DAY], True)
    for batch in _read(file, [f"a{at}"]):
        values = pc.drop_null(batch.column(0))
        sample.extend(values.slice(0, max(0, _SAMPLE - len(sample))).to_pylist())
        for form in [form for form, still in holds.items() if still]:
            holds[form] = pc.all(pc.match_substring_regex(values, f"^({form})$"), min_count=0).as_py()
        if not any(holds.values()) and len(sample) >= _SAMPLE:
            break
    if not sample:
        return RawColumn(header, "text")
    kind = next((_FORMS[form] for form in _FORMS if holds[form]), "text") if untyped else "text"
    return RawColumn(header, kind, sample, holds[ISO], holds[ISO_DAY])


# What all texts of a column must look like to be more than text; digits with a leading zero are names.
_FORMS = {
    r"true|false": "boolean",
    r"-?(0|[1-9]\d{0,17})": "integer",
    r"-?(0|[1-9]\d{0,17})(\.\d+)?([eE][+-]?\d+)?": "number",
}


def _moment_type(file: Path, at: int, header: str, kind: str, guesses: list[Guess]) -> str:
    """Days that the format could only write as midnight are days."""
    for batch in _read(file, [f"a{at}"]):
        moments = pc.drop_null(batch.column(0))
        if not pc.all(pc.equal(moments, pc.floor_temporal(moments, unit="day")), min_count=0).as_py():
            break
    else:
        return "date"
    if kind != "TIMESTAMP WITH TIME ZONE":
        text = Text(
            f"Die Zeiten in „{header}“ nennen keine Zeitzone. Sie werden als Ortszeit in Deutschland gelesen.",
            f"The times in “{header}” name no time zone. They are read as local time in Germany.",
        )
        guesses.append(Guess("time.zone", text, 0.8, header, "Europe/Berlin"))
    return "time"


def _sample(file: Path) -> list[Pair]:
    """Give first positions of features from all over the file."""
    with pq.ParquetFile(str(file)) as parquet:
        groups = parquet.metadata.num_row_groups
        each = max(20, _PLACES // max(1, groups))
        found: list[Pair] = []
        for group in range(groups):
            for data in parquet.read_row_group(group, columns=["_wkb"])["_wkb"].slice(0, each).to_pylist():
                try:
                    pair = _curves.first_position(data) if data else None
                except _curves.NotWkbError:
                    continue
                if pair is not None:
                    found.append(pair)
            if len(found) >= _PLACES * 2:
                break
    return found


def _read(file: Path, columns: list[str]) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(str(file)) as parquet:
        yield from parquet.iter_batches(batch_size=BATCH_ROWS, columns=columns, use_threads=False)


def _tables(file: Path, places: list[int], columns: list[RawColumn]) -> Iterator[pa.Table]:
    wanted = [f"a{at}" for at in places]
    for batch in _read(file, [*wanted, "_row", "_wkb"]):
        table = pa.table(batch)
        arrays = [_converted(table[name], column) for name, column in zip(wanted, columns, strict=True)]
        names = [f"c{at}" for at in range(len(columns))]
        yield pa.table([*arrays, table["_row"], table["_wkb"].cast(pa.binary())], names=[*names, "_row", "_wkb"])


def _converted(array: pa.ChunkedArray, column: RawColumn) -> pa.ChunkedArray:
    target = ARROW_TYPES[column.type]
    if column.type == "time":
        if array.type.tz is None:
            array = pc.assume_timezone(array, "Europe/Berlin", ambiguous="earliest", nonexistent="earliest")
        return pc.cast(pc.cast(array, pa.timestamp("us", "UTC")), target)
    if column.type == "date":
        return pc.cast(array, target, safe=False)
    if column.type == "text" and not pa.types.is_string(array.type):
        values = array.to_pylist()
        return pa.chunked_array([pa.array([_as_json(value) for value in values], target)])
    return pc.cast(array, target)


def _as_json(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
