"""A mapping laid over a table: which place holds what. Columns are matched by header, because they come and go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from stadtkern.data.gather.columns import facts_of
from stadtkern.data.gather.model import ColumnMapping, Guess, Mapping, Report, Role, Shape
from stadtkern.data.gather.propose import propose
from stadtkern.data.gather.tabular import Table
from stadtkern.data.gather.words import labelled
from stadtkern.data.harmonise.numbers import NumberStyle, number_style
from stadtkern.data.harmonise.refused import Refused
from stadtkern.data.harmonise.times import TimeColumn, TimeGuess, time_guess
from stadtkern.town.text import Text, problem

JOIN, FIXED = "join=", "time="


@dataclass(frozen=True, slots=True)
class Used:
    """A column that is read: where it stands, and what its mapping says."""

    place: int
    mapping: ColumnMapping

    @property
    def header(self) -> str:
        """The column's header."""
        return self.mapping.header


@dataclass(slots=True)
class Plan:
    """A mapping with the places of its columns in this file. ``times`` reads cells of times by place."""

    mapping: Mapping
    columns: list[Used] = field(default_factory=list)
    guessed: dict[int, TimeGuess] = field(default_factory=dict)

    def of(self, *roles: Role) -> list[Used]:
        """Give the columns with one of these roles, as they stand in the file."""
        return [one for one in self.columns if one.mapping.role in roles]

    def first(self, role: Role) -> Used | None:
        """Give the first column with a role, or None."""
        return next(iter(self.of(role)), None)

    def style(self, column: ColumnMapping) -> NumberStyle:
        """Give how a column writes numbers: its own decimal mark where it has one, else the file's."""
        own = column.format if column.format in (",", ".") else None
        return number_style(own or self.mapping.decimal or ".")

    def reader(self, used: Used, zone: str | None = None) -> TimeColumn:
        """Give a fresh reader for a column of times."""
        return TimeColumn(self.guessed[used.place], zone or self.mapping.timezone)


def lay(mapping: Mapping, table: Table, report: Report, name: str) -> Plan:
    """Lay a saved mapping over a table; new columns are proposed, missing ones left out, both noted as guesses.

    Raises ProblemError when nothing the mapping needs is in the table.
    """
    places = {header: place for place, header in enumerate(table.headers)}
    plan = Plan(mapping)
    known = {one.header for one in mapping.columns}
    missing = [one for one in mapping.columns if one.header not in places and one.role is not Role.IGNORE]
    if not known & set(places):
        raise problem(
            "mapping.columns",
            "Keine Spalte der gespeicherten Zuordnung kommt in der Datei vor. Vielleicht ist es eine andere Datei.",
            "None of the saved mapping's columns is in the file. Perhaps it is a different file.",
        )
    plan.columns = [Used(places[one.header], one) for one in mapping.columns if one.header in places]
    fresh = [header for header in table.headers if header not in known]
    if fresh:
        _add_fresh(plan, table, fresh, report, name)
    if missing:
        _note(report, "column.missing", missing, "fehlt in dieser Datei", "is missing in this file")
    plan.columns.sort(key=lambda one: one.place)
    _need(plan)
    _guess_times(plan, table)
    return plan


def _add_fresh(plan: Plan, table: Table, fresh: Sequence[str], report: Report, name: str) -> None:
    """Take new columns in that look like known ones: lanes of a station, further properties."""
    proposed = propose(table, name).mapping
    roles = {one.header: one for one in proposed.columns}
    series = plan.mapping.shape is Shape.SERIES
    taken: list[ColumnMapping] = []
    for header in fresh:
        column = roles[header]
        if series and (column.role not in (Role.VALUE, Role.STATUS) or not _fits(plan, column)):
            continue
        if not series:
            column.role = Role.PROPERTY if column.role is not Role.IGNORE else Role.IGNORE
        column.station = plan.mapping.station if column.station else None
        taken.append(column)
    names = {one.mapping.name for one in plan.columns}
    for column in taken:
        base, number = column.name, 1
        while column.name in names:
            number += 1
            column.name = f"{base}_{number}"
        names.add(column.name)
        plan.columns.append(Used(table.headers.index(column.header), column))
    kept = {column.header for column in taken}
    left = [roles[header] for header in fresh if header not in kept]
    if taken:
        _note(report, "column.new", taken, "ist neu und wird mitgelesen", "is new and is read, too")
    if left:
        _note(report, "column.unknown", left, "ist neu und wird nicht gelesen", "is new and is not read")


def _fits(plan: Plan, column: ColumnMapping) -> bool:
    """Say whether a new value column looks like the known ones: labelled like them, or a status of a column."""
    if column.role is Role.STATUS:
        return True
    known = [labelled(one.header) is not None for one in plan.of(Role.VALUE)]
    return bool(known) and (labelled(column.header) is not None) == known[0]


def _note(report: Report, code: str, columns: Sequence[ColumnMapping], de: str, en: str) -> None:
    for column in columns[:20]:
        report.guess(
            Guess(
                code,
                Text(f"Die Spalte „{column.header}“ {de}.", f"The column “{column.header}” {en}."),
                0.8,
                column.header,
                str(column.role),
            )
        )


def _need(plan: Plan) -> None:
    """Check that the shape has the columns it cannot do without."""
    shape = plan.mapping.shape
    if shape is Shape.SERIES:
        if not plan.of(Role.VALUE):
            raise problem(
                "mapping.value",
                "Für eine Zeitreihe fehlt eine Spalte mit Werten. Wählen Sie mindestens eine aus.",
                "A series needs a column of values. Choose at least one.",
            )
        if not plan.of(Role.TIME) and not all(
            (one.mapping.format or "").startswith(FIXED) for one in plan.of(Role.VALUE)
        ):
            raise problem(
                "mapping.time",
                "Für eine Zeitreihe fehlt eine Spalte mit der Zeit. Wählen Sie eine aus, oder lesen Sie die Datei als Tabelle.",
                "A series needs a column with the time. Choose one, or read the file as a table.",
            )
    if shape is Shape.FEATURES and not plan.of(Role.GEOMETRY):
        for pair in ((Role.LATITUDE, Role.LONGITUDE), (Role.EASTING, Role.NORTHING)):
            if all(plan.of(role) for role in pair):
                return
        raise problem(
            "mapping.place",
            "Für eine Karte fehlen Spalten mit Koordinaten. Wählen Sie beide aus, oder lesen Sie die Datei als Tabelle.",
            "A map needs columns with coordinates. Choose both, or read the file as a table.",
        )


def _guess_times(plan: Plan, table: Table) -> None:
    """Know how each column of times writes: as its mapping says, else as its sample shows."""
    for used in plan.columns:
        column = used.mapping
        if column.type not in ("time", "date") and column.role not in (Role.TIME, Role.TIME_END):
            continue
        if column.role is Role.IGNORE or (column.format or "").startswith(JOIN):
            continue
        plan.guessed[used.place] = _time_guess(column, table, used.place)


def _time_guess(column: ColumnMapping, table: Table, place: int) -> TimeGuess:
    if column.format:
        try:
            return time_guess(column.format)
        except Refused as refused:
            raise problem(refused.code, refused.text.de, refused.text.en) from refused
    facts = facts_of(column.header, place, table.sample[place])
    if facts.time is None:
        raise problem(
            "mapping.time-format",
            f"In der Spalte „{column.header}“ sind keine Zeiten zu erkennen.",
            f"No times can be made out in the column “{column.header}”.",
        )
    return facts.time
