"""JSON and NDJSON: a list of records, wherever it stands, nested values flattened with dots."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from stadtkern.data.gather.apply import make_part
from stadtkern.data.gather.kinds.json_records import Found, find_records, flatten, stream_array, stream_lines
from stadtkern.data.gather.model import Guess, Opening, Reading, Report
from stadtkern.data.gather.records import check_width, data_chunks
from stadtkern.data.gather.sniff import content_of, refuse_foreign
from stadtkern.data.gather.tabular import Cell, Chunk, Table, columns_of, shown
from stadtkern.data.gather.tally import Tally
from stadtkern.data.harmonise.text_encoding import detect
from stadtkern.town.text import ProblemError, Text, problem

WANTED = Text("JSON mit einer Liste von Datensätzen", "JSON with a list of records")
# A list at the top is read piece by piece; anything else is read at once, and so must be smaller.
_WHOLE_BYTES = 128 * 1024 * 1024
_SAMPLE_ROWS = 5_000
_PREVIEW = 20
_NOT_OURS = re.compile(
    r'"type"\s*:\s*"(?:FeatureCollection|Feature|GeometryCollection|Topology|CityJSON|CityJSONFeature)"'
)

Record = tuple[int, dict[str, Cell]]


@dataclass(frozen=True, slots=True)
class JsonKind:
    """Files and answers with a list of records."""

    kind: str = "json"
    title: Text = field(default=Text("JSON", "JSON"))
    extensions: Sequence[str] = (".json", ".ndjson", ".jsonl")

    def recognise(self, path: Path, name: str, head: bytes) -> float:  # noqa: ARG002 - all kinds get it
        """Say how sure it is: JSON that is no GeoJSON, TopoJSON or CityJSON."""
        named = name.lower().endswith(tuple(self.extensions))
        content = content_of(head)
        if content == "json":
            text = head.decode(detect(head).name, "replace").lstrip("\ufeff").lstrip()
            if not re.match(r'[\[{]\s*(?:["\[{\]}\dtfn-]|$)', text) or _NOT_OURS.search(text):
                return 0.0
            return 0.85 if named else 0.6
        return 0.25 if named and content not in ("zip", "ole") else 0.0

    def open(self, opening: Opening) -> Reading:
        """Open records; see SourceKind. Problems: ``file.…``, ``json.…``, ``table.columns``, ``mapping.…``."""
        with opening.path.open("rb") as file:
            head = file.read(65536)
        content = content_of(head)
        if content not in ("json", "text"):
            raise refuse_foreign(opening.name, content, WANTED)
        report = Report()
        source = _Source(opening, detect(head).name, _way_of(head))
        table, attribution = _table(opening, source, report)
        part, mapping = make_part(table, report, opening.name, mapping=opening.mapping)
        return Reading(self.kind, part.title, [part], report, mapping, attribution, table.preview)


def _way_of(head: bytes) -> str:
    """Say how to read the file: "lines" (NDJSON), "array" (a list at the top) or "whole"."""
    text = head.decode(detect(head).name, "replace").lstrip("\ufeff").lstrip()
    if text.startswith("["):
        return "array"
    first, found, rest = text.partition("\n")
    if found and rest.strip() and _is_record(first):
        return "lines"
    return "whole"


def _is_record(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


class _Source:
    """Gives a file's records as often as needed, without holding a long list in memory."""

    def __init__(self, opening: Opening, encoding: str, way: str) -> None:
        self.opening = opening
        self.encoding = "utf-8-sig" if encoding == "utf-8" else encoding
        self.way = way
        self.found: Found | None = None
        if way == "whole":
            self.found = self._whole()

    def records(self, tally: Tally) -> Iterator[tuple[int, Any]]:
        """Give the records with their numbers: of the line in NDJSON, else in the list, from 1."""
        if self.found is not None:
            yield from enumerate(self.found.records, start=1)
            return
        with self.opening.path.open(encoding=self.encoding, errors="replace", newline=None) as file:
            if self.way == "lines":
                yield from stream_lines(file, tally, self.opening.limits.cell_bytes)
            else:
                yield from stream_array(file, self.opening.name)

    def _whole(self) -> Found:
        path, name = self.opening.path, self.opening.name
        if path.stat().st_size > _WHOLE_BYTES:
            raise problem(
                "json.too-large",
                f"„{name}“ ist zu groß, um am Stück gelesen zu werden ({_WHOLE_BYTES // 1024**2} MB).",
                f"“{name}” is too large to be read in one piece ({_WHOLE_BYTES // 1024**2} MB).",
                Text(
                    "Eine Liste ganz außen oder ein Datensatz je Zeile (NDJSON) darf beliebig groß sein.",
                    "A list at the top or one record a line (NDJSON) may be of any size.",
                ),
            )
        try:
            value = json.loads(path.read_text(self.encoding, "replace"))
        except ValueError as error:
            raise broken(name, error) from error
        except RecursionError as error:
            raise _too_deep(name) from error
        found = find_records(value)
        if found is None:
            raise problem(
                "json.no-records",
                f"In „{name}“ wurde keine Liste von Datensätzen gefunden.",
                f"No list of records was found in “{name}”.",
                Text(
                    "Erwartet wird eine Liste von Objekten, etwa [{…}, {…}], oder ein Objekt, das so eine Liste enthält.",
                    "A list of objects is expected, such as [{…}, {…}], or an object that holds such a list.",
                ),
            )
        return found


def broken(name: str, error: ValueError) -> ProblemError:
    """Make the problem for text that is no JSON, with the place of the mistake where it is known."""
    line, column = getattr(error, "lineno", None), getattr(error, "colno", None)
    at_de = f" (Zeile {line}, Zeichen {column})" if line else ""
    at_en = f" (line {line}, character {column})" if line else ""
    return problem(
        "json.broken",
        f"„{name}“ ist kein gültiges JSON{at_de}. Es wurde nichts übernommen.",
        f"“{name}” is not valid JSON{at_en}. Nothing was taken over.",
        Text("Vielleicht ist die Datei abgeschnitten.", "Perhaps the file was cut off."),
    )


def _too_deep(name: str) -> ProblemError:
    return problem(
        "json.deep",
        f"„{name}“ ist zu tief verschachtelt, um eine Tabelle zu sein.",
        f"“{name}” is nested too deeply to be a table.",
    )


def _table(opening: Opening, source: _Source, report: Report) -> tuple[Table, str]:
    name, limits = opening.name, opening.limits
    try:
        sample = [(number, _flat(record)) for number, record in islice(source.records(Tally(Report())), _SAMPLE_ROWS)]
    except RecursionError as error:
        raise _too_deep(name) from error
    sample = [one for one in sample if one[1]]
    if not sample:
        raise refuse_foreign(name, "empty", WANTED)
    headers = list(dict.fromkeys(key for _, record in sample for key in record))
    if opening.mapping is not None:
        known = {one.header for one in opening.mapping.columns}
        if known & set(headers):
            # Records leave out what is empty: a known field may be absent from all of them.
            headers += [one.header for one in opening.mapping.columns if one.header not in headers]
    check_width(name, len(headers), limits)
    places = {header: place for place, header in enumerate(headers)}
    if source.found is not None and source.found.path:
        report.guess(_path_guess(source.found.path))

    def rows(tally: Tally) -> Iterator[tuple[int, list[Cell]]]:
        for number, record in source.records(tally):
            cells: list[Cell] = [None] * len(headers)
            for key, cell in _flat(record).items():
                place = places.get(key)
                if place is not None:
                    cells[place] = cell
                elif cell is not None:
                    _flag_late(tally, number, key, cell)
            yield number, cells

    def chunks(tally: Tally) -> Iterator[Chunk]:
        yield from data_chunks(rows(tally), len(headers), tally, limits, opening.progress)

    columns = columns_of([[record.get(header) for header in headers] for _, record in sample], len(headers))
    preview = [headers, *([shown(record.get(header)) for header in headers] for _, record in sample[:_PREVIEW])]
    attribution = source.found.attribution if source.found is not None else ""
    return Table(headers, 0, columns, chunks, typed=True, preview=preview), attribution


def _flat(record: object) -> dict[str, Cell]:
    return flatten(record) if isinstance(record, dict) else {"value": flatten({"": record}).get("", None)}


def _flag_late(tally: Tally, number: int, key: str, cell: Cell) -> None:
    tally.flag(
        number,
        "json.late-field",
        Text(
            f"Das Feld „{key[:80]}“ kommt erst spät in der Datei vor und wurde nicht übernommen.",
            f"The field “{key[:80]}” appears only late in the file and was not taken over.",
        ),
        column=key[:200],
        value=cell,
    )


def _path_guess(path: str) -> Guess:
    return Guess(
        "json.path",
        Text(f"Die Datensätze stehen unter „{path}“.", f"The records stand under “{path}”."),
        0.9,
        value=path,
    )


KIND = JsonKind()
