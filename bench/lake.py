"""The lake's figures: imports, live values, charts, boxes, memory. ``python -m bench.lake`` prints one line each.

Each function takes a fresh or filled lake and gives (what, figure, unit) lines. Sizes fit a small machine; the figures
stand for two cores with nothing else running.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import struct
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.data.lake import Lake, Observation, open_lake, query

STATIONS, STREAMS, MONTHS = 6, 7, 24
QUARTERS = 2_880
START = datetime(2023, 1, 1)  # noqa: DTZ001 - the lake's times are UTC without saying so
QUARTER = 15 * 60 * 1_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure."""

    what: str
    value: float
    unit: str

    def __str__(self) -> str:
        return f"{self.what:<72} {self.value:>12,.2f} {self.unit}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the features."""

    name: str
    type: str


def month(station: int, number: int) -> pa.RecordBatch:
    """Make what a station counted in a month: seven streams, every quarter of an hour."""
    first = int((START - datetime(1970, 1, 1)) / timedelta(microseconds=1)) + number * QUARTERS * QUARTER  # noqa: DTZ001
    times = pa.concat_arrays([pa.arange(first, first + QUARTERS * QUARTER, QUARTER)] * STREAMS).cast(pa.timestamp("us"))
    streams = pa.concat_arrays([pa.array([station * STREAMS + one] * QUARTERS, pa.int32()) for one in range(STREAMS)])
    numbers = pc.cast(pc.bit_wise_and(pa.arange(0, len(times)), 127), pa.float64())
    return pa.RecordBatch.from_arrays([streams, times, numbers], names=["stream", "time", "number"])


def timed(work: Callable[[], object]) -> float:
    """Give how many seconds some work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def median(work: Callable[[], object], times: int = 15) -> float:
    """Give the median of several runs in milliseconds."""
    return statistics.median(timed(work) for _ in range(times)) * 1_000


def small_imports(lake: Lake) -> list[Figure]:
    """24 monthly files of 6 stations, each file and station its own transaction; then the same once more."""
    batches = [month(station, number) for number in range(MONTHS) for station in range(STATIONS)]
    rows = sum(batch.num_rows for batch in batches)

    def write(first: int, what: Sequence[pa.RecordBatch]) -> None:
        for number, batch in enumerate(what):
            with lake.importing(first + number) as writer:
                writer.series([batch])

    new = timed(lambda: write(1, batches))
    again = timed(lambda: write(10_001, batches[:24]))
    return [
        Figure(f"{len(batches)} imports, {rows:,} observations in all", new, "s"),
        Figure("an import of 20,160 rows that changes nothing", again / 24 * 1_000, "ms"),
        Figure("merging what they left", timed(lake.tidy), "s"),
    ]


def large_import(lake: Lake) -> list[Figure]:
    """Three million rows of a hundred streams in one import; the same again; taken back."""

    def batches() -> Iterator[pa.RecordBatch]:
        for number in range(30):
            first = 1_700_000_000_000_000 + number * 1_000 * QUARTER
            times = pa.concat_arrays([pa.arange(first, first + 1_000 * QUARTER, QUARTER)] * 100)
            streams = pa.concat_arrays([pa.array([1_000 + stream] * 1_000, pa.int32()) for stream in range(100)])
            numbers = pc.cast(pa.arange(0, len(times)), pa.float64())
            yield pa.RecordBatch.from_arrays(
                [streams, times.cast(pa.timestamp("us")), numbers], names=["stream", "time", "number"]
            )

    def write(number: int) -> None:
        with lake.importing(number) as writer:
            writer.series(batches())

    return [
        Figure("one import of 3,000,000 rows", timed(lambda: write(20_001)), "s"),
        Figure("the same again, which changes nothing", timed(lambda: write(20_002)), "s"),
        Figure("taking it back", timed(lambda: lake.undo_series(20_001)), "s"),
    ]


def charts(lake: Lake) -> list[Figure]:
    """What pages ask of a station's years."""
    year, end = datetime(2024, 1, 1), datetime(2025, 1, 1)  # noqa: DTZ001
    station, all_streams = range(STREAMS), range(STATIONS * STREAMS)
    with lake.read() as cursor:
        questions: dict[str, Callable[[], object]] = {
            "latest 100 of a stream": lambda: query.latest(cursor, 5, 100),
            "a day of a stream": lambda: query.window(cursor, 5, year, year + timedelta(days=1), 1_000),
            "a year of a station (7 streams) in 366 buckets": lambda: query.buckets(cursor, station, year, end, 366),
            "extent of a station": lambda: query.extent(cursor, station),
            "days of a station": lambda: query.daily(cursor, station),
            "typical week of a station": lambda: query.by_hour_and_weekday(cursor, station),
            "days of all stations": lambda: query.daily(cursor, all_streams),
        }
        return [Figure(what, median(ask), "ms") for what, ask in questions.items()]


def live(lake: Lake) -> list[Figure]:
    """Live values: single ones one after another, many at once, in arrays; and moving them."""
    rows = [Observation(5_000, START + timedelta(seconds=second), float(second)) for second in range(1_000)]

    def many(requests: Sequence[Sequence[Observation]]) -> Callable[[], None]:
        def send() -> None:
            for future in [lake.append(one) for one in requests]:
                future.result()

        return send

    single = statistics.median(timed(lambda row=row: lake.append([row]).result()) for row in rows[:300])
    waiting = timed(many([[row] for row in rows] * 10))
    arrays = timed(many([rows] * 500))
    return [
        Figure("one value, durable", single * 1_000, "ms"),
        Figure("single values that arrive together, durable", 10_000 / waiting, "/s"),
        Figure("values in arrays of 1,000, durable", 500_000 / arrays, "/s"),
        Figure("moving 510,300 values into the lake", timed(lake.move), "s"),
    ]


def boxes(lake: Lake) -> list[Figure]:
    """A million points; a thousand of them by box."""
    side = 1_000

    def batches() -> Iterator[pa.RecordBatch]:
        for x in range(side):
            points = [struct.pack("<BIdd", 1, 1, 7 + x / side, 51 + y / side) for y in range(side)]
            yield pa.RecordBatch.from_pydict({"n": pa.arange(x * side, (x + 1) * side), "geom": pa.array(points)})

    def write() -> None:
        with lake.importing(30_001) as writer:
            writer.table(1, [Column("n", "integer")], geometry=True, batches=batches())

    spent = timed(write)
    box = "SELECT _id, ST_AsWKB(geom) FROM lake.tables.c1 WHERE geom && ST_MakeEnvelope(7.5, 51.5, 7.5315, 51.5315)"
    with lake.read() as cursor:
        return [
            Figure("one import of 1,000,000 points", spent, "s"),
            Figure("1,000 of a million points by box", median(lambda: cursor.execute(box).fetchall()), "ms"),
        ]


def resident() -> float:
    """Give the process's memory in MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1e6


def opening(folder: Path) -> list[Figure]:
    """Opening what stands there, copying it, and memory at rest."""
    seconds = timed(lambda: open_lake(folder))
    lake = open_lake(folder)
    figures = [Figure("opening the lake", seconds * 1_000, "ms")]
    with tempfile.TemporaryDirectory() as place:
        figures.append(Figure("copying it while it serves", timed(lambda: lake.backup(Path(place) / "copy")), "s"))
    lake.close()
    return figures


def measure() -> Iterator[Figure]:
    """Measure all."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "lake"
        lake = open_lake(folder)
        yield Figure("memory, an empty lake open", resident(), "MB")
        with contextlib.closing(lake):
            for part in (small_imports, charts, large_import, live, boxes):
                yield from part(lake)
            yield Figure("memory after all that", resident(), "MB")
        yield from opening(folder)


if __name__ == "__main__":
    for figure in measure():
        print(figure, flush=True)
