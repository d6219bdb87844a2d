"""Files as nobody wants them: each with what the program has to say about it."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

# What the town of these tests takes at most, in megabytes (file, unpacked).
LARGEST, UNPACKED = 2, 4


@dataclass(frozen=True)
class Bad:
    """One bad file. ``problem``: nothing could be done with it, and why. Else ``rows`` went in and ``told`` was said."""

    name: str
    content: Callable[[], bytes]
    problem: str = ""
    rows: int = 0
    refused: tuple[int, ...] = ()
    told: str = ""


def _zip(**files: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as one:
        for name, content in files.items():
            one.writestr(f"{name}.txt", content)
    return out.getvalue()


def _text(text: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: text.encode(encoding)


def _workbook(sheet: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as one:
        one.writestr("[Content_Types].xml", "<Types/>")
        one.writestr("xl/workbook.xml", "<workbook/>")
        one.writestr("xl/worksheets/sheet1.xml", sheet)
    return out.getvalue()


def _features(east: float = 13.1, **more: object) -> bytes:
    point = {"type": "Point", "coordinates": [east, 52.4]}
    rows = [{"type": "Feature", "properties": {"name": f"Nr. {n}"}, "geometry": point} for n in range(3)]
    return json.dumps({"type": "FeatureCollection", "features": rows, **more}).encode()


_TREES = "".join(f"Ahorn {n};52,4{n};13,1{n}\n" for n in range(10, 40))
_CRS = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::99999"}}}
_ROUTES = b"route_id,agency_id,route_short_name,route_type\nr,a,1,3\n"
_GTFS = {
    "agency": b"agency_id,agency_name,agency_url,agency_timezone\na,Bus,https://bus.example,Europe/Berlin\n",
    "routes": _ROUTES,
    "trips": b"route_id,service_id,trip_id\nr,s,t\n",
    "stop_times": b"trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt,08:00:00,08:00:00,x,1\n",
    "calendar": b"service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    b"s,1,1,1,1,1,1,1,20250101,20251231\n",
}

BAD = (
    Bad("leer.csv", lambda: b"", problem="file.empty"),
    Bad("leer.xlsx", lambda: b"", problem="file.empty"),
    Bad("leer.geojson", lambda: b" \n\n", problem="file.empty"),
    Bad("nur-kopf.csv", _text("Baumart;Lat;Lon\n"), problem="table.only-header"),
    Bad("bild.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, problem="file.wrong-content"),
    Bad("text.xlsx", _text("Dies ist ein Brief und keine Tabelle."), problem="file.wrong-content"),
    Bad("brief.zip", lambda: _zip(brief=b"Liebe Stadt"), problem="geo.zip-content"),
    Bad("zu-gross.csv", lambda: b"a;b\n" + b"1;2\n" * 600_000, problem="file.too-large"),
    Bad("bombe.zip", lambda: _zip(**dict.fromkeys(("stops", "routes"), b"0" * 3000000)), problem="archive.bomb"),
    Bad("bombe.osm.gz", lambda: gzip.compress(b"<osm version='0.6'>" + b" " * 8_000_000), problem="archive.bomb"),
    Bad("bombe.xlsx", lambda: _workbook(b" " * 8_000_000), problem="archive.bomb"),
    Bad("ohne-halte.zip", lambda: _zip(**_GTFS), problem="gtfs.no-stops"),
    Bad("abgeschnitten.geojson", lambda: _features()[:-40], problem="geo.json-cut"),
    Bad("fremdes-system.geojson", lambda: _features(1e9, **_CRS), problem="geo.crs-unknown"),
    Bad(
        "kaputte-zeile.csv",
        _text(f"Baumart;Lat;Lon\n{_TREES}zu;viele;Felder;hier;drin\n{_TREES}"),
        rows=60, refused=(32,), told="row.fields",
    ),
    Bad(
        "gemischt.csv",
        lambda: f"Baumart;Lat;Lon\nSäulenpappel;52,41;13,11\n{_TREES}".encode() + "Weißdorn;52,45;13,15\n".encode("cp1252") + _TREES.encode(),
        rows=62, told="text.encoding",
    ),
    Bad("nur-worte.csv", _text("Frage;Antwort\nWer?;Wir\nWas?;Alles\nWo?;Hier\n"), rows=3, told="table.no-time-no-place"),
)  # fmt: skip
