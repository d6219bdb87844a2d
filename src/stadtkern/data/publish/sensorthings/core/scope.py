"""Where names in a question lead: aliases, joins and parameters of one SQL statement, and who may see which rows."""

from __future__ import annotations

from dataclasses import dataclass

from stadtkern.data.publish.sensorthings.core.model import TYPES, EntityType, Kind, Link, Property
from stadtkern.data.publish.sensorthings.core.refuse import refused

EXTENTS = (
    "(SELECT stream, min(time) AS first, max(coalesce(time_end, time)) AS last, min(result_time) AS result_first,"
    " max(result_time) AS result_last FROM observation GROUP BY stream)"
)


@dataclass(frozen=True, slots=True)
class Value:
    """A piece of SQL with its kind. ``also``: end of a period, geometry of a place, JSON of a result."""

    kind: Kind
    sql: str
    also: str | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """Which datasets someone may read; every table of every statement is cut to them."""

    datasets: frozenset[int]

    def rows(self, kind: EntityType) -> str:
        """Give the SQL of those rows of a kind of entity that are in sight."""
        numbers = ", ".join(str(number) for number in sorted(self.datasets)) or "-1"
        if kind.table == "observation":
            streams = f"SELECT id FROM mirror.datastream WHERE dataset_id IN ({numbers})"
            return f"(SELECT * FROM observation WHERE stream IN ({streams}))"
        if kind.shared:
            return f"(SELECT * FROM mirror.{kind.table} WHERE list_has_any(datasets, [{numbers}]::BIGINT[]))"
        return f"(SELECT * FROM mirror.{kind.table} WHERE dataset_id IN ({numbers}))"


class Scope:
    """One statement's names. ``root`` is the alias of the asked entity; joins are added as paths need them."""

    def __init__(
        self, kind: EntityType, sight: Sight, parameters: dict[str, object], root: str = "r", rows: str | None = None
    ) -> None:
        """Take the asked kind, what may be seen, the statement's parameters, which grow, and rows narrower than all."""
        self.kind = kind
        self.rows = rows or sight.rows(kind)
        self.sight = sight
        self.root = root
        self.parameters = parameters
        self.joins: list[str] = []
        self.many = False
        self._aliases: dict[tuple[str, ...], str] = {}
        self._extents: dict[str, str] = {}

    def parameter(self, value: object) -> str:
        """Bind a value and give its mark."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f"${name}"

    def source(self) -> str:
        """Give the FROM part: the asked entity and everything that was joined."""
        return " ".join([f"{self.rows} {self.root}", *self.joins])

    def resolve(self, names: tuple[str, ...]) -> Value:
        """Follow names over links to a property and give its SQL. Raises RefusedError for a name that is not there."""
        kind, alias, position = self.kind, self.root, 0
        while position < len(names) and (link := kind.links.get(names[position])) is not None:
            position += 1
            alias = self._join(names[:position], alias, link)
            kind = TYPES[link.to]
        rest = names[position:]
        if not rest:
            return Value(Kind.ID, f"{alias}.id")
        name = "@iot.id" if rest[0] == "id" else rest[0]
        found = kind.properties.get(name)
        if found is None:
            raise refused(
                "unknown-property",
                f"„{'/'.join(names)}“ gibt es bei {kind.plural} nicht.",
                f"{kind.plural} have no “{'/'.join(names)}”.",
            )
        value = self.of(found, alias)
        return self._inside(value, rest[1:]) if len(rest) > 1 else value

    def of(self, property_: Property, alias: str) -> Value:
        """Give the SQL of a property over an alias."""
        sql, also = property_.sql, property_.also
        if "{x}" in sql:
            extents = self._join_extents(alias)
            sql = sql.replace("{x}", extents)
            also = also.replace("{x}", extents) if also else None
        return Value(property_.kind, sql.replace("{a}", alias), also.replace("{a}", alias) if also else None)

    def _inside(self, value: Value, names: tuple[str, ...]) -> Value:
        if value.kind not in (Kind.JSON, Kind.GEO, Kind.RESULT):
            raise refused(
                "unknown-property",
                f"„{names[0]}“ liegt nicht in einem JSON-Wert.",
                f"“{names[0]}” is not inside a JSON value.",
            )
        pointer = "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in names)
        json = value.also if value.kind is Kind.RESULT else value.sql
        return Value(Kind.JSON, f"json_extract({json}, {self.parameter(pointer)}::VARCHAR)")

    def _join(self, names: tuple[str, ...], alias: str, link: Link) -> str:
        known = self._aliases.get(names)
        if known is not None:
            return known
        made = f"{self.root}{len(self._aliases) + 1}"
        self._aliases[names] = made
        self.many = self.many or link.many
        source = link.source.replace("{a}", alias)
        target = link.target.replace("{a}", made)
        if link.via is not None:
            between = f"{made}v"
            self.joins.append(f"LEFT JOIN mirror.{link.via.table} {between} ON {between}.{link.via.source} = {source}")
            source = f"{between}.{link.via.target}"
        self.joins.append(f"LEFT JOIN {self.sight.rows(TYPES[link.to])} {made} ON {target} = {source}")
        return made

    def _join_extents(self, alias: str) -> str:
        if alias not in self._extents:
            made = f"{alias}x"
            self._extents[alias] = made
            self.joins.append(f"LEFT JOIN {EXTENTS} {made} ON {made}.stream = {alias}.id")
        return self._extents[alias]
