"""Times as people and programs write them, to UTC: ISO, German, weeks, quarters, months, years, epoch, Excel.

A column's way of writing is guessed once; then every cell is read in it. Local time goes to UTC with both clock changes
told apart: an hour that cannot exist is refused, an hour that stands twice is flagged "ambiguous" unless the sequence of rows
shows both passes.
"""

# ruff: noqa: DTZ001  (local times as written have no zone; results are UTC without one)

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from stadtkern.data.harmonise._passes import descends, passes
from stadtkern.data.harmonise._time_formats import BY_NAME, FORMATS, Format, Spoken
from stadtkern.data.harmonise._zones import AMBIGUOUS, as_utc, edge, offsets, plain_offset, to_utc, zone_of
from stadtkern.data.harmonise.missing import is_missing
from stadtkern.data.harmonise.refused import Refused, quote, refuse
from stadtkern.town.text import Text

__all__ = [
    "Instant",
    "TimeColumn",
    "TimeGuess",
    "Times",
    "as_utc",
    "guess_time",
    "is_clock",
    "parse_time",
    "parse_times",
    "time_guess",
]

GERMAN = "Europe/Berlin"
SPANS = ("day", "week", "month", "quarter", "year")
_FINE = ("second", "minute", "hour")
_HEADER = re.compile(
    r"zeit|datum|date|time|jahr|year|monat|month|\btag\b|stand|stamp|woche|week|quartal|quarter|\bvon\b|\bbis\b|start|begin|ende?\b|epoch|unix|^ts$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"([01]?[0-9]|2[0-4])[:.][0-5][0-9](?:[:.][0-5][0-9])?(?:\s*Uhr)?")


@dataclass(frozen=True, slots=True)
class TimeGuess:
    """How a column writes time.

    ``format``: a name people can read ("DD.MM.YYYY HH:mm"), which ``time_guess`` takes back; ``granularity``: second, minute, hour, day, week, month, quarter or year; ``sure``: 0 to 1.
    """

    format: str
    granularity: str
    has_offset: bool = False
    sure: float = 1.0

    @property
    def text(self) -> Text:
        """Say the format in words, for the report of guesses."""
        return Text(f"Zeitangaben im Format {self.format}", f"Times in the format {self.format}")


class Instant(NamedTuple):
    """A time in UTC without zone. ``end`` (exclusive) for days and longer; ``flag`` "ambiguous" or None."""

    start: datetime
    end: datetime | None = None
    flag: str | None = None


@dataclass(slots=True)
class Times:
    """A column of times, by index; None where refused. The last ``held`` texts were not read yet (see TimeColumn)."""

    starts: list[datetime | None] = field(default_factory=list)
    ends: list[datetime | None] = field(default_factory=list)
    flags: list[str | None] = field(default_factory=list)
    refused: list[tuple[int, Refused]] = field(default_factory=list)
    held: int = 0


def guess_time(samples: Iterable[str | None], header: str = "") -> TimeGuess | None:
    """Guess how a column writes time, or None where it does not (at least 80 % of the samples must be readable).

    ``header`` helps where digits alone could be anything (years, epoch, Excel's serial numbers).
    """
    present = [sample.strip() for sample in samples if sample is not None and not is_missing(sample)]
    if not present:
        return None
    said = _HEADER.search(header.replace("_", " ")) is not None
    best: tuple[float, Format, list[Spoken]] | None = None
    for way in FORMATS:
        if way.read(present[0]) is None and (len(present) < 2 or way.read(present[-1]) is None):
            continue
        spoken = [found for found in map(way.read, present) if found is not None]
        share = len(spoken) / len(present)
        sure = share * (way.sure if said or way.needs_header is None else way.needs_header)
        if share >= 0.8 and sure > 0.3 and (best is None or sure > best[0]):
            best = (sure, way, spoken)
    if best is None:
        return None
    sure, way, spoken = best
    if way.name in ("DD/MM/YYYY", "MM/DD/YYYY") and all(one.start.day <= 12 for one in spoken):
        sure = min(sure, 0.6)  # no day above 12: which number is the month cannot be seen
    granularity = _granularity(spoken)
    has_offset = any(one.offset is not None for one in spoken)
    clock = "" if granularity in SPANS and not any(one.granularity in _FINE for one in spoken) else " HH:mm"
    name = f"{way.name}{clock}" if way.name in _WITH_CLOCK else way.name
    return TimeGuess(name, granularity, has_offset, round(sure, 2))


_WITH_CLOCK = ("YYYY-MM-DD", "DD.MM.YYYY", "DD/MM/YYYY", "MM/DD/YYYY", "D. MMMM YYYY", "MMMM D, YYYY", "YYYYMMDD")


def _granularity(spoken: Sequence[Spoken]) -> str:
    """Give the finest step of the samples; clocks that stand at midnight on three days or more are days."""
    kinds = {one.granularity for one in spoken}
    fine = next((kind for kind in _FINE if kind in kinds), None)
    if fine is None:
        return spoken[0].granularity
    midnight = all(one.start.hour == one.start.minute == one.start.second == 0 and one.offset is None for one in spoken)
    return "day" if midnight and len({one.start for one in spoken}) >= 3 else fine


def time_guess(name: str, granularity: str | None = None) -> TimeGuess:
    """Give the guess for a saved mapping's format. Raises Refused (``time.format``) for a name that is not known."""
    base = name.removesuffix(" HH:mm")
    way = BY_NAME.get(base)
    if way is None:
        raise refuse(
            "time.format",
            f"Das Zeitformat „{quote(name)}“ ist nicht bekannt.",
            f"The time format “{quote(name)}” is not known.",
        )
    if granularity is None:
        granularity = "minute" if name.endswith(" HH:mm") else way.granularity
    return TimeGuess(name, granularity)


def is_clock(samples: Iterable[str | None]) -> bool:
    """Say whether a column holds only times of day ("14:30"), to be joined with a column of dates."""
    present = [sample.strip() for sample in samples if sample is not None and not is_missing(sample)]
    return bool(present) and all(_CLOCK.fullmatch(sample) for sample in present)


def parse_time(text: str, guess: TimeGuess, zone: str = GERMAN) -> Instant:
    """Read one time in the guessed format. Local times are of ``zone``; texts with an offset say it themselves.

    Raises Refused (``time.missing``, ``time.text``, ``time.gap``, ``time.range``, ``time.zone``).
    """
    times = TimeColumn(guess, zone).parse([text])
    if times.refused:
        raise times.refused[0][1]
    return Instant(cast("datetime", times.starts[0]), times.ends[0], times.flags[0])


def parse_times(
    texts: Sequence[str | None], guess: TimeGuess, zone: str = GERMAN, keys: Sequence[Hashable] | None = None
) -> Times:
    """Read a whole column of times; ``keys`` name each row's station where several share the column."""
    return TimeColumn(guess, zone).parse(texts, keys)


class TimeColumn:
    """Reads a column in batches; remembers days it has seen and, over the edge of a batch, where the clock stood.

    With ``more=True`` (not the last batch) the rows at the end that stand in an ambiguous hour are left unread and counted in
    ``Times.held``, because the next batch shows whether the hour comes again: give them again in front of the next batch.
    """

    def __init__(self, guess: TimeGuess, zone: str = GERMAN) -> None:
        """Begin a column. Raises Refused (``time.format``, ``time.zone``)."""
        self.guess = guess
        self.way = BY_NAME[time_guess(guess.format).format.removesuffix(" HH:mm")]
        self.zone = zone_of(zone)
        self._days: dict[str, datetime] = {}
        self._clocks: dict[str, timedelta] = {}
        self._whole: dict[str, tuple[datetime, datetime | None]] = {}
        self._last: list[datetime | None] = []

    def parse(
        self, texts: Sequence[str | None], keys: Sequence[Hashable] | None = None, *, more: bool = False
    ) -> Times:
        """Read a batch; see the class. Raises nothing: what cannot be read is in ``refused``."""
        times = Times()
        unclear: list[tuple[int, datetime]] = []
        add, days, clocks = times.starts.append, self._days, self._clocks
        ends: dict[int, datetime] = {}
        for index, text in enumerate(texts):
            if text is not None:
                clock = clocks.get(text[10:])
                if clock is not None and (day := days.get(text[:10])) is not None:
                    add(day + clock)
                    continue
            try:
                start, end, local = self._read(text)
            except Refused as refused:
                times.refused.append((index, refused))
                add(None)
                continue
            add(start)
            if end is not None:
                ends[index] = end
            if local is not None:
                unclear.append((index, local))
        times.flags = [None] * len(times.starts)
        times.ends = [ends.get(index) for index in range(len(times.starts))] if ends else [None] * len(times.starts)
        if unclear:
            self._settle(times, unclear, keys, more=more)
        if times.starts:
            self._last = [*self._last, *times.starts[-2:]][-2:]
        return times

    def _read(self, text: str | None) -> tuple[datetime, datetime | None, datetime | None]:
        """Read one cell: start and end in UTC, and the local time where it is ambiguous. Fills the memory."""
        if text is None or is_missing(text):
            raise refuse("time.missing", "Die Zeitangabe fehlt.", "The time is missing.")
        if (known := self._whole.get(text)) is not None:
            return (*known, None)
        spoken = self.way.read(text.strip())
        if spoken is None:
            raise refuse(
                "time.text",
                f"„{quote(text)}“ ist keine Zeitangabe im Format {self.guess.format}.",
                f"“{quote(text)}” is not a time in the format {self.guess.format}.",
            )
        try:
            return self._place(text, spoken)
        except OverflowError as reason:
            raise refuse(
                "time.range",
                f"Die Zeit „{quote(text)}“ liegt außerhalb des Kalenders.",
                f"The time “{quote(text)}” is outside the calendar.",
            ) from reason

    def _place(self, text: str, spoken: Spoken) -> tuple[datetime, datetime | None, datetime | None]:
        start = spoken.start
        if spoken.offset is not None:
            return start - spoken.offset, None, None
        midnight = start.hour == start.minute == start.second == start.microsecond == 0
        if spoken.granularity in SPANS or (midnight and self.guess.granularity == "day"):
            if spoken.granularity == "day" and self.guess.granularity in _FINE:
                return edge(start, self.zone), None, None
            kind = spoken.granularity if spoken.granularity in SPANS else "day"
            found = (edge(start, self.zone), edge(_next(start, kind), self.zone))
            if len(self._whole) < _MEMO:
                self._whole[text] = found
            return (*found, None)
        utc, flag = to_utc(start, self.zone)
        self._remember(text, start)
        return utc, None, start if flag else None

    def _remember(self, text: str, local: datetime) -> None:
        """Keep the day's midnight and the clock's distance from it for texts that begin with ten signs of date."""
        if (
            self.way.name not in ("YYYY-MM-DD", "DD.MM.YYYY")
            or text[10:11] not in ("T", " ")
            or len(self._clocks) > _MEMO
        ):
            return
        day = datetime(local.year, local.month, local.day)
        written = self.way.read(text[:10])
        if written is None or written.start != day:
            return  # 24:00 belongs to the day before, "1.1.2024 10:00" has its clock further left
        self._clocks[text[10:]] = local - day
        offset = plain_offset(day, self.zone)
        if offset is not None and len(self._days) < _MEMO:
            self._days[text[:10]] = day - offset

    def _settle(
        self, times: Times, unclear: list[tuple[int, datetime]], keys: Sequence[Hashable] | None, *, more: bool
    ) -> None:
        """Tell first and second pass apart, run by run; what shows only one pass is flagged."""
        refused = {index for index, _ in times.refused}
        runs: list[list[tuple[int, datetime]]] = []
        for index, local in unclear:
            between = range(runs[-1][-1][0] + 1, index) if runs else range(0)
            if runs and abs(local - runs[-1][-1][1]) < timedelta(hours=6) and all(i in refused for i in between):
                runs[-1].append((index, local))
            else:
                runs.append([(index, local)])
        if more and runs:
            begin, end = runs[-1][0][0], runs[-1][-1][0]
            total = len(times.starts)
            if all(i in refused for i in range(end + 1, total)) and total - begin <= _HOLD:
                runs.pop()
                times.held = total - begin
                del times.starts[begin:], times.ends[begin:], times.flags[begin:]
                times.refused = [(index, reason) for index, reason in times.refused if index < begin]
        for run in runs:
            self._settle_run(times, run, keys)

    def _settle_run(self, times: Times, run: list[tuple[int, datetime]], keys: Sequence[Hashable] | None) -> None:
        first, last = run[0][0], run[-1][0]
        around = [*self._last, *times.starts[max(0, first - 2) : first]][-2:]
        after = times.starts[last + 1 : last + 3]
        groups: dict[Hashable, list[tuple[int, datetime]]] = {}
        for index, local in run:
            groups.setdefault(keys[index] if keys is not None else None, []).append((index, local))
        repeated = keys is None and (_same(around) or _same(after))
        for rows in groups.values():
            clocks = [time for _, time in rows]
            inside = clocks[0] - offsets(clocks[0], self.zone)[0]
            down = descends(around[-1] if around else None, inside, after[0] if after else None, clocks)
            found = passes(clocks, descending=down, repeated=repeated)
            for place, (index, time) in enumerate(rows):
                if found is None:
                    times.flags[index] = AMBIGUOUS
                elif found[place]:
                    times.starts[index] = time - offsets(time, self.zone)[1]


_MEMO = 50_000
_HOLD = 50_000


def _same(pair: Sequence[datetime | None]) -> bool:
    """Say whether two neighbouring rows stand at the same time, as where several stations share a column."""
    return len(pair) == 2 and pair[0] is not None and pair[0] == pair[1]


def _next(start: datetime, kind: str) -> datetime:
    """Give the beginning of the next day, week, month, quarter or year, by the calendar."""
    if kind in ("day", "week"):
        return start + timedelta(days=7 if kind == "week" else 1)
    months = {"month": 1, "quarter": 3, "year": 12}[kind]
    month = start.month - 1 + months
    if start.year + month // 12 > 9999:
        raise OverflowError
    return datetime(start.year + month // 12, month % 12 + 1, 1)
