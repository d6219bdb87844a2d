"""Proposes how a table is read: its shape, what each column means, and every guess that led there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from stadtkern.data.gather.columns import Facts, facts_of, words_win
from stadtkern.data.gather.model import ColumnMapping, Guess, Mapping, Role, Shape
from stadtkern.data.gather.propose_lanes import name_columns
from stadtkern.data.gather.propose_place import Place, find_place
from stadtkern.data.gather.propose_series import Series, find_series
from stadtkern.data.gather.tabular import Table
from stadtkern.data.gather.words import plain, title_above
from stadtkern.data.harmonise.names import unique_names, with_umlauts
from stadtkern.data.harmonise.times import SPANS, TimeGuess
from stadtkern.town.text import Text

# Names of files that say nothing about what is in them.
_NO_TITLE = re.compile(
    r"(?:[\d\W_]+|(?:export|download|data|daten|tabelle|table|sheet|blatt|mappe|book|file|datei|csv|output|result|"
    r"ergebnis|neu|new|kopie|copy|unbenannt|untitled|upload|tmp\w*|test)[\d\W_]*)+",
    re.IGNORECASE,
)


_SMALL_WORDS = frozenset({
    "am", "an", "auf", "aus", "bei", "bis", "das", "dem", "den", "der", "des", "die", "für", "im", "in", "mit",
    "nach", "oder", "ohne", "seit", "und", "vom", "von", "vor", "zu", "zum", "zur", "and", "of", "the",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping, what was guessed for it, and the titles that follow from it."""

    mapping: Mapping
    guesses: list[Guess]
    title: str


def readable(name: str) -> str:
    """Make a title of a file's name: "konstanz_baumkataster_2020.csv" is "Konstanz Baumkataster 2020"; "" if it says nothing."""
    stem = PurePath(name.replace("\\", "/")).name
    stem = re.sub(r"(?:\.(?:csv|tsv|txt|xlsx?|xlsm|xlsb|ods|json|ndjson|jsonl|gz))+$", "", stem, flags=re.IGNORECASE)
    if _NO_TITLE.fullmatch(stem) or not stem:
        return ""
    words = re.sub(r"[_\s]+|(?<=[^\W\d])-(?=[^\W\d])|(?<=[^\W\d])-(?=\d)", " ", stem).split()
    return with_umlauts(
        " ".join(
            word if place and word in _SMALL_WORDS else word[:1].upper() + word[1:] for place, word in enumerate(words)
        )
    )


def propose(table: Table, name: str, expect: str = "", near: tuple[float, float] | None = None) -> Proposal:
    """Propose the mapping of a table.

    ``name`` is the file's, ``expect`` the decimal mark its format speaks for, ``near`` the town's middle.
    """
    facts = [
        facts_of(
            header,
            place,
            table.sample[place],
            units_row=table.units[place] if place < len(table.units) else "",
            expect=expect,
        )
        for place, header in enumerate(table.headers)
    ]
    mapping = Mapping(Shape.TABLE, _columns(facts), header_row=table.header_row, sheet=table.name or None)
    guesses: list[Guess] = []
    _decide_numbers(mapping, facts, guesses)
    place = find_place(facts, table.sample, near)
    series = find_series(table, facts, place)
    if place is not None:
        _apply_place(mapping, place, guesses)
    title = readable(name)
    if series is not None:
        mapping.shape = Shape.SERIES
        _apply_series(mapping, facts, series, guesses)
        guesses += name_columns(mapping, table, title)
    else:
        mapping.shape = Shape.FEATURES if place is not None else Shape.TABLE
        _apply_rows(mapping, facts, guesses)
    mapping.title = (mapping.station or title) if series is not None else title
    if not mapping.title:
        mapping.title = title_above(table.above) or _title_of_columns(mapping)
    return Proposal(mapping, guesses, mapping.title)


def _columns(facts: Sequence[Facts]) -> list[ColumnMapping]:
    names = unique_names(one.header for one in facts)
    return [
        ColumnMapping(
            header=one.header,
            name=name,
            title=one.title,
            role=Role.PROPERTY,
            type="text" if one.kind == "empty" else one.kind,
            unit=one.unit.ucum if one.unit is not None and one.is_amount else None,
            format=one.time.format if one.time is not None else None,
        )
        for one, name in zip(facts, names, strict=True)
    ]


def _decide_numbers(mapping: Mapping, facts: Sequence[Facts], guesses: list[Guess]) -> None:
    """Settle the file's decimal mark; a column that writes otherwise keeps its own."""
    amounts = [one for one in facts if one.is_amount]
    spoken = [one for one in amounts if one.marked]
    votes: Counter[str] = Counter()
    for one in spoken:
        votes[one.style.decimal] += len(one.present)
    if not spoken:
        mapping.decimal = amounts[0].style.decimal if amounts else None
        return
    mapping.decimal = votes.most_common(1)[0][0]
    for one in spoken:
        if one.style.decimal != mapping.decimal:
            mapping.columns[one.place].format = one.style.decimal
    least = min(one.style.sure for one in spoken)
    if mapping.decimal == "," or least < 0.95:
        doubtful = min(spoken, key=lambda one: one.style.sure)
        guesses.append(
            Guess(
                "number.decimal",
                doubtful.style.text,
                min(0.99, least),
                doubtful.header if least < 0.95 else None,
                mapping.decimal,
            )
        )


def _apply_place(mapping: Mapping, place: Place, guesses: list[Guess]) -> None:
    mapping.crs, mapping.swap_axes = place.crs, place.swap
    for at, role in place.roles.items():
        column = mapping.columns[at]
        column.role = role
        column.type = "text" if role is Role.GEOMETRY else "number"
        column.unit = None
        column.format = place.formats.get(at, column.format)
    guesses += place.guesses


def _apply_series(mapping: Mapping, facts: Sequence[Facts], series: Series, guesses: list[Guess]) -> None:
    columns = mapping.columns
    for column in columns:
        if column.role is Role.PROPERTY:
            column.role = Role.IGNORE
    kinds = Counter(facts[at].kind for at in series.values if facts[at].is_amount)
    usual = kinds.most_common(1)[0][0] if kinds else "number"
    for at in series.values:
        columns[at].role = Role.VALUE
        if facts[at].kind == "empty":
            columns[at].type = usual
        if at in series.fixed:
            columns[at].format = f"time={series.fixed[at]}"
            columns[at].type = "number"
    for at, owner in series.status.items():
        columns[at].role = Role.STATUS
        columns[at].status_of = columns[owner].header
        columns[at].type = "text"
    for at in series.times:
        columns[at].role = Role.TIME
        columns[at].type = "time"
    if series.time is not None and series.times:
        columns[series.times[0]].format = series.time.format
    for second in series.times[1:]:
        columns[second].format = f"join={series.join}"
    singles = (
        (series.ends, Role.TIME_END),
        (series.station, Role.STATION),
        (series.station_id, Role.ID),
        (series.lane, Role.LANE),
        (series.unit, Role.UNIT),
    )
    for single, role in singles:
        if single is not None:
            columns[single].role = role
            columns[single].type = "time" if role is Role.TIME_END else "text"
            columns[single].unit = None
    guesses += series.guesses
    if series.times and series.time is not None:
        _guess_zone(mapping, facts[series.times[0]].header, series.time, guesses)
    _note_ignored(mapping, facts, guesses)


def _guess_zone(mapping: Mapping, header: str, time: TimeGuess, guesses: list[Guess]) -> None:
    """Times without an offset are local, unless the header names a zone."""
    if time.has_offset:
        return
    words = set(plain(header).split())
    if words & {"utc", "gmt"}:
        mapping.timezone = "UTC"
        return
    if time.format.startswith("epoch"):
        return
    if words & {"mez", "cet"}:
        mapping.timezone = "Etc/GMT-1"
        return
    if time.sure < 0.9:
        guesses.append(Guess("time.format", time.text, time.sure, header, time.format))
    guesses.append(
        Guess(
            "time.zone",
            Text(
                f"Die Zeiten in „{header}“ nennen keine Zeitzone. Sie werden als Ortszeit in Deutschland gelesen.",
                f"The times in “{header}” name no time zone. They are read as local time in Germany.",
            ),
            0.9,
            header,
            mapping.timezone,
        )
    )


def _note_ignored(mapping: Mapping, facts: Sequence[Facts], guesses: list[Guess]) -> None:
    left = [column.header for column, one in zip(mapping.columns, facts, strict=True)
            if column.role is Role.IGNORE and one.kind != "empty"]  # fmt: skip
    if left:
        named = ", ".join(f"„{header}“" for header in left[:5])
        english = ", ".join(f"“{header}”" for header in left[:5])
        guesses.append(
            Guess(
                "column.ignored",
                Text(
                    f"Nicht übernommen, weil es keine Messwerte sind: {named}.",
                    f"Left out, since they are no measured values: {english}.",
                ),
                0.7,
                left[0],
            )
        )


def _apply_rows(mapping: Mapping, facts: Sequence[Facts], guesses: list[Guess]) -> None:
    """Give the columns of features and plain rows their meaning; nothing is left out."""
    for column, one in zip(mapping.columns, facts, strict=True):
        if column.role is not Role.PROPERTY:
            continue
        if one.kind == "empty" and one.header.startswith("Spalte "):
            column.role = Role.IGNORE
        if one.role in (Role.AGS, Role.ARS) and one.identifier:
            column.role, column.type, column.unit = one.role, "text", None
        elif one.role is Role.NAME and not any(other.role is Role.NAME for other in mapping.columns):
            column.role = Role.NAME
        elif one.role is Role.ID and _names_rows(one) and not any(other.role is Role.ID for other in mapping.columns):
            column.role = Role.ID
        if one.time is not None:
            _settle_time(column, one.time)
        if one.kind == "time" and one.time is not None and not one.time.has_offset:
            _guess_zone(mapping, one.header, one.time, guesses)
        if words_win(one):
            column.type, column.unit, column.format = "text", None, None
            guesses.append(_mixed(one))
    if mapping.shape is Shape.TABLE:
        guesses.append(
            Guess(
                "table.no-time-no-place",
                Text(
                    "In der Tabelle wurden weder eine Zeitreihe noch Orte erkannt. Sie wird als einfache Tabelle übernommen.",
                    "Neither a series over time nor places were found in the table. It is taken over as a plain table.",
                ),
                0.8,
            )
        )


def _settle_time(column: ColumnMapping, time: TimeGuess) -> None:
    """Years stay numbers and months stay words: as a property neither is a certain day."""
    if time.granularity == "year" and time.format == "YYYY":
        column.type, column.format = "integer", None
    elif time.granularity in SPANS and time.granularity != "day":
        column.type, column.format = "text", None


def _mixed(one: Facts) -> Guess:
    return Guess(
        "column.mixed",
        Text(
            f"Die Spalte „{one.header}“ enthält Zahlen und Wörter. Damit nichts verloren geht, bleibt sie Text.",
            f"The column “{one.header}” holds numbers and words. So that nothing is lost it stays text.",
        ),
        0.8,
        one.header,
        "text",
    )


def _names_rows(one: Facts) -> bool:
    return one.always and one.distinct == one.rows


def _title_of_columns(mapping: Mapping) -> str:
    values = [one.title for one in mapping.columns if one.role is Role.VALUE]
    return " und ".join(values[:2]) if values and len(values) < 4 else "Messwerte" if values else "Tabelle"
