"""Files of places: GeoJSON, GeoPackage, Shapefile (zip), GML and FlatGeobuf.

GeoJSON is read here, feature by feature; the others by the GDAL that DuckDB's spatial extension holds. Everything becomes
WGS84, longitude first, in two dimensions, with the original coordinate system noted.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

import pyarrow as pa

from stadtkern.data.gather.guarding import check_file, read_head, require_space
from stadtkern.data.gather.kinds import _gdal, _gml, geojson
from stadtkern.data.gather.kinds._geo_columns import Caster, Kept, choose, propose, schema_of
from stadtkern.data.gather.kinds._geo_layer import RawLayer
from stadtkern.data.gather.kinds._geo_place import Placer, Placing, placing
from stadtkern.data.gather.kinds._geo_zip import find, unpack, what_is_inside
from stadtkern.data.gather.kinds._gml_rows import with_losses
from stadtkern.data.gather.kinds._stage import Stage
from stadtkern.data.gather.model import Mapping, Opening, Part, Reading, Report, Shape
from stadtkern.data.gather.sniff import content_of, refuse_foreign
from stadtkern.data.gather.tally import Tally
from stadtkern.data.harmonise.names import slug, title_of
from stadtkern.town.text import Text, problem

_WANTED = Text(
    "eine Geodatei (GeoJSON, GeoPackage, Shapefile als ZIP, GML oder FlatGeobuf)",
    "a geodata file (GeoJSON, GeoPackage, zipped Shapefile, GML or FlatGeobuf)",
)
_PREVIEW = 10
DRIVERS = {"gpkg": "GPKG", "gml": "GML", "fgb": "FlatGeobuf", "shp": "ESRI Shapefile"}


class GeofileKind:
    """Reads files of features."""

    kind = "geofile"
    title = Text("Geodatei", "Geodata file")
    extensions: Sequence[str] = (".geojson", ".geojsonl", ".gpkg", ".zip", ".shp", ".gml", ".fgb", ".json", ".xml")

    def recognise(self, path: Path, name: str, head: bytes) -> float:
        """Say how sure it is that these are features: by signatures, by what a zip holds, by GeoJSON's own words."""
        content = content_of(head)
        if content in ("FlatGeobuf", "Shapefile"):
            return 1.0
        if content == "SQLite":
            return 0.95
        if content == "zip":
            return what_is_inside(path, name)
        if content == "xml":
            return 0.95 if _gml.is_gml(head) or _gml.is_city_model(head) else 0.0
        if content in ("json", "text"):
            return _json_sureness(head, name)
        return 0.0

    def open(self, opening: Opening) -> Reading:
        """Read the file's layers, propose or use the mapping; each layer becomes a part.

        Raises ProblemError: geo.* (crs-unknown, json-broken, json-cut, unreadable, citymodel, no-features, shapefile-alone,
        shapefile-parts, sqlite …), archive.*, file.*.
        """
        check_file(opening.path, opening.limits)
        report = Report()
        stage = Stage()
        layers = _layers(opening, stage, report)
        if not layers:
            raise geojson.no_features()
        several = len(layers) > 1
        for layer in layers:
            geojson.few_enough(len(layer.columns), opening.limits)
            for guess in layer.guesses:
                report.guess(guess)
        prefixes = [f"{layer.name}/" if several else "" for layer in layers]
        proposals = [propose(layer, prefix, report) for layer, prefix in zip(layers, prefixes, strict=True)]
        places = [placing(layer, report, opening.mapping, opening.near) for layer in layers]
        mapping = opening.mapping or Mapping(
            Shape.FEATURES,
            [column for proposal in proposals for column in proposal],
            title=title_of(PurePosixPath(opening.name).name.split(".")[0]),
            crs=places[0].crs,
            swap_axes=places[0].swap,
        )
        parts = []
        names: set[str] = set()
        for layer, prefix, proposal, place in zip(layers, prefixes, proposals, places, strict=True):
            kept = choose(layer, prefix, mapping, proposal, report)
            name = _unused(slug(layer.name) or "layer", names)
            parts.append(_part(name, layer, kept, mapping, place, report, stage))
        return Reading(
            kind=self.kind,
            title=mapping.title or title_of(opening.name),
            parts=parts,
            report=report,
            mapping=mapping,
            preview=_preview(layers[0]),
        )


def _json_sureness(head: bytes, name: str) -> float:
    sample = head.replace(b" ", b"").replace(b"\n", b"").replace(b"\r", b"").replace(b"\t", b"")
    if b'"CityObjects":{' in sample or any(
        b'"type":"' + one + b'"' in sample for one in (b"FeatureCollection", b"Feature", b"CityJSON", b"Topology")
    ):
        return 0.98
    if b'"coordinates":[' in sample and b'"type":"' in sample and sample.lstrip(b"\xef\xbb\xbf\x1e").startswith(b"{"):
        return 0.8
    return 0.5 if name.lower().endswith((".geojson", ".geojsonl", ".geojsons")) else 0.0


def _layers(opening: Opening, stage: Stage, report: Report) -> list[RawLayer]:
    head = read_head(opening.path)
    content = content_of(head)
    name = PurePosixPath(opening.name).name
    stem = name.rsplit(".", 1)[0] if "." in name else name
    if content == "zip":
        return [
            layer
            for kind, path in unpack(opening, find(opening), stage)
            for layer in _of_kind(kind, opening, path, path.stem, stage, report)
        ]
    if content == "Shapefile":
        raise problem(
            "geo.shapefile-alone",
            "Ein Shapefile besteht aus mehreren Dateien. Hochgeladen wurde nur eine davon (.shp).",
            "A Shapefile consists of several files. Only one of them (.shp) was uploaded.",
            Text(
                "Bitte packen Sie .shp, .shx, .dbf und .prj zusammen in ein ZIP-Archiv.",
                "Please pack .shp, .shx, .dbf and .prj together into a ZIP archive.",
            ),
        )
    kind = {"FlatGeobuf": "fgb", "SQLite": "gpkg", "xml": "gml", "json": "json", "text": "json"}.get(content)
    if kind is None or (kind == "gml" and not (_gml.is_gml(head) or _gml.is_city_model(head))):
        raise refuse_foreign(opening.name, content, _WANTED)
    return _of_kind(kind, opening, opening.path, stem, stage, report)


def _of_kind(kind: str, opening: Opening, path: Path, stem: str, stage: Stage, report: Report) -> list[RawLayer]:
    head = read_head(path)
    if kind == "json":
        return [geojson.layer(opening, path, stem)]
    if kind == "gml":
        if _gml.is_city_model(head):
            raise geojson.city_model()
        census = _gml.count(path)
        found = _gdal.layers(stage, _on_stage(path, stage, "gml"), DRIVERS[kind])
        return with_losses(found, census)
    if kind == "gpkg" and not _is_geopackage(head):
        raise problem(
            "geo.sqlite",
            "Die Datei ist eine SQLite-Datenbank, aber kein GeoPackage.",
            "The file is an SQLite database, but not a GeoPackage.",
            Text("Bitte exportieren Sie die Daten als GeoPackage.", "Please export the data as a GeoPackage."),
        )
    del report
    found = _gdal.layers(stage, _on_stage(path, stage, kind), DRIVERS[kind])
    if len(found) == 1 and kind != "gpkg":
        found[0].name = stem
    return found


def _is_geopackage(head: bytes) -> bool:
    return head[68:72] in (b"GPKG", b"GP10", b"GP11", b"GP12") or b"gpkg_contents" in head


def _on_stage(path: Path, stage: Stage, ending: str) -> Path:
    """Copy a file to the stage, unless it is there: GDAL may write beside it, and sees nothing else."""
    if path.is_relative_to(stage.folder):
        return path
    require_space(stage.folder, path.stat().st_size)
    target = stage.folder / f"upload.{ending}"
    shutil.copyfile(path, target)
    return target


def _unused(name: str, taken: set[str]) -> str:
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    taken.add(found)
    return found


def _part(
    name: str, layer: RawLayer, kept: list[Kept], mapping: Mapping, place: Placing, report: Report, stage: Stage
) -> Part:
    schema = schema_of(kept, geometry=layer.geometry)

    tally = Tally(report, name)

    def batches() -> Iterator[pa.RecordBatch]:
        tally.start()
        caster = Caster(kept, mapping, tally)
        placer = Placer(place, tally, report, layer.name) if layer.geometry and stage.folder else None
        try:
            for table in layer.tables(tally):
                tally.count(table.num_rows)
                done = placer.place(table) if placer else table
                arrays = [*caster.cast(done), done["_row"].combine_chunks()]
                if placer:
                    arrays.append(done["geom"].combine_chunks())
                yield pa.RecordBatch.from_arrays(arrays, schema=schema)
        finally:
            if placer:
                placer.close()

    shape = Shape.FEATURES if layer.geometry else Shape.TABLE
    return Part(name, title_of(layer.name), shape, batches, [one.column for one in kept])


def _preview(layer: RawLayer) -> list[list[str]]:
    header = [column.header for column in layer.columns]
    for table in layer.tables(Tally(Report())):
        first = table.slice(0, _PREVIEW)
        columns = [first[f"c{at}"].to_pylist() for at in range(len(header))]
        rows = [["" if cell is None else str(cell) for cell in row] for row in zip(*columns, strict=True)]
        return [header, *rows]
    return [header]


KIND = GeofileKind()
