"""Asks: one entity, a page of a set with what it is to bring along, a count, where a path leads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import duckdb

from stadtkern.data.publish.sensorthings.core import tree
from stadtkern.data.publish.sensorthings.core.model import TYPES, EntityType, Kind, Link, Property
from stadtkern.data.publish.sensorthings.core.refuse import not_there, refused
from stadtkern.data.publish.sensorthings.core.scope import Sight
from stadtkern.data.publish.sensorthings.core.select import Statement, statement, token

DEFAULT_TOP = 100
MAXIMUM_TOP = 10_000
MAXIMUM_TOP_EXPANDED = 1_000
MAXIMUM_EXPANDED_LEVELS = 6
ONE_BY_ONE = 500
_MARK = re.compile(r"\$(p\d+)\b")


@dataclass(slots=True)
class Entity:
    """One entity with the properties that were asked for. Periods are (start, end), results (number, JSON or None)."""

    type: EntityType
    id: int
    values: dict[str, Any]
    sources: dict[str, Any] = field(default_factory=dict)
    linked: dict[str, Entity | Page | None] = field(default_factory=dict)


@dataclass(slots=True)
class Page:
    """Some entities of a set; ``next`` is the key to go on after, when there are more."""

    type: EntityType
    entities: list[Entity]
    count: int | None = None
    next: str | None = None


class Asking:
    """Asks on one cursor for one viewer."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, sight: Sight) -> None:
        """Take a cursor of the lake with the mirror beside it, and what the viewer may see."""
        self._cursor = cursor
        self._sight = sight

    def exists(self, kind: EntityType, id_: int) -> bool:
        """Say whether an entity is there and in sight."""
        return self._run(f"SELECT 1 FROM {self._sight.rows(kind)} r WHERE r.id = {int(id_)} LIMIT 1") != []

    def hangs(self, kind: EntityType, id_: int, within: tree.Within | None) -> bool:
        """Say whether an entity is there, in sight and hangs on another."""
        on = f" AND {self._hangs_on(within)}" if within is not None else ""
        return self._run(f"SELECT 1 FROM {self._sight.rows(kind)} r WHERE r.id = {int(id_)}{on} LIMIT 1") != []

    def follow(self, kind: EntityType, id_: int, link: Link) -> int:
        """Give the id that a link to one leads to. Raises RefusedError (404) when there is none in sight."""
        source = link.source.replace("{a}", "r")
        found = self._run(f"SELECT {source} FROM {self._sight.rows(kind)} r WHERE r.id = {int(id_)}")
        if not found or found[0][0] is None or not self.exists(TYPES[link.to], found[0][0]):
            raise not_there()
        return int(found[0][0])

    def one(self, kind: EntityType, id_: int, query: tree.Query, within: tree.Within | None = None) -> Entity:
        """Give one entity. Raises RefusedError (404) when it is not there, not in sight or not within."""
        built = statement(
            kind, replace(query, filter=None, order=(), after=None), self._sight, rows=self._rows(kind, within)
        )
        built.conditions.append(f"r.id = {int(id_)}")
        if within is not None:
            built.conditions.append(self._hangs_on(within))
        entities = self._entities(kind, built, self._select(built, " LIMIT 1"))
        if not entities:
            raise not_there()
        self._complete(kind, entities, built, query, 0)
        return entities[0]

    def page(self, kind: EntityType, query: tree.Query, within: tree.Within | None = None) -> Page:
        """Give a page of a set, with the count when it was asked for."""
        top = min(DEFAULT_TOP if query.top is None else query.top, MAXIMUM_TOP)
        return self._page(kind, query, within, top, 0)

    def _page(self, kind: EntityType, query: tree.Query, within: tree.Within | None, top: int, level: int) -> Page:
        built = statement(kind, query, self._sight, rows=self._rows(kind, within))
        if within is not None:
            built.conditions.append(self._hangs_on(within))
        skip = f" OFFSET {query.skip}" if query.skip and query.after is None else ""
        rows = self._select(built, f" ORDER BY {built.order()} LIMIT {top + 1}{skip}") if top else []
        page = self._paged(kind, built, rows, top)
        if query.count:
            page.count = self.count(kind, query, within)
        self._complete(kind, page.entities, built, query, level)
        return page

    def count(self, kind: EntityType, query: tree.Query, within: tree.Within | None = None) -> int:
        """Count what a filter leaves, over all pages."""
        bare = tree.Query(filter=query.filter, select=())
        built = statement(kind, bare, self._sight, rows=self._rows(kind, within), paged=False)
        if within is not None:
            built.conditions.append(self._hangs_on(within))
        sql = f"SELECT count(*) FROM {built.scope.source()}{built.where()}"
        return int(self._run(sql, built.parameters)[0][0])

    def _rows(self, kind: EntityType, within: tree.Within | None) -> str | None:
        """Narrow observations to one datastream, whose visibility was already asked for, before anything else."""
        if within is not None and kind.name == "Observation" and within.type.name == "Datastream":
            return f"(SELECT * FROM observation WHERE stream = {int(within.id)})"
        return None

    def _hangs_on(self, within: tree.Within) -> str:
        link, number = within.link, int(within.id)
        if link.via is not None:
            via = link.via
            return f"r.id IN (SELECT v.{via.target} FROM mirror.{via.table} v WHERE v.{via.source} = {number})"
        if link.many:
            return f"{link.target.replace('{a}', 'r')} = {number}"
        source = link.source.replace("{a}", "w")
        return f"r.id = (SELECT {source} FROM {self._sight.rows(within.type)} w WHERE w.id = {number})"

    def _paged(self, kind: EntityType, built: Statement, rows: Sequence[tuple[Any, ...]], top: int) -> Page:
        shown = rows[:top]
        page = Page(kind, self._entities(kind, built, shown))
        if len(rows) > top and shown:
            page.next = token(_key(built, shown[-1]))
        return page

    def _select(self, built: Statement, tail: str) -> list[tuple[Any, ...]]:
        columns = ", ".join(built.columns.sql)
        return self._run(f"SELECT {columns} FROM {built.scope.source()}{built.where()}{tail}", built.parameters)

    def _entities(self, kind: EntityType, built: Statement, rows: Iterable[tuple[Any, ...]]) -> list[Entity]:
        plain: list[tuple[str, int]] = []
        double: list[tuple[str, int]] = []
        links: list[tuple[str, int]] = []
        for name, place in built.columns.places.items():
            if name.startswith("link "):
                links.append((name[5:], place))
            elif name not in ("keys", "@iot.id"):
                paired = kind.properties[name].kind in (Kind.PERIOD, Kind.RESULT)
                (double if paired else plain).append((name, place))
        entities = []
        for row in rows:
            values = {name: row[place] for name, place in plain}
            for name, place in double:
                values[name] = (row[place], row[place + 1])
            entities.append(Entity(kind, row[0], values, {name: row[place] for name, place in links}))
        return entities

    def _complete(
        self, kind: EntityType, entities: list[Entity], built: Statement, query: tree.Query, level: int
    ) -> None:
        if not entities:
            return
        if built.late:
            self._late(entities, built.late)
        if query.expand and level >= MAXIMUM_EXPANDED_LEVELS:
            raise refused(
                "expand-depth",
                f"$expand geht höchstens {MAXIMUM_EXPANDED_LEVELS} Ebenen tief.",
                f"$expand goes at most {MAXIMUM_EXPANDED_LEVELS} levels deep.",
            )
        for expand in query.expand:
            self._expand(kind, entities, expand, level + 1)

    def _late(self, entities: list[Entity], properties: list[Property]) -> None:
        """Look up the extents of datastreams, for those of the page alone."""
        streams = ", ".join(str(entity.id) for entity in entities)
        found = self._run(
            "SELECT stream, min(time), max(coalesce(time_end, time)), min(result_time), max(result_time)"
            f" FROM observation WHERE stream IN ({streams}) GROUP BY stream"
        )
        extents = {row[0]: row for row in found}
        for entity in entities:
            row = extents.get(entity.id, (None,) * 5)
            for property_ in properties:
                entity.values[property_.name] = row[1:3] if property_.name == "phenomenonTime" else row[3:5]

    def _expand(self, kind: EntityType, entities: list[Entity], expand: tree.Expand, level: int) -> None:
        link = expand.link
        keys = sorted({entity.sources[link.name] for entity in entities if entity.sources[link.name] is not None})
        found: dict[int, Any] = {}
        if keys and not link.many:
            found = self._expand_one(link, keys, expand.query, level)
        elif keys and link.to == "Observation" and len(keys) <= ONE_BY_ONE:
            found = {key: self._expand_page(kind, link, key, expand.query, level) for key in keys}
        elif keys:
            found = self._expand_many(link, keys, expand.query, level)
        for entity in entities:
            missing = Page(TYPES[link.to], [], 0 if expand.query.count else None) if link.many else None
            entity.linked[link.name] = found.get(entity.sources[link.name], missing)

    def _expand_page(self, kind: EntityType, link: Link, key: int, query: tree.Query, level: int) -> Page:
        return self._page(TYPES[link.to], query, tree.Within(kind, key, link), _top(query), level)

    def _expand_one(self, link: Link, keys: list[int], query: tree.Query, level: int) -> dict[int, Entity]:
        kind = TYPES[link.to]
        built = statement(kind, query, self._sight, paged=False)
        built.conditions.append(f"r.id IN ({', '.join(map(str, keys))})")
        entities = self._entities(kind, built, self._select(built, ""))
        self._complete(kind, entities, built, query, level)
        return {entity.id: entity for entity in entities}

    def _expand_many(self, link: Link, keys: list[int], query: tree.Query, level: int) -> dict[int, Page]:
        kind, top = TYPES[link.to], _top(query)
        built = statement(kind, query, self._sight, paged=False)
        key = link.target.replace("{a}", "r")
        if link.via is not None:
            key = f"v.{link.via.source}"
            built.scope.joins.insert(0, f"JOIN mirror.{link.via.table} v ON v.{link.via.target} = r.id")
        built.conditions.append(f"{key} IN ({', '.join(map(str, keys))})")
        places = len(built.columns.sql)
        order = f"row_number() OVER (PARTITION BY {key} ORDER BY {built.order()})"
        built.columns.add("keys of parents", key, order, f"count(*) OVER (PARTITION BY {key})")
        del built.columns.places["keys of parents"]
        numbered = f"SELECT {', '.join(f'{sql} AS c{n}' for n, sql in enumerate(built.columns.sql))}"
        inner = f"{numbered} FROM {built.scope.source()}{built.where()}"
        nth = f"c{places + 1}"
        sql = f"SELECT * FROM ({inner}) WHERE {nth} > {query.skip} AND {nth} <= {query.skip + top + 1} ORDER BY c{places}, {nth}"
        return self._by_parent(kind, built, self._run(sql, built.parameters), places, query, top, level)

    def _by_parent(
        self, kind: EntityType, built: Statement, rows: list[tuple[Any, ...]], place: int, query: tree.Query,
        top: int, level: int,
    ) -> dict[int, Page]:  # fmt: skip
        groups: dict[int, list[tuple[Any, ...]]] = {}
        for row in rows:
            groups.setdefault(row[place], []).append(row)
        pages = {parent: self._paged(kind, built, group, top) for parent, group in groups.items()}
        if query.count:
            for parent, group in groups.items():
                pages[parent].count = group[0][place + 2]
        self._complete(kind, [entity for page in pages.values() for entity in page.entities], built, query, level)
        return pages

    def _run(self, sql: str, parameters: dict[str, object] | None = None) -> list[tuple[Any, ...]]:
        # A function may leave a value unused (the end of a period); DuckDB refuses what no mark stands for.
        marks = set(_MARK.findall(sql)) if parameters else set()
        bound = {name: value for name, value in (parameters or {}).items() if name in marks}
        try:
            return self._cursor.execute(sql, bound or None).fetchall()
        except (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException) as error:
            raise refused(
                "value",
                "Ein Wert in der Anfrage lässt sich so nicht verwenden.",
                "A value in the question cannot be used like this.",
            ) from error


def _top(query: tree.Query) -> int:
    return min(DEFAULT_TOP if query.top is None else query.top, MAXIMUM_TOP_EXPANDED)


def _key(built: Statement, row: tuple[Any, ...]) -> tuple[Any, ...]:
    place = built.columns.places["keys"]
    return row[place : place + len(built.keys)]
