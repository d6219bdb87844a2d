"""Rows to observations: every value column of a chunk becomes long, each row's time is read once for all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.data.gather import cells
from stadtkern.data.gather.columns import as_text, as_texts
from stadtkern.data.gather.model import Guess, Report, Role, StreamSpec
from stadtkern.data.gather.plan import FIXED, JOIN, Plan, Used
from stadtkern.data.gather.propose_series import joined
from stadtkern.data.gather.streams import Streams
from stadtkern.data.gather.tabular import Chunk, Table
from stadtkern.data.gather.tally import Tally
from stadtkern.data.harmonise.missing import is_missing
from stadtkern.data.harmonise.numbers import Number
from stadtkern.data.harmonise.refused import Refused
from stadtkern.data.harmonise.times import TimeColumn, guess_time
from stadtkern.town.text import Text

SCHEMA = pa.schema(
    [
        ("stream", pa.int32()),
        ("time", pa.timestamp("us")),
        ("time_end", pa.timestamp("us")),
        ("number", pa.float64()),
        ("value", pa.string()),
        ("status", pa.string()),
        ("flag", pa.string()),
        ("_row", pa.int64()),
    ]
)


@dataclass(slots=True)
class Rows:
    """A chunk whose times are read. ``kept`` are the places of rows whose time is known; None: all."""

    chunk: Chunk
    starts: pa.Array
    ends: pa.Array
    flags: pa.Array
    numbers: pa.Array
    kept: pa.Array | None = None


@dataclass(slots=True)
class SeriesReader:
    """Draws a series part. ``specs`` is the part's list of streams and grows with the first value of each."""

    table: Table
    plan: Plan
    report: Report
    tally: Tally
    specs: list[StreamSpec] = field(default_factory=list)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Read the table anew and give its observations in batches."""
        self.tally.start()
        streams = Streams(self.plan, self.specs)
        clock = _Clock(self.plan, self.tally) if self.plan.of(Role.TIME) else None
        ambiguous = 0
        for rows in self._timed(clock):
            ambiguous += len(rows.flags) - rows.flags.null_count
            parts = [part for used in self.plan.of(Role.VALUE) if (part := self._observations(rows, used, streams))]
            if parts:
                columns = [pa.concat_arrays([part[at] for part in parts]) for at in range(len(SCHEMA))]
                yield pa.RecordBatch.from_arrays(columns, schema=SCHEMA)
        if ambiguous:
            self.report.guess(_ambiguous(ambiguous, self.plan))

    def _timed(self, clock: _Clock | None) -> Iterator[Rows]:
        if clock is None:
            for chunk in self.table.chunks(self.tally):
                count = len(chunk.rows)
                empty = pa.nulls(count, pa.timestamp("us"))
                yield Rows(chunk, empty, empty, pa.nulls(count, pa.string()), pa.array(chunk.rows, pa.int64()))
            return
        for chunk in self.table.chunks(self.tally):
            yield from clock.read(chunk, more=True)
        yield from clock.read(None, more=False)

    def _observations(self, rows: Rows, used: Used, streams: Streams) -> list[pa.Array] | None:
        """Give one value column's observations as arrays in the schema's order; None when it holds nothing."""
        chunk, column = rows.chunk, used.mapping
        own = chunk.columns[used.place]
        exact: pa.Array | None = None
        if column.type in ("text", "boolean", "date", "time"):
            number, exact = pa.nulls(len(own), pa.float64()), _as_json(own, column.type)
            present = exact.is_valid()
        else:
            number, long = cells.numbers(own, self.plan.style(column), chunk.rows, self.tally, used.header)
            exact = None if long is None else pa.array([_exact(value) for value in long], pa.string())
            present = number.is_valid()
        if rows.kept is not None:
            present = pc.and_(present, rows.kept)
        where = pc.indices_nonzero(present)
        count = len(where)
        if count == 0:
            return None
        every = count == len(own)

        def some(array: pa.Array) -> pa.Array:
            return array if every else array.take(where)

        stream = streams.indexes(used, chunk, None if every else where.to_pylist())
        start, end = some(rows.starts), some(rows.ends)
        if (column.format or "").startswith(FIXED):
            start, end = self._fixed(column.format or "", count)
        status = self._status(chunk, used)
        return [
            stream,
            start,
            end,
            some(number),
            pa.nulls(count, pa.string()) if exact is None else some(exact),
            pa.nulls(count, pa.string()) if status is None else some(status),
            some(rows.flags),
            some(rows.numbers),
        ]

    def _fixed(self, how: str, count: int) -> tuple[pa.Array, pa.Array]:
        """Give the time that stands in a header, for every row."""
        text = how.removeprefix(FIXED)
        guess = guess_time([text], "Jahr")
        kind = pa.timestamp("us")
        if guess is None:
            return pa.nulls(count, kind), pa.nulls(count, kind)
        times = TimeColumn(guess, self.plan.mapping.timezone).parse([text])
        return pa.array(times.starts * count, kind), pa.array(times.ends * count, kind)

    def _status(self, chunk: Chunk, used: Used) -> pa.Array | None:
        for other in self.plan.of(Role.STATUS):
            if other.mapping.status_of == used.header:
                return cells.texts(chunk.columns[other.place])
        return None


def _exact(value: Number | None) -> str | None:
    return json.dumps(value) if type(value) is int and abs(value) > cells.EXACT else None


def _as_json(column: Sequence[object], kind: str) -> pa.Array:
    """Give words as JSON strings, yes and no as JSON booleans, missing as null."""
    answer: list[str | None] = []
    for cell in column:
        text = as_text(cell).strip()
        if is_missing(text):
            answer.append(None)
        elif kind == "boolean":
            answer.append("true" if text.lower() in ("ja", "true", "wahr", "yes", "1") else "false")
        else:
            answer.append(json.dumps(text, ensure_ascii=False))
    return pa.array(answer, pa.string())


def _ambiguous(count: int, plan: Plan) -> Guess:
    return Guess(
        "time.ambiguous",
        Text(
            f"{count} Zeilen stehen in der Stunde, die es bei der Umstellung auf Winterzeit zweimal gibt, in der Datei aber "
            "nur einmal. Sie zählen als die erste der beiden Stunden und sind gekennzeichnet.",
            f"{count} rows stand in the hour that comes twice when the clocks go back, but only once in the file. They count "
            "as the first of the two hours and are marked.",
        ),
        0.5,
        plan.of(Role.TIME)[0].header if plan.of(Role.TIME) else None,
        "ambiguous",
    )


class _Clock:
    """Reads the times of chunks. Rows in an ambiguous hour at a chunk's end wait for the next one, which decides them."""

    def __init__(self, plan: Plan, tally: Tally) -> None:
        self.tally = tally
        times = plan.of(Role.TIME)
        first = next((one for one in times if not (one.mapping.format or "").startswith(JOIN)), times[0])
        seconds = [one for one in times if (one.mapping.format or "").startswith(JOIN)]
        self.places = [first.place, *(one.place for one in seconds)]
        self.join = (seconds[0].mapping.format or "").removeprefix(JOIN) if seconds else ""
        self.header = first.header
        self.column = plan.reader(first)
        end = plan.first(Role.TIME_END)
        self.end = None if end is None else (end.place, plan.reader(end), end.header)
        self.keys = [one.place for one in plan.of(Role.STATION, Role.ID, Role.LANE)]
        self.waiting: Chunk | None = None

    def read(self, chunk: Chunk | None, *, more: bool) -> Iterator[Rows]:
        """Read a chunk's times; what waits from the last one comes first."""
        if self.waiting is not None:
            chunk = self.waiting if chunk is None else _behind(self.waiting, chunk)
            self.waiting = None
        if chunk is None:
            return
        texts = joined([as_texts(chunk.columns[place]) for place in self.places], self.join)
        keys = None
        if self.keys:
            keys = list(zip(*(chunk.columns[place] for place in self.keys), strict=True))
        times = self.column.parse(texts, keys, more=more)
        if times.held:
            count = len(texts) - times.held
            self.waiting = Chunk(list(chunk.rows[count:]), [list(column[count:]) for column in chunk.columns])
            chunk = Chunk(chunk.rows[:count], [column[:count] for column in chunk.columns])
        if not chunk.rows:
            return
        self._refuse(times.refused, chunk, texts)
        kind = pa.timestamp("us")
        starts = pa.array(times.starts, kind)
        ends = pa.array(times.ends, kind) if any(times.ends[:1]) or any(times.ends) else pa.nulls(len(starts), kind)
        flags = pa.array(times.flags, pa.string()) if any(times.flags) else pa.nulls(len(starts), pa.string())
        if self.end is not None:
            place, column, header = self.end
            ends = cells.moments(chunk.columns[place], column, chunk.rows, self.tally, header)
        numbers = pa.array(chunk.rows, pa.int64())
        yield Rows(chunk, starts, ends, flags, numbers, starts.is_valid() if times.refused else None)

    def _refuse(self, refused: Sequence[tuple[int, Refused]], chunk: Chunk, texts: Sequence[str]) -> None:
        for place, reason in refused:
            self.tally.refuse(
                chunk.rows[place], reason.code, reason.text, column=self.header, value=texts[place] or None
            )


def _behind(first: Chunk, second: Chunk) -> Chunk:
    return Chunk(
        [*first.rows, *second.rows],
        [[*one, *two] for one, two in zip(first.columns, second.columns, strict=True)],
    )
