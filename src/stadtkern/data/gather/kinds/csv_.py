"""CSV and its kin: text with a delimiter, in whatever dialect and encoding a town's programs wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stadtkern.data.gather.apply import make_part
from stadtkern.data.gather.delimited import Dialect, guess_dialect, parse_lines, records
from stadtkern.data.gather.header import Header, find_header
from stadtkern.data.gather.lines import BLOCK_BYTES, Block, TextFile, newline_of
from stadtkern.data.gather.model import Guess, Mapping, Opening, Reading, Report
from stadtkern.data.gather.records import check_width, only_header
from stadtkern.data.gather.sniff import content_of, refuse_foreign
from stadtkern.data.gather.tabular import CHUNK_ROWS, Chunk, Table, columns_of
from stadtkern.data.gather.tally import Tally
from stadtkern.data.harmonise.text_encoding import detect
from stadtkern.town.text import Text, problem

HEAD_BYTES = 65536
WANTED = Text("eine Texttabelle (CSV)", "a text table (CSV)")
# Files up to this size are looked at whole before they are read; of longer ones the beginning and some spots.
_WHOLE_BYTES = 3 * 1024 * 1024
_SPOTS, _SPOT_BYTES = 24, 64 * 1024
_PREVIEW = 20
_STEADY = 0.85
_FOREIGN = {"html": 0.25, "PNG": 0.25, "JPEG": 0.25, "GIF": 0.25, "PDF": 0.25, "binary": 0.21, "TIFF": 0.25}


@dataclass(frozen=True, slots=True)
class CsvKind:
    """Files with one row a line and a delimiter between cells."""

    kind: str = "csv"
    title: Text = field(default=Text("Texttabelle (CSV)", "Text table (CSV)"))
    extensions: Sequence[str] = (".csv", ".tsv", ".tab", ".txt")

    def recognise(self, path: Path, name: str, head: bytes) -> float:  # noqa: ARG002 - all kinds get it
        """Say how sure it is: text with a steady delimiter. A picture called .csv is claimed weakly, to be refused well."""
        named = name.lower().endswith(tuple(self.extensions))
        content = content_of(head)
        if content not in ("text", "blank", "empty"):
            return _FOREIGN.get(content, 0.0) if named else 0.0
        if content != "text":
            return 0.3 if named else 0.0
        dialect = guess_dialect(_head_lines(head))
        if not named:
            # Prose, Turtle and program text have commas and semicolons too, but not as steadily as a table.
            return 0.5 if dialect.sure >= _STEADY else 0.1
        return 0.7 + 0.25 * dialect.sure

    def open(self, opening: Opening) -> Reading:
        """Open a text table; see SourceKind. Problems: ``file.empty``, ``file.wrong-content``, ``table.…``, ``mapping.…``."""
        report = Report()
        with opening.path.open("rb") as file:
            head = file.read(HEAD_BYTES)
        content = content_of(head)
        if content not in ("text", "xml", "json"):
            raise refuse_foreign(opening.name, content, WANTED)
        source = _text_file(opening, head, report)
        lines = _first_lines(source, opening)
        dialect = _dialect(opening.mapping, lines, report)
        table = _table(opening, source, lines, dialect, report)
        part, mapping = make_part(
            table,
            report,
            opening.name,
            mapping=opening.mapping,
            near=opening.near,
            expect="," if dialect.delimiter == ";" else ".",
        )
        mapping.encoding, mapping.delimiter = source.encoding, dialect.delimiter
        return Reading(self.kind, part.title, [part], report, mapping, preview=table.preview)


def _text_file(opening: Opening, head: bytes, report: Report) -> TextFile:
    given = opening.mapping.encoding if opening.mapping else None
    found = detect(_telling(opening.path, head))
    name = {"utf-8-sig": "utf-8", "ascii": "utf-8"}.get(given or found.name, given or found.name)
    if name.startswith(("utf-16", "utf-32")) and found.bom:
        name = name[:6]
    if not given and not name.startswith("utf"):
        report.guess(Guess("csv.encoding", found.text, found.sure, value=name))
    return TextFile(opening.path, name, opening.limits.cell_bytes, newline_of(head.replace(b"\x00", b"")))


def _telling(path: Path, head: bytes) -> bytes:
    """Give the bytes that tell the encoding: the head, or where it is plain ASCII the first block that is not."""
    if not head.isascii() or b"\x00" in head:
        return head
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            if not block.isascii():
                # Without the pieces of lines at its edges, where a letter may be cut in two.
                start, end = block.find(b"\n") + 1, block.rfind(b"\n")
                return block[start:end] if not block[start:end].isascii() else block
    return head


def _head_lines(head: bytes) -> list[str]:
    text = head.decode(detect(head).name, "replace").lstrip("\ufeff")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if len(lines) > 1 and len(head) >= HEAD_BYTES else lines


def _first_lines(source: TextFile, opening: Opening) -> list[str]:
    """Give the file's first lines: all of a small file."""
    lines: list[str] = []
    size = 0
    for block in source.blocks():
        if not lines and block.lines and block.lines[0] is None:
            raise problem(
                "table.long-line",
                f"Schon die erste Zeile von „{opening.name}“ ist länger, als für eine Zelle erlaubt ist. Das ist keine Tabelle.",
                f"Even the first line of “{opening.name}” is longer than a cell may be. This is no table.",
            )
        lines += ["" if line is None else line.replace("\x00", "") for line in block.lines]
        size += sum(map(len, lines[-len(block.lines) :]))
        if size > _WHOLE_BYTES or opening.mapping is not None:
            break
    return lines


def _dialect(mapping: Mapping | None, lines: Sequence[str], report: Report) -> Dialect:
    if mapping is not None and mapping.delimiter:
        return Dialect(mapping.delimiter, 1.0)
    dialect = guess_dialect(lines)
    if dialect.sure < 0.85:
        shown = {"\t": "Tabulator", ";": "Semikolon", ",": "Komma", "|": "|"}.get(dialect.delimiter, dialect.delimiter)
        english = {"\t": "tab", ";": "semicolon", ",": "comma"}.get(dialect.delimiter, dialect.delimiter)
        text = Text(f"Trennzeichen der Spalten: {shown}", f"Delimiter of the columns: {english}")
        report.guess(Guess("csv.delimiter", text, dialect.sure, value=dialect.delimiter))
    return dialect


def _table(opening: Opening, source: TextFile, lines: Sequence[str], dialect: Dialect, report: Report) -> Table:
    skip = 1 if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5 else 0
    first = [(skip + 1 + at, row) for at, row in parse_lines(lines[skip : skip + 400], dialect.delimiter)]
    header = find_header(first, opening.mapping)
    if header is None:
        raise refuse_foreign(opening.name, "empty", WANTED)
    check_width(opening.name, max(len(header.headers), *(len(row) for _, row in first[:50])), opening.limits)
    for guess in header.guesses:
        report.guess(guess)
    width = len(header.headers)
    last = _last_line(header, first)
    sample = [row for _, rows in _sampled(source, lines, dialect, width, last) for row in rows]
    if not sample:
        raise only_header(opening.name)

    def chunks(tally: Tally) -> Iterator[Chunk]:
        for numbers, rows in records(source.blocks(opening.progress), dialect.delimiter, width, last, tally):
            for start in range(0, len(rows), CHUNK_ROWS):
                yield Chunk(numbers[start : start + CHUNK_ROWS], columns_of(rows[start : start + CHUNK_ROWS], width))

    preview = [header.headers, *([str(cell)[:200] for cell in row] for row in sample[:_PREVIEW])]
    return Table(
        header.headers,
        header.row,
        columns_of(sample, width),
        chunks,
        units=header.units,
        above=header.above,
        preview=preview,
    )


def _last_line(header: Header, first: Sequence[tuple[int, list[str]]]) -> int:
    """Give the last line that is no data yet; a header with line ends in its cells takes several lines."""
    following = [number for number, _ in first if number > header.last]
    return following[0] - 1 if following else header.last


def _sampled(
    source: TextFile, lines: Sequence[str], dialect: Dialect, width: int, last: int
) -> Iterator[tuple[Sequence[int], list[list[str]]]]:
    """Give rows to know the columns by: those of the first lines, and of a large file some from all over."""
    quiet = Tally(Report())
    read = sum(len(line.encode(source.encoding, "replace")) + 2 for line in lines)
    whole = Block(1, list(lines), quoted=True)
    yield from records(iter([whole]), dialect.delimiter, width, last, quiet)
    if source.path.stat().st_size > _WHOLE_BYTES and read > _WHOLE_BYTES:
        for spot in source.spots(_SPOTS, _SPOT_BYTES, read):
            yield from records(iter([Block(1, list(spot), quoted=True)]), dialect.delimiter, width, 0, quiet)


KIND = CsvKind()
