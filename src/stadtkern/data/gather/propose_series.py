"""Whether a table is values over time, and then: its time columns, values, stations, lanes, units and status columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from stadtkern.data.gather.columns import Facts, as_texts
from stadtkern.data.gather.model import Guess, Role
from stadtkern.data.gather.propose_place import Place
from stadtkern.data.gather.tabular import Table
from stadtkern.data.gather.words import (
    names_facility,
    names_facility_id,
    names_place,
    names_station_id,
    plain,
    status_of,
    time_in_header,
)
from stadtkern.data.harmonise.times import TimeGuess, guess_time
from stadtkern.town.text import Text

_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?Uhr)?")
_MONTH = re.compile(r"0?[1-9]|1[0-2]")
# A key (time, station, parameter) that repeats in more rows than this does not tell values apart.
_MOST_REPEATED = 0.02


@dataclass(slots=True)
class Series:
    """The columns of a series by their place. ``second`` completes the time (a clock, a month), ``join`` puts it to it.

    ``moments`` is how many different times the sample has in its first column of times.
    """

    times: list[int]
    values: list[int]
    time: TimeGuess | None = None
    join: str = ""
    ends: int | None = None
    station: int | None = None
    station_id: int | None = None
    lane: int | None = None
    unit: int | None = None
    status: dict[int, int] = field(default_factory=dict)
    fixed: dict[int, str] = field(default_factory=dict)
    ignored: list[int] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)
    moments: int = 1


def find_series(table: Table, facts: Sequence[Facts], place: Place | None) -> Series | None:
    """Find out whether a table is a series; None when it is features or plain rows."""
    taken = set(place.roles) if place else set()
    free = [one for one in facts if one.place not in taken]
    found = _with_time(table, free)
    if found is None:
        return None if place else _with_years(free)
    if not found.values:
        return None
    keys = _keys(table, found, place)
    repeated = 1 - len(set(keys)) / len(keys) if keys else 1.0
    if repeated > _MOST_REPEATED:
        return None
    if place is not None and not _is_measured(table, place):
        return None
    return found


def _with_time(table: Table, facts: Sequence[Facts]) -> Series | None:
    main = _main_time(facts)
    if main is None:
        return None
    found = Series([main.place], [], time=main.time, moments=main.distinct)
    _complete_time(table, facts, found)
    rest = [one for one in facts if one.place not in found.times]
    _take_end(rest, found)
    _take_status(facts, found)
    _take_keys(rest, found)
    if not _sort_out(rest, found):
        return None
    return found


def _main_time(facts: Sequence[Facts]) -> Facts | None:
    """Choose the column that says when: one whose header says so, else the first; nearly every row must have it."""
    times = [one for one in facts if one.time is not None and len(one.present) >= 0.95 * one.rows]
    named = [one for one in times if one.role is Role.TIME]
    if named:
        # "Datum" beside "Uhrzeit": the day leads and the clock completes it.
        return next((one for one in named if one.kind == "time"), named[0])
    if times and times[0].place == 0 and times[0].kind in ("time", "date"):
        return times[0]
    return None


def _complete_time(table: Table, facts: Sequence[Facts], found: Series) -> None:
    """Join a column of clock times to one of days, or of months to one of years."""
    main = next(one for one in facts if one.place == found.times[0])
    if main.kind != "date" or main.time is None:
        return
    for one in facts:
        if one.place == main.place or len(one.present) < 0.95 * one.rows:
            continue
        words = plain(one.header)
        if main.time.granularity == "day" and all(_CLOCK.fullmatch(text) for text in one.present[:200]):
            join = " "
        elif (
            main.time.granularity == "year" and words in ("monat", "month") and all(map(_MONTH.fullmatch, one.present))
        ):
            join = "-"
        else:
            continue
        texts = joined([as_texts(table.sample[main.place]), as_texts(table.sample[one.place])], join)
        time = guess_time([text for text in texts[:400] if text], main.header)
        if time is None:
            continue
        found.times.append(one.place)
        found.time, found.join = time, join
        found.guesses.append(
            Guess(
                "time.joined",
                Text(
                    f"„{main.header}“ und „{one.header}“ ergeben zusammen die Zeit.",
                    f"“{main.header}” and “{one.header}” together give the time.",
                ),
                0.95,
                one.header,
                join,
            )
        )
        return


def joined(columns: Sequence[Sequence[str]], join: str) -> list[str]:
    """Put the parts of a time together row by row; a month gets two digits; nothing where a part is missing."""
    if len(columns) == 1:
        return list(columns[0])
    answer = []
    for parts in zip(*columns, strict=True):
        trimmed = [part.strip().removesuffix(" Uhr") for part in parts]
        if join == "-":
            trimmed[1:] = [part.zfill(2) for part in trimmed[1:]]
        answer.append(join.join(trimmed) if all(trimmed) else "")
    return answer


def _take_end(rest: list[Facts], found: Series) -> None:
    for one in rest:
        if one.role is Role.TIME_END and one.time is not None:
            found.ends = one.place
            return


def _take_status(facts: Sequence[Facts], found: Series) -> None:
    headers = [one.header for one in facts]
    for one in facts:
        if one.place in found.times:
            continue
        owner = status_of(one.header, headers)
        if owner is not None:
            found.status[one.place] = next(other.place for other in facts if other.header == owner)


def _take_keys(rest: list[Facts], found: Series) -> None:
    """Find the columns that say which station, which parameter and which unit."""
    free = [one for one in rest if one.place not in found.status]
    for one in free:
        if found.station_id is None and (one.role is Role.AGS or (names_station_id(one.header) and not one.unit)):
            found.station_id = one.place
        elif one.role is Role.UNIT and one.kind == "text" and found.unit is None:
            found.unit = one.place
        elif one.role is Role.LANE and one.kind in ("text", "integer") and found.lane is None:
            found.lane = one.place
        elif one.role is Role.STATION and found.station is None and one.kind in ("text", "integer"):
            found.station = one.place
    if found.station is None:
        _take_facility(free, found)
    if found.station is None:
        names = [one for one in free if one.kind == "text" and (one.role is Role.NAME or names_place(one.header))]
        found.station = names[0].place if names else None
    if found.station is None and found.station_id is not None:
        found.station, found.station_id = found.station_id, None


def _take_facility(free: list[Facts], found: Series) -> None:
    """Take what a town runs (a building, a car park) as the station, by name or number.

    Where nearly each row has another one at another time, the table is a list of things, not a series.
    """
    named = [one for one in free if names_facility(one.header) and one.kind == "text"]
    numbered = [one for one in free if names_facility_id(one.header) and not one.unit]
    times = found.moments
    fitting = [one for one in (*named, *numbered) if one.rows < 4 or min(one.distinct, times) <= 0.5 * one.rows]
    if not fitting:
        return
    found.station = fitting[0].place
    if found.station_id is None:
        found.station_id = next((one.place for one in numbered if one is not fitting[0]), None)


def _sort_out(rest: list[Facts], found: Series) -> bool:
    """Decide which columns are values; False when the table tells of events or things instead."""
    keys = {found.station, found.station_id, found.lane, found.unit, found.ends}
    words: list[Facts] = []
    for one in rest:
        if one.place in keys or one.place in found.status:
            continue
        if one.kind == "empty":
            # A lane that is not there yet: its column is kept, so that the next file's values find it.
            if one.header != f"Spalte {one.place + 1}" and one.role is None:
                found.values.append(one.place)
        elif _is_row_number(one):
            found.ignored.append(one.place)
        elif one.role is Role.ID or one.time is not None or one.role in (Role.AGS, Role.ARS):
            if one.distinct > 1 and one.role is Role.ID:
                return False
            found.ignored.append(one.place)
        elif one.is_amount and one.role is not Role.STATUS:
            found.values.append(one.place)
        elif one.is_amount or one.kind in ("boolean", "text"):
            words.append(one)
    if len(found.values) == 1:
        for one in list(words):
            if one.role is Role.STATUS:
                found.status[one.place] = found.values[0]
                words.remove(one)
    if found.unit is not None and found.lane is None and found.station is None and words:
        found.lane = words.pop(0).place
    if any(one.distinct > 0.5 * one.rows and one.rows > 20 and one.kind == "text" for one in words):
        return False
    found.values += [one.place for one in words if one.distinct > 1]
    found.ignored += [one.place for one in words if one.distinct <= 1]
    found.values.sort()
    return bool(found.values) and any(one.is_amount for one in rest if one.place in found.values)


def _is_row_number(one: Facts) -> bool:
    """Say whether a column only counts the rows."""
    if one.role is not Role.ID or one.kind != "integer" or one.odd or len(one.present) < 2:
        return False
    start = int(one.present[0])
    return all(int(text) == start + place for place, text in enumerate(one.present[:500]))


def _keys(table: Table, found: Series, place: Place | None) -> list[tuple[str, ...]]:
    """Give what tells each row of the sample apart: its time, station and parameter."""
    places = [*found.times, found.station, found.station_id, found.lane, *(place.roles if place else ())]
    columns = [as_texts(table.sample[one]) for one in places if one is not None]
    return [key for key in zip(*columns, strict=True) if key[0]]


def _is_measured(table: Table, place: Place) -> bool:
    """A table with places is a series only where the same places come again and again."""
    if next(iter(place.roles.values())) is Role.GEOMETRY:
        return False
    where = set(zip(*(as_texts(table.sample[one]) for one in place.roles), strict=True))
    rows = len(table.sample[0])
    return rows >= 4 and len(where) <= 0.5 * rows


def _with_years(facts: Sequence[Facts]) -> Series | None:
    """Take a table whose columns are years or days, such as "Stadtteil;2019;2020;2021"."""
    fixed = {
        one.place: year for one in facts if (year := time_in_header(one.header)) and (one.is_amount or not one.present)
    }
    if len(fixed) < 2:
        return None
    time = guess_time(list(fixed.values()), "Jahr")
    if time is None:
        return None
    found = Series([], sorted(fixed), time=time, fixed=fixed)
    rest = [one for one in facts if one.place not in fixed and one.kind != "empty"]
    _take_keys(rest, found)
    keys = {found.station, found.station_id, found.lane, found.unit}
    words = [one for one in rest if one.place not in keys]
    if found.station is None and (names := [one for one in words if one.kind == "text"]):
        found.station = names[0].place
        words.remove(names[0])
        if found.station_id is None and words and words[0].place < found.station and words[0].distinct == words[0].rows:
            found.station_id = words.pop(0).place
    if found.lane is None and words and words[0].kind == "text":
        found.lane = words.pop(0).place
    found.ignored = [one.place for one in words]
    found.guesses.append(
        Guess(
            "time.columns",
            Text(
                f"Die Zeit steht in den Überschriften: {len(fixed)} Spalten von {_first(fixed)} bis {_last(fixed)}.",
                f"The time stands in the headers: {len(fixed)} columns from {_first(fixed)} to {_last(fixed)}.",
            ),
            0.9,
        )
    )
    return found


def _first(fixed: dict[int, str]) -> str:
    return fixed[min(fixed)]


def _last(fixed: dict[int, str]) -> str:
    return fixed[max(fixed)]
