"""Answers of the downloads' door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1
from urllib.parse import urlencode

import duckdb
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from stadtkern.data.lake.terrain import terrain_of
from stadtkern.data.publish.doors import NOT_THERE, Doors
from stadtkern.data.publish.download.excel import xlsx
from stadtkern.data.publish.download.frames import Frame, Window, frame_of
from stadtkern.data.publish.download.parquet import parquet
from stadtkern.data.publish.download.text_formats import csv, geojson, json_array
from stadtkern.data.publish.features.cql.instants import parse_instant
from stadtkern.data.publish.features.parameters import check_known, wrong
from stadtkern.data.publish.shared.running import Flow, Running
from stadtkern.data.publish.shared.web import attachment, cache_control, fresh, version
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.town.text import Problem, Text

_COMMON = frozenset({"lang"})
_WINDOW = frozenset({"from", "to", "stream"})
_NO_PLACES = Problem(
    "download.no-places",
    Text("Diese Daten haben keine Orte.", "These data have no places."),
    Text("Laden Sie sie als CSV, Excel, JSON oder Parquet herunter.", "Download them as CSV, Excel, JSON or Parquet."),
)
_EMPTY = Problem(
    "download.empty",
    Text("Hier sind noch keine Daten.", "There are no data here yet."),
)


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its ending, its media type and its name for people."""

    ending: str
    media_type: str
    title: Text


FORMATS = (
    Format("csv", "text/csv; charset=utf-8; header=present", Text("CSV", "CSV")),
    Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Text("Excel", "Excel")),
    Format("geojson", "application/geo+json", Text("GeoJSON", "GeoJSON")),
    Format("json", "application/json", Text("JSON", "JSON")),
    Format("parquet", "application/vnd.apache.parquet", Text("Parquet", "Parquet")),
)
# A terrain is no table: its cells are had as the raster that they are.
GEOTIFF = Format("tif", "image/tiff; application=geotiff", Text("GeoTIFF", "GeoTIFF"))
_BY_ENDING = {one.ending: one for one in (*FORMATS, GEOTIFF)}


def formats_of(collection: CollectionFacts) -> tuple[Format, ...]:
    """Give the formats that a collection can be downloaded in."""
    if collection.shape == "terrain":
        return (GEOTIFF,)
    left_out = "json" if collection.shape == "features" else "geojson"
    return tuple(one for one in FORMATS if one.ending != left_out)


def download(doors: Doors, request: Request, running: Running) -> Response:
    """Answer ``/download/{slug}.{ending}``. HEAD gives the headers alone."""
    slug, _, ending = request.path_params["file"].rpartition(".")
    kind = _BY_ENDING.get(ending)
    if kind is None:
        return doors.problem(request, NOT_THERE, 404)
    found = doors.collection(request, slug)
    if isinstance(found, Response):
        return found
    dataset, collection = found
    if kind not in formats_of(collection):
        return doors.problem(request, _NO_PLACES if ending == "geojson" else NOT_THERE, 404)
    known = (
        _COMMON
        | (_WINDOW if collection.shape == "series" else frozenset())
        | ({"dialect"} if ending == "csv" else frozenset())
    )
    check_known(request.query_params, known)
    window = _window(request) if collection.shape == "series" else Window()
    german = _german(request)
    headers = _headers(request, dataset, collection, kind, german=german)
    if (answer := fresh(request, headers["ETag"], headers)) is not None:
        return answer
    if kind is GEOTIFF:
        return _raster(doors, request, collection, running, headers)
    pieces = _pieces(running, frame_of(doors, collection, window), collection.slug, ending, german=german)
    try:
        return Flow(pieces, running, headers, kind.media_type, empty=request.method == "HEAD")
    except duckdb.CatalogException:
        return doors.problem(request, _EMPTY, 404)


def _raster(
    doors: Doors, request: Request, collection: CollectionFacts, running: Running, headers: dict[str, str]
) -> Response:
    """Answer with a terrain's file as it lies in the lake; parts of it may be asked for (Range)."""
    with running.read() as cursor:
        found = terrain_of(cursor, doors.lake.folder, collection.id)
    if found is None:
        return doors.problem(request, _EMPTY, 404)
    return FileResponse(found.file, headers=headers, media_type=GEOTIFF.media_type)


def _pieces(running: Running, frame: Frame, name: str, ending: str, *, german: bool) -> Iterator[bytes]:
    if ending == "csv":
        return csv(running, frame, german=german)
    if ending == "xlsx":
        return xlsx(running, frame, name)
    if ending == "geojson":
        return geojson(running, frame, name)
    if ending == "json":
        return json_array(running, frame)
    return parquet(running, frame)


def _german(request: Request) -> bool:
    dialect = request.query_params.get("dialect")
    if dialect not in (None, "de", "rfc4180"):
        raise wrong("dialect", "möglich sind de und rfc4180.", "there are de and rfc4180.")
    return dialect == "de"


def _window(request: Request) -> Window:
    params = request.query_params
    start = parse_instant(params["from"]).start if "from" in params else None
    end = parse_instant(params["to"]).start if "to" in params else None
    streams = None
    if (text := params.get("stream")) is not None:
        numbers = text.split(",")
        if not all(one.isascii() and one.isdigit() and len(one) <= 9 for one in numbers):
            raise wrong("stream", "er besteht aus Nummern mit Kommas.", "it is numbers with commas.")
        streams = tuple(int(one) for one in numbers)
    return Window(start, end, streams)


def _headers(
    request: Request, dataset: DatasetFacts, collection: CollectionFacts, kind: Format, *, german: bool
) -> dict[str, str]:
    day = (collection.modified or datetime.now(UTC)).strftime("%Y-%m-%d")
    asked = urlencode(sorted((name, value) for name, value in request.query_params.items() if name != "lang"))
    # Live values come without an import, so a series' mark holds for a minute at most.
    minute = int(datetime.now(UTC).timestamp() // 60) if collection.shape == "series" else 0
    mark = sha1(f"{version(collection)} {asked} {minute}".encode(), usedforsecurity=False).hexdigest()[:20]
    name = f"{collection.slug}-{day}{'-de' if german else ''}.{kind.ending}"
    return {
        "ETag": f'W/"{mark}-{kind.ending}"',
        "Content-Disposition": attachment(name),
        "Cache-Control": cache_control(dataset),
        "Vary": "Cookie",
    }
