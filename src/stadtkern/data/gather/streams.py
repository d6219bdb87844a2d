"""Which stream a value belongs to: one for each value column, or for each station and parameter that the rows name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from stadtkern.data.gather.columns import as_text
from stadtkern.data.gather.model import Role, StreamSpec
from stadtkern.data.gather.plan import FIXED, Plan, Used
from stadtkern.data.gather.propose_place import coordinates
from stadtkern.data.gather.tabular import Cell, Chunk
from stadtkern.data.gather.words import counted
from stadtkern.data.harmonise.missing import is_missing
from stadtkern.data.harmonise.places import plausible, transform
from stadtkern.data.harmonise.units import unit_of_symbol

COUNTED = "Zählwert"
TOTAL = "Gesamt"


@dataclass(slots=True)
class Streams:
    """Gives each value its stream's place in the part's list, which it fills with the first value of each."""

    plan: Plan
    specs: list[StreamSpec]
    _known: dict[tuple[object, ...], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A part that is drawn a second time finds its streams again.
        self.specs.clear()

    def indexes(self, used: Used, chunk: Chunk, where: Sequence[int] | None) -> pa.Array:
        """Give the streams of a value column's rows (``where``: only these places)."""
        count = len(chunk.rows) if where is None else len(where)
        keys = self._key_columns(chunk)
        if not keys:
            return pa.repeat(pa.scalar(self._index((used.place,), used, chunk, 0), pa.int32()), count)
        places = range(count) if where is None else where
        own = used.header if not (used.mapping.format or "").startswith(FIXED) else FIXED
        known = self._known
        answer: list[int] = []
        rows = list(zip(*keys, strict=True))
        for place in places:
            key = (own, *rows[place])
            index = known.get(key)
            if index is None:
                index = self._index(key, used, chunk, place)
            answer.append(index)
        return pa.array(answer, pa.int32())

    def _key_columns(self, chunk: Chunk) -> list[Sequence[Cell]]:
        return [chunk.columns[one.place] for one in self.plan.of(Role.STATION, Role.ID, Role.LANE, Role.UNIT)]

    def _index(self, key: tuple[object, ...], used: Used, chunk: Chunk, row: int) -> int:
        index = self._known.get(key)
        if index is None:
            spec = self._spec(used, chunk, row)
            index = next((at for at, one in enumerate(self.specs) if _same(one, spec)), len(self.specs))
            if index == len(self.specs):
                self.specs.append(spec)
            self._known[key] = index
        return index

    def _spec(self, used: Used, chunk: Chunk, row: int) -> StreamSpec:
        mapping, column = self.plan.mapping, used.mapping
        station = self._cell(Role.STATION, chunk, row) or column.station or mapping.station or mapping.title or TOTAL
        lane = self._cell(Role.LANE, chunk, row)
        named_unit = self._cell(Role.UNIT, chunk, row)
        unit = column.unit or ""
        if named_unit:
            known = unit_of_symbol(named_unit)
            unit = known.ucum if known is not None else named_unit
        total = self._is_total(used)
        name = self._name(used, lane, total=total)
        place = self._place(chunk, row)
        return StreamSpec(
            station=station,
            name=name,
            unit=unit,
            station_id=self._cell(Role.ID, chunk, row) or mapping.station_id,
            external_id=column.external_id,
            observed=self._observed(used, name, lane),
            longitude=place[0],
            latitude=place[1],
            total=total,
        )

    def _name(self, used: Used, lane: str | None, *, total: bool) -> str:
        column = used.mapping
        if (column.format or "").startswith(FIXED):
            return lane or self.plan.mapping.title or TOTAL
        own = TOTAL if total else column.lane or column.title or used.header
        if lane is None:
            return own
        several = len(self.plan.of(Role.VALUE)) > 1
        return f"{lane}: {own}" if several else lane

    def _is_total(self, used: Used) -> bool:
        """A column without a lane beside columns with lanes is their total."""
        lanes = [one.mapping.lane for one in self.plan.of(Role.VALUE)]
        return used.mapping.lane is None and any(lanes)

    def _observed(self, used: Used, name: str, lane: str | None) -> str:
        if (used.mapping.format or "").startswith(FIXED):
            return name
        if used.mapping.external_id is None or used.mapping.unit not in ("1", None):
            return lane or used.mapping.title or name
        found = {counted(one.header) for one in self.plan.of(Role.VALUE) if one.mapping.lane is not None}
        own = counted(used.header) if used.mapping.lane is not None or not found else None
        alone = next(iter(found)) if len(found) == 1 else None
        return own or alone or COUNTED

    def _cell(self, role: Role, chunk: Chunk, row: int) -> str | None:
        used = self.plan.first(role)
        if used is None:
            return None
        text = as_text(chunk.columns[used.place][row]).strip()
        return None if is_missing(text) else text

    def _place(self, chunk: Chunk, row: int) -> tuple[float | None, float | None]:
        """Give the station's place from its row, where the table has coordinates."""
        mapping = self.plan.mapping
        east = self.plan.first(Role.LONGITUDE) or self.plan.first(Role.EASTING)
        north = self.plan.first(Role.LATITUDE) or self.plan.first(Role.NORTHING)
        if east is None or north is None:
            return None, None
        xs, _ = coordinates([chunk.columns[east.place][row]], self.plan.style(east.mapping))
        ys, _ = coordinates([chunk.columns[north.place][row]], self.plan.style(north.mapping))
        if mapping.swap_axes:
            xs, ys = ys, xs
        lons, lats = transform(mapping.crs, xs, ys)
        return (lons[0], lats[0]) if plausible(lons[0], lats[0]) else (None, None)


def _same(one: StreamSpec, other: StreamSpec) -> bool:
    if one.external_id is not None or other.external_id is not None:
        return one.external_id == other.external_id and one.station == other.station
    return (one.station, one.station_id, one.name, one.unit) == (
        other.station,
        other.station_id,
        other.name,
        other.unit,
    )
