"""OpenStreetMap files (.osm.pbf, .osm, .osm.gz, .osm.bz2): buildings, roads, water, shops and ten parts more.

One pass over the file sorts the objects into parts; relations that are areas are put together by libosmium. Extracts that
were clipped keep what is there: a way with known nodes stays as a shorter line, an area that lacks nodes is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import osmium

from stadtkern.data.gather.guarding import HEAD_BYTES, check_file, check_stream, read_head, stream_head
from stadtkern.data.gather.kinds._stage import Stage
from stadtkern.data.gather.kinds.osm_layers import KEYS
from stadtkern.data.gather.kinds.osm_rows import Collector
from stadtkern.data.gather.model import Guess, Opening, Reading, Report
from stadtkern.data.gather.sniff import content_of, refuse_foreign
from stadtkern.town.text import Text, problem

ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"
_LARGE = 30 * 1024 * 1024
_SORTABLE = 400 * 1024 * 1024
"""Sorting happens in memory; a file above this must come sorted (every common tool writes it so)."""
_ENDINGS = re.compile(r"(\.osm)?(\.pbf|\.osm|\.xml|\.gz|\.bz2)*$", re.IGNORECASE)
_AGAIN = Text(
    "Bitte laden Sie den Auszug noch einmal herunter. Eine vollständige Datei lässt sich mit „osmium fileinfo“ prüfen.",
    "Please download the extract again. “osmium fileinfo” shows whether a file is complete.",
)


class _UnsortedError(Exception):
    """The file's objects do not stand in the order of their ids."""


class OsmKind:
    """Reads OSM extracts."""

    kind = "osm"
    title = Text("OpenStreetMap", "OpenStreetMap")
    extensions: Sequence[str] = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")

    def recognise(self, path: Path, name: str, head: bytes) -> float:
        """Say how sure it is that this is OSM: by the pbf's header block or the XML's root element."""
        del name  # the content says it
        return 1.0 if b"<osmChange" in head[:2048] or _format(path, head) else 0.0

    def open(self, opening: Opening) -> Reading:
        """Sort the file's objects into parts on a temporary stage.

        Raises ProblemError: osm.broken, osm.change, osm.empty, osm.unsorted, archive.broken, archive.bomb, file.empty.
        """
        check_file(opening.path, opening.limits)
        head = read_head(opening.path)
        form = _format(opening.path, head)
        if form is None:
            raise refuse_foreign(opening.name, content_of(head), Text("ein OSM-Auszug", "an OSM extract"))
        if form.endswith(("gz", "bz2")):
            check_stream(opening.path, opening.limits)
        report = Report()
        collector = _collect(opening, form, report)
        title = _ENDINGS.sub("", Path(opening.name).name).replace("_", " ").strip() or "OpenStreetMap"
        return Reading(
            kind=self.kind,
            title=f"OpenStreetMap {title}",
            parts=[sheet.part(report) for sheet in collector.filled()],
            report=report,
            attribution=ATTRIBUTION,
        )


def _format(path: Path, head: bytes) -> str | None:
    """Give osmium's name for the file's format by its content, None when it is not OSM."""
    if b"OSMHeader" in head[:32]:
        return "pbf"
    content = content_of(head)
    if content in ("gzip", "bzip2"):
        inner = stream_head(path, HEAD_BYTES)
        return None if not _is_osm_xml(inner) else "osm.gz" if content == "gzip" else "osm.bz2"
    return "osm" if _is_osm_xml(head) else None


def _is_osm_xml(head: bytes) -> bool:
    if b"<osmChange" in head[:2048]:
        raise problem(
            "osm.change",
            "Die Datei enthält nur Änderungen an OpenStreetMap (osmChange), keinen Auszug.",
            "The file holds only changes to OpenStreetMap (osmChange), not an extract.",
            Text("Bitte nehmen Sie einen Auszug (.osm.pbf).", "Please take an extract (.osm.pbf)."),
        )
    return re.search(rb"<osm[\s>]", head[:4096]) is not None


def _collect(opening: Opening, form: str, report: Report) -> Collector:
    try:
        return _run(opening, opening.path, form)
    except _UnsortedError:
        stage = Stage()
    try:
        collector = _run(opening, _sorted(opening.path, form, stage), "pbf")
    finally:
        stage.close()
    text = Text(
        "Die Datei war nicht nach Kennungen sortiert und wurde vor dem Lesen sortiert.",
        "The file was not sorted by ids and was sorted before reading.",
    )
    report.guess(Guess("osm.sorted", text, 1.0))
    return collector


def _run(opening: Opening, path: Path, form: str) -> Collector:
    stage = Stage()
    collector = Collector(stage)
    store = "flex_mem" if path.stat().st_size < _LARGE else f"sparse_file_array,{stage.folder / 'nodes'}"
    for number, thing in enumerate(_things(path, form, store), start=1):
        collector.take(thing)
        if opening.progress and number % 20_000 == 0:
            opening.progress(number, 0)
    collector.end()
    if not collector.filled():
        raise problem(
            "osm.empty",
            "Der OSM-Auszug enthält nichts, was sich darstellen lässt: keine Gebäude, Wege, Flächen oder Ziele.",
            "The OSM extract holds nothing that could be shown: no buildings, ways, areas or places.",
            Text("Bitte prüfen Sie, ob der richtige Ausschnitt gewählt war.", "Please check the extract's area."),
        )
    return collector


def _things(path: Path, form: str, store: str) -> Iterator[Any]:
    """Give the file's objects that have a tag of interest. Raises _UnsortedError and ProblemError osm.broken."""
    wanted = osmium.filter.KeyFilter(*KEYS)
    try:
        processor = osmium.FileProcessor(osmium.io.File(str(path), form))
        things = iter(processor.with_locations(store).with_areas(wanted).with_filter(wanted))
        while (thing := next(things, None)) is not None:
            yield thing
    except (RuntimeError, UnicodeDecodeError) as error:
        if "out of order" in str(error) and path.stat().st_size <= _SORTABLE:
            raise _UnsortedError from error
        raise problem(
            "osm.broken",
            "Der OSM-Auszug ist beschädigt oder unvollständig. Es wurde nichts übernommen.",
            "The OSM extract is damaged or incomplete. Nothing was taken from it.",
            _AGAIN,
        ) from error


def _sorted(path: Path, form: str, stage: Stage) -> Path:
    target = stage.folder / "sorted.osm.pbf"
    reader = osmium.MergeInputReader()
    reader.add_buffer(path.read_bytes(), form)
    writer = osmium.WriteHandler(str(target))
    reader.apply(writer, simplify=True)
    writer.close()
    return target


KIND = OsmKind()
