"""What both ready views and the place page know of the town: ground, timetable, nurseries, from what a reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.http import HttpRequest

from stadtkern.data.portal import ready
from stadtkern.data.portal.access import datasets_for, lake, town
from stadtkern.data.portal.departures import Leaves, Line, Stop, at_stop, lines_of, next_departures, span_of, stops_of
from stadtkern.data.portal.memory import remembered
from stadtkern.data.portal.nurseries import Nursery, nurseries_of
from stadtkern.data.portal.ready import NurseryColumns, Timetable
from stadtkern.data.portal.rows import table_of
from stadtkern.data.portal.spots import DAY, Gazetteer, gazetteer, part
from stadtkern.data.registry.facts import DatasetFacts, ground_of


@dataclass(frozen=True)
class ReadyTown:
    """Everything is looked up when it is asked for, and kept until its dataset changes."""

    datasets: tuple[DatasetFacts, ...]

    @cached_property
    def ground(self) -> DatasetFacts | None:
        """The OpenStreetMap import under the map."""
        return ground_of(self.datasets)

    @cached_property
    def timetable(self) -> Timetable | None:
        """The timetable, if the town has one."""
        return ready.timetable(self.datasets, wished("timetable"))

    @cached_property
    def stops(self) -> list[Stop]:
        """All stops where something leaves."""
        table = self.timetable
        if table is None:
            return []

        def look() -> list[Stop]:
            with lake().read() as cursor:
                return stops_of(cursor, table)

        return remembered("stops", table.stops, look, seconds=DAY)

    @cached_property
    def lines(self) -> dict[str, Line]:
        """The lines by their id."""
        table = self.timetable
        if table is None or table.lines is None:
            return {}

        def look() -> dict[str, Line]:
            with lake().read() as cursor:
                return lines_of(cursor, table)

        return remembered("lines", table.lines, look, seconds=DAY)

    @cached_property
    def span(self) -> tuple[date, date] | None:
        """First and last day of the timetable."""
        table = self.timetable
        if table is None:
            return None

        def look() -> tuple[date, date] | None:
            with lake().read() as cursor:
                return span_of(cursor, table)

        return remembered("span", table.services, look, seconds=DAY)

    def departures(self, moment: datetime) -> dict[str, list[Leaves]]:
        """Give what leaves next from each pole."""
        table = self.timetable
        if table is None:
            return {}

        def look() -> dict[str, list[Leaves]]:
            with lake().read() as cursor:
                return next_departures(cursor, table, moment)

        return remembered("next", table.departures, look, moment.strftime("%Y%m%d%H%M"), seconds=300)

    def next_at(self, stop: Stop, moment: datetime, most: int = 5) -> list[Leaves]:
        """Give what leaves next from a stop."""
        return at_stop(stop, self.departures(moment), most)

    @cached_property
    def nursery_lists(self) -> list[NurseryColumns]:
        """The collections that list nurseries."""
        return ready.nurseries(self.datasets, wished("childcare"))

    @cached_property
    def nurseries(self) -> list[Nursery]:
        """All nurseries of all lists."""
        return [one for columns in self.nursery_lists for one in _nurseries(columns)]

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Addresses, streets and named things."""
        return gazetteer(self.ground, self.timetable.stops if self.timetable else None)

    @cached_property
    def capacities(self) -> dict[str, int]:
        """How many cars a car park takes, by its folded name, from the town's map."""
        parks = part(self.ground, "parking")
        if parks is None or not {"name", "capacity"} <= {one.name for one in parks.columns}:
            return {}

        def look() -> dict[str, int]:
            with lake().read() as cursor:
                rows = cursor.execute(
                    f"SELECT name, max(capacity) FROM {table_of(parks)} "
                    "WHERE name IS NOT NULL AND capacity IS NOT NULL GROUP BY name"
                ).fetchall()
            return {ready.fold(name): int(capacity) for name, capacity in rows}

        return remembered("capacities", parks, look, seconds=DAY)


def ready_town(request: HttpRequest) -> ReadyTown:
    """Give the town as this reader may see it."""
    return ReadyTown(datasets_for(request))


def wished(view: str) -> str:
    """Give the dataset that the town's settings name for a view, or nothing."""
    found = town().get("views", view, "")
    return found if isinstance(found, str) else ""


def _nurseries(columns: NurseryColumns) -> Sequence[Nursery]:
    def look() -> list[Nursery]:
        with lake().read() as cursor:
            return nurseries_of(cursor, columns)

    return remembered("nurseries", columns.collection, look, seconds=DAY)
