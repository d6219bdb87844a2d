"""Records of a delimited text: which delimiter, and rows out of lines, each broken one refused alone."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stadtkern.data.gather.lines import Block
from stadtkern.data.gather.tally import Tally
from stadtkern.town.text import Text

DELIMITERS = (";", "\t", "|", ",")
# How far a quoted cell may run over line ends before its opening quote is taken for a mistake.
_LONGEST_CELL_LINES = 500

# Lines are cut to the town's limit before they get here; the csv module's own limit of 128 kB is lower than that.
csv.field_size_limit(64 * 1024 * 1024)

Numbered = tuple[Sequence[int], list[list[str]]]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited text separates its cells. ``sure`` is 0 to 1."""

    delimiter: str
    sure: float


def guess_dialect(lines: Sequence[str]) -> Dialect:
    """Find the delimiter from a text's first lines: the one that gives most lines the same number of cells.

    A delimiter that stands inside the cells of another one loses, so that "1,5;2,5" is two numbers and not three cells.
    """
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        return Dialect(lines[0].strip()[4], 1.0)
    kept = [line for line in lines[:150] if line.strip()]
    scores = {delimiter: _consistency(kept, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda one: scores[one])
    if scores[best] <= 0:
        return Dialect(_fallback(kept), 0.5)
    rivals = sorted((scores[one] for one in DELIMITERS if one != best), reverse=True)
    return Dialect(best, round(min(0.99, 0.6 + 0.4 * max(0.0, scores[best] - 0.6 * max(0.0, rivals[0]))), 2))


def _fallback(lines: Sequence[str]) -> str:
    """A table of one column has no delimiter: take the one that stands nowhere in it."""
    text = "\n".join(lines)
    return next((one for one in DELIMITERS if one not in text), ";")


def _consistency(lines: Sequence[str], delimiter: str) -> float:
    """Score a delimiter: the share of lines with the commonest number of cells, less what its rivals explain better."""
    rows = [row for _, row in parse_lines(lines, delimiter)]
    if not rows:
        return 0.0
    widths = Counter(len(row) for row in rows)
    width, often = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    if width < 2:
        return 0.0
    score = often / len(rows)
    full = [row for row in rows if len(row) == width]
    # The header belongs to the table: a delimiter that it lacks is a decimal comma or stands in texts.
    if rows.index(full[0]) > min(12, len(rows) // 2):
        score *= 0.5
    for rival in DELIMITERS:
        if rival != delimiter and _stands_in_every(full, rival):
            # A comma inside the cells of ";" is a decimal comma; ";" inside the cells of "," is the delimiter itself.
            score *= 0.95 if delimiter != "," and rival == "," else 0.4
    return score


def _stands_in_every(rows: Sequence[Sequence[str]], sign: str) -> bool:
    counts = Counter(sum(cell.count(sign) for cell in row) for row in rows)
    commonest, often = counts.most_common(1)[0]
    return commonest > 0 and often > 0.8 * len(rows)


def parse_lines(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give the records of a few lines with the place of their first line, from 0; broken ones line by line."""
    blocks = iter([Block(1, list(lines), quoted=True)])
    for numbers, rows in _records(blocks, delimiter, None, 0):
        for number, row in zip(numbers, rows, strict=True):
            yield number - 1, row


def records(blocks: Iterator[Block], delimiter: str, width: int, after: int, tally: Tally) -> Iterator[Numbered]:
    """Give the data rows below line ``after`` with their line numbers, each with ``width`` cells.

    Rows in which nothing stands are no rows. Rows that are broken are counted as read and refused: a quote that is never
    closed, too few or too many cells, a line that is too long.
    """
    for found in _records(_noting(blocks, after, tally), delimiter, tally, after):
        numbers, rows = _filled(*_fit(*found, width, tally))
        if rows:
            tally.count(len(rows))
            yield numbers, rows


def _filled(numbers: Sequence[int], rows: list[list[str]]) -> Numbered:
    """Leave out the rows in which nothing stands."""
    if all(row[0] or any(row) for row in rows):
        return numbers, rows
    kept = [place for place, row in enumerate(rows) if any(map(str.strip, row))]
    return [numbers[place] for place in kept], [rows[place] for place in kept]


def _noting(blocks: Iterator[Block], after: int, tally: Tally) -> Iterator[Block]:
    """Flag the lines that stood in another encoding than the file, and those with NUL characters."""
    for block in blocks:
        for place, encoding in block.other.items():
            if block.first + place > after:
                tally.flag(
                    block.first + place,
                    "text.encoding",
                    Text(
                        f"Diese Zeile hat eine andere Zeichenkodierung als der Rest der Datei und wurde als {encoding} "
                        "gelesen.",
                        f"This line has another character encoding than the rest of the file and was read as {encoding}.",
                    ),
                )
        for place, line in enumerate(block.lines) if block.holds_nul else ():
            if line is not None and "\x00" in line:
                block.lines[place] = line.replace("\x00", "")
                if block.first + place > after:
                    tally.flag(
                        block.first + place,
                        "text.nul",
                        Text(
                            "In dieser Zeile standen Nullzeichen (NUL). Sie wurden entfernt.",
                            "This line held NUL characters. They were removed.",
                        ),
                    )
        yield block


def _fit(numbers: Sequence[int], rows: list[list[str]], width: int, tally: Tally) -> Numbered:
    """Cut empty cells at the end off, refuse rows with too few or too many cells."""
    if set(map(len, rows)) == {width}:
        return numbers, rows
    kept_numbers: list[int] = []
    kept: list[list[str]] = []
    for number, row in zip(numbers, rows, strict=True):
        if len(row) > width and not any(row[width:]):
            del row[width:]
        if len(row) == width:
            kept_numbers.append(number)
            kept.append(row)
        elif any(map(str.strip, row)):
            tally.count(1)
            tally.refuse(
                number,
                "row.fields",
                Text(
                    f"Die Zeile hat {len(row)} {'Feld' if len(row) == 1 else 'Felder'} statt {width}. Sie wurde nicht übernommen.",
                    f"The row has {len(row)} {'field' if len(row) == 1 else 'fields'} instead of {width}. It was not taken over.",
                ),
                value=";".join(row),
            )
    return kept_numbers, kept


def _records(blocks: Iterator[Block], delimiter: str, tally: Tally | None, after: int) -> Iterator[Numbered]:
    """Rows out of blocks of lines. Where nothing is quoted a block is parsed at once, else line by line as needed."""
    pending: list[str | None] = []
    first = 1
    for block in blocks:
        if not pending:
            first = block.first
        lines = pending + block.lines if pending else block.lines
        if first <= after:
            # What stands above the data was read when the header was found.
            gone = min(len(lines), after - first + 1)
            lines = lines[gone:]
            first += gone
        if not pending and not block.quoted and None not in lines:
            rows = _at_once(lines, delimiter)
            if rows is not None:
                yield range(first, first + len(lines)), rows
                continue
        numbers, rows, done = _carefully(lines, first, delimiter, tally, last=False)
        yield numbers, rows
        pending = lines[done:]
        first += done
    if pending:
        numbers, rows, _ = _carefully(pending, first, delimiter, tally, last=True)
        yield numbers, rows


def _at_once(lines: Sequence[str | None], delimiter: str) -> list[list[str]] | None:
    try:
        rows = list(csv.reader(lines, delimiter=delimiter))  # type: ignore[arg-type]
    except csv.Error:
        return None
    return rows if len(rows) == len(lines) else None


def _carefully(
    lines: Sequence[str | None], first: int, delimiter: str, tally: Tally | None, *, last: bool
) -> tuple[list[int], list[list[str]], int]:
    """Parse lines among which some are quoted. Gives row numbers, rows, and how many lines were used up.

    A line whose quotes do not close goes together with the next ones up to the closing quote, if that gives proper
    cells; else its quote is a mistake and the line alone is refused.
    """
    numbers: list[int] = []
    rows: list[list[str]] = []
    place, plain_from = 0, 0

    def flush(until: int) -> None:
        parsed = _at_once(lines[plain_from:until], delimiter)
        if parsed is None:
            for at in range(plain_from, until):
                row = _alone(lines[at], delimiter)
                _take(row, at)
        else:
            numbers.extend(range(first + plain_from, first + until))
            rows.extend(parsed)

    def _take(row: list[str] | None, at: int) -> None:
        if row is None:
            _refuse_broken(lines[at], first + at, tally)
        else:
            numbers.append(first + at)
            rows.append(row)

    while place < len(lines):
        line = lines[place]
        if line is not None and not line.count('"') & 1:
            place += 1
            continue
        flush(place)
        row, used = (None, 1) if line is None else _spanning(lines, place, delimiter, last=last)
        if used == 0:
            return numbers, rows, place
        _take(row, place)
        place += used
        plain_from = place
    flush(place)
    return numbers, rows, place


def _spanning(lines: Sequence[str | None], place: int, delimiter: str, *, last: bool) -> tuple[list[str] | None, int]:
    """Read the record that begins with a line of unpaired quotes: (row, lines used), (None, 1) broken, (…, 0) wait."""
    alone = _alone(lines[place], delimiter)
    if alone is not None:
        return alone, 1
    end = min(len(lines), place + _LONGEST_CELL_LINES)
    for other in range(place + 1, end):
        line = lines[other]
        if line is None:
            return None, 1
        if line.count('"') & 1:
            joined = _strictly("\n".join(str(one) for one in lines[place : other + 1]), delimiter)
            return (joined, other - place + 1) if joined is not None else (None, 1)
    if not last and end == len(lines):
        return None, 0
    return None, 1


def _alone(line: str | None, delimiter: str) -> list[str] | None:
    """Read one line by itself; None when a quote in it stays open."""
    if line is None:
        return None
    if line.count('"') & 1:
        return _strictly(line, delimiter)
    row = _at_once([line], delimiter)
    return None if row is None else row[0]


def _strictly(text: str, delimiter: str) -> list[str] | None:
    try:
        lines = [f"{line}\n" for line in text.split("\n")]
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _refuse_broken(line: str | None, number: int, tally: Tally | None) -> None:
    if tally is None:
        return
    tally.count(1)
    if line is None:
        tally.refuse(
            number,
            "row.long",
            Text(
                "Die Zeile ist länger, als erlaubt ist. Sie wurde nicht übernommen.",
                "The row is longer than allowed. It was not taken over.",
            ),
        )
        return
    tally.refuse(
        number,
        "row.quote",
        Text(
            "In dieser Zeile öffnet ein Anführungszeichen, das nicht wieder schließt. Die Zeile wurde nicht übernommen.",
            "In this line a quotation mark opens that never closes. The row was not taken over.",
        ),
        value=line,
    )
