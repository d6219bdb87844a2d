"""A layer's columns: what is proposed for them, and how a mapping turns what was read into what is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.data.gather import cells
from stadtkern.data.gather.columns import as_text
from stadtkern.data.gather.kinds._geo_layer import RawColumn, RawLayer
from stadtkern.data.gather.kinds._stage import ARROW_TYPES
from stadtkern.data.gather.model import Column, ColumnMapping, Guess, Mapping, Report, Role
from stadtkern.data.gather.tally import Tally
from stadtkern.data.gather.words import role_of
from stadtkern.data.harmonise.names import tidy, title_of, unique_names
from stadtkern.data.harmonise.numbers import guess_style, number_style
from stadtkern.data.harmonise.times import TimeColumn, guess_time, time_guess
from stadtkern.data.harmonise.units import unit_of
from stadtkern.town.text import Text

_KEPT_ROLES = (Role.ID, Role.NAME, Role.AGS, Role.ARS)
_RESERVED = ("geom", "rowid", "_row", "_id", "_import")


@dataclass(frozen=True, slots=True)
class Kept:
    """A column that goes in: its place in the layer, what was read and what it is to be."""

    place: int
    raw: RawColumn
    mapping: ColumnMapping

    @property
    def column(self) -> Column:
        """The column as the collection has it."""
        one = self.mapping
        return Column(one.name, one.title, one.type, one.unit, one.role)


def propose(layer: RawLayer, prefix: str, report: Report) -> list[ColumnMapping]:
    """Propose a meaning for each column. ``prefix`` stands before the headers where a file has several layers."""
    names = unique_names([one.header for one in layer.columns], reserved=_RESERVED)
    return [_propose(raw, name, prefix, report) for raw, name in zip(layer.columns, names, strict=True)]


def _propose(raw: RawColumn, name: str, prefix: str, report: Report) -> ColumnMapping:
    role = Role.ID if raw.is_id else role_of(raw.header)
    mapping = ColumnMapping(
        prefix + raw.header, name, title_of(raw.header), role if role in _KEPT_ROLES else Role.PROPERTY, raw.type
    )
    if mapping.role in (Role.AGS, Role.ARS):
        mapping.type = "text"
    elif raw.type in ("integer", "number") and (unit := unit_of(raw.header)) is not None:
        mapping.unit, mapping.title = unit.ucum, unit.title or mapping.title
        report.guess(Guess("unit.header", _unit_note(raw.header, unit.name), 0.9, raw.header, unit.ucum))
    elif raw.type == "text" and raw.iso and (time := guess_time(raw.sample, raw.header)) is not None:
        mapping.type = "date" if raw.days else "time"
        mapping.format = time.format
        report.guess(Guess("time.format", time.text, time.sure, raw.header, time.format))
    return mapping


def _unit_note(header: str, unit: Any) -> Text:
    german, english = (unit.de, unit.en) if isinstance(unit, Text) else (unit, unit)
    return Text(
        f"Die Überschrift „{tidy(header)}“ nennt die Einheit {german}.",
        f"The header “{tidy(header)}” names the unit {english}.",
    )


def choose(layer: RawLayer, prefix: str, mapping: Mapping, proposed: list[ColumnMapping], report: Report) -> list[Kept]:
    """Match a mapping with the columns that are there; those that it does not know come in as proposed."""
    given = {one.header: one for one in mapping.columns}
    taken = {one.name for one in mapping.columns}
    kept: list[Kept] = []
    for place, (raw, own) in enumerate(zip(layer.columns, proposed, strict=True)):
        one = given.get(prefix + raw.header) or given.get(raw.header)
        if one is None:
            one = own
            if one.name in taken:
                one.name = unique_names([one.name], reserved=[*taken, *_RESERVED])[0]
            report.guess(Guess("column.new", _new_note(raw.header), 1.0, raw.header))
        if one.role is not Role.IGNORE:
            kept.append(Kept(place, raw, one))
    missing = set(given) - {prefix + raw.header for raw in layer.columns} - {raw.header for raw in layer.columns}
    for header in sorted(one for one in missing if not prefix or one.startswith(prefix)):
        report.guess(Guess("column.gone", _gone_note(header), 1.0, header))
    return kept


def _new_note(header: str) -> Text:
    return Text(
        f"Die Spalte „{tidy(header)}“ kennt die gespeicherte Zuordnung nicht. Sie wurde dazugenommen.",
        f"The saved mapping does not know the column “{tidy(header)}”. It was added.",
    )


def _gone_note(header: str) -> Text:
    return Text(
        f"Die Spalte „{tidy(header)}“ aus der gespeicherten Zuordnung fehlt in dieser Datei.",
        f"The column “{tidy(header)}” of the saved mapping is missing in this file.",
    )


class Caster:
    """Brings the read columns to the types that the mapping names; what cannot be read is flagged and becomes missing."""

    def __init__(self, kept: Sequence[Kept], mapping: Mapping, tally: Tally) -> None:
        self._kept = kept
        self._tally = tally
        self._casts: list[Callable[[pa.ChunkedArray, list[int]], pa.Array] | None] = [
            self._cast_of(one, mapping) for one in kept
        ]

    def cast(self, table: pa.Table) -> list[pa.Array]:
        """Give the kept columns' arrays in order."""
        rows = table["_row"].to_pylist()
        arrays = []
        for one, cast in zip(self._kept, self._casts, strict=True):
            array = table[f"c{one.place}"]
            arrays.append(array.combine_chunks() if cast is None else cast(array, rows))
        return arrays

    def _cast_of(self, one: Kept, mapping: Mapping) -> Callable[[pa.ChunkedArray, list[int]], pa.Array] | None:
        raw, target = one.raw, one.mapping.type
        if one.mapping.role in (Role.AGS, Role.ARS):
            kind = one.mapping.role.value
            return lambda array, rows: cells.keys(_cells(array), kind, rows, self._tally, raw.header)
        if raw.type == target:
            return None
        if raw.type == "integer" and target == "number":
            return lambda array, _rows: pc.cast(array, pa.float64(), safe=False).combine_chunks()
        if target == "text":
            return lambda array, _rows: pa.array(
                [None if cell is None else as_text(cell) for cell in array.to_pylist()], pa.string()
            )
        return self._parse(raw, one.mapping, mapping)

    def _parse(
        self, raw: RawColumn, column: ColumnMapping, mapping: Mapping
    ) -> Callable[[pa.ChunkedArray, list[int]], pa.Array]:
        target, tally = column.type, self._tally
        if target in ("date", "time"):
            guess = time_guess(column.format) if column.format else guess_time(raw.sample, raw.header)
            # A day is kept as it is written: midnight in Berlin must not become the evening before.
            times = TimeColumn(guess or time_guess("YYYY-MM-DD"), "UTC" if target == "date" else mapping.timezone)
            read = cells.dates if target == "date" else cells.moments
            return lambda array, rows: read(_cells(array), times, rows, tally, raw.header)
        if target == "boolean":
            return lambda array, rows: cells.booleans(_cells(array), rows, tally, raw.header)
        if raw.type != "text":
            style = number_style(".")
        else:
            style = number_style(mapping.decimal) if mapping.decimal else guess_style(raw.sample)
        if target == "integer":
            return lambda array, rows: cells.integers(_cells(array), style, rows, tally, raw.header)
        return lambda array, rows: cells.numbers(_cells(array), style, rows, tally, raw.header)[0]


def _cells(array: pa.ChunkedArray) -> list[str]:
    return [as_text(cell) for cell in array.to_pylist()]


def schema_of(kept: Sequence[Kept], *, geometry: bool) -> pa.Schema:
    """Give the Arrow schema of the part."""
    fields = [pa.field(one.mapping.name, ARROW_TYPES[one.mapping.type]) for one in kept]
    fields.append(pa.field("_row", pa.int64()))
    if geometry:
        fields.append(pa.field("geom", pa.binary()))
    return pa.schema(fields)
