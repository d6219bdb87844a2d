"""Turns OSM objects into rows of the parts they belong to, with their geometry, and notes what was clipped or refused."""

from __future__ import annotations

from functools import partial
from typing import Any

import duckdb
import osmium
import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.data.gather.kinds import _spatial, _wkb
from stadtkern.data.gather.kinds._stage import Ledger, Sheet, Stage
from stadtkern.data.gather.kinds.osm_layers import BY_KEY, LAYERS, Layer
from stadtkern.data.gather.kinds.osm_tags import Tags
from stadtkern.data.gather.kinds.osm_take import Form, Wish
from stadtkern.town.text import Text

_KEEP, _REPAIR, _TO_POINT = 0, 1, 2
_AREA_TYPES = ("multipolygon", "boundary")

CLIPPED = Text(
    "Der Auszug schneidet dieses Objekt ab. Übernommen wurde der Teil, dessen Punkte bekannt sind.",
    "The extract cuts this object off. The part whose points are known was kept.",
)
NO_NODES = Text(
    "Der Auszug enthält weniger als zwei Punkte dieses Weges. Ohne sie gibt es keine Linie.",
    "The extract holds fewer than two points of this way. Without them there is no line.",
)
INCOMPLETE = Text(
    "Der Auszug enthält nicht alle Teile dieser Fläche. Sie lässt sich nicht schließen.",
    "The extract does not hold all parts of this area. It cannot be closed.",
)
OPEN_RING = Text(
    "Das Objekt soll eine Fläche sein, seine Linie ist aber nicht geschlossen.",
    "The object should be an area, but its line is not closed.",
)
REPAIRED = Text("Der Umriss schnitt sich selbst und wurde repariert.", "The outline crossed itself and was repaired.")
BROKEN = Text(
    "Der Umriss ist so fehlerhaft, dass keine Fläche bleibt.", "The outline is so faulty that no area remains."
)


class Collector:
    """Takes OSM objects one by one, in the file's order, and fills the parts' sheets."""

    def __init__(self, stage: Stage) -> None:
        self._factory = osmium.geom.WKBFactory()
        self._database = _spatial.connect(memory="128MB")
        self._sheets = {
            layer.name: Sheet(
                stage,
                layer.name,
                layer.title,
                list(layer.columns),
                extra=(pa.field("_op", pa.int8()),),
                finish=partial(_finish, self._database),
            )
            for layer in LAYERS
        }
        self._ready: set[int] = set()
        self._waiting: dict[int, dict[str, str]] = {}

    def take(self, thing: Any) -> None:
        """Put an object (node, way, relation or area) into the parts that want it."""
        if thing.is_node():
            self._node(thing)
        elif thing.is_way():
            self._way(thing)
        elif thing.is_area():
            if not thing.from_way():
                self._area(thing)
        elif thing.tags.get("type") in _AREA_TYPES:
            self._waiting[thing.id] = dict(thing.tags)

    def end(self) -> None:
        """Settle the relations that never became an area, and close the sheets."""
        for number, tags in self._waiting.items():
            if number in self._ready:
                continue
            for layer, _, _ in self._wanted(tags, Form.AREA):
                self._refuse(layer, f"r{number}", "osm.area-incomplete", INCOMPLETE)
        self._waiting.clear()
        self._ready.clear()
        for sheet in self._sheets.values():
            sheet.end()
        self._database.close()

    def filled(self) -> list[Sheet]:
        """Give the sheets that hold rows, or at least refused some."""
        return [sheet for sheet in self._sheets.values() if sheet.seen]

    def _wanted(self, tags: dict[str, str], form: Form) -> list[tuple[Layer, Wish, dict[str, Any]]]:
        layers = dict.fromkeys(layer for key in tags if key in BY_KEY for layer in BY_KEY[key])
        found = []
        for layer in layers:
            read = Tags(tags)
            if taken := layer.take(read, form):
                wish, row = taken
                row["name"] = tags.get("name")
                row["_unread"] = read.unread
                found.append((layer, wish, row))
        return found

    def _node(self, node: Any) -> None:
        wanted = self._wanted(dict(node.tags), Form.NODE)
        if not wanted:
            return
        location = node.location
        for layer, _, row in wanted:
            if location.valid():
                self._add(layer, f"n{node.id}", row, _wkb.point(location.lon, location.lat), _KEEP)
            else:
                self._refuse(layer, f"n{node.id}", "osm.no-nodes", NO_NODES)

    def _way(self, way: Any) -> None:
        closed = way.is_closed() and len(way.nodes) > 3
        tags = dict(way.tags)
        form = Form.RING if closed and tags.get("area") != "no" else Form.OPEN_WAY
        wanted = self._wanted(tags, form)
        if not wanted:
            return
        geometry, whole = self._line(way)
        osm_id = f"w{way.id}"
        for layer, wish, row in wanted:
            if geometry is None:
                self._refuse(layer, osm_id, "osm.no-nodes", NO_NODES)
            elif wish is Wish.AREA and not whole:
                self._refuse(layer, osm_id, "osm.area-incomplete", INCOMPLETE)
            elif wish is Wish.AREA and not closed:
                self._refuse(layer, osm_id, "osm.area-open", OPEN_RING)
            elif wish is Wish.AREA:
                self._add(layer, osm_id, row, _wkb.ring_of(geometry), _REPAIR)
            else:
                to_point = wish is Wish.POINT
                ring = to_point and closed and whole
                shape = _wkb.ring_of(geometry) if ring else geometry
                self._add(layer, osm_id, row, shape, _TO_POINT if to_point else _KEEP, clipped=not whole)

    def _line(self, way: Any) -> tuple[bytes | None, bool]:
        """Give a way's line as WKB and whether all of its nodes were known; None when fewer than two were."""
        try:
            return bytes.fromhex(self._factory.create_linestring(way)), True
        except (osmium.InvalidLocationError, RuntimeError, ValueError):
            runs = _known_runs(way)
        whole = all(node.location.valid() for node in way.nodes)
        lines = [_wkb.line(run) for run in runs if len(run) > 1]
        if not lines:
            return None, whole
        return lines[0] if len(lines) == 1 else _wkb.gather(_wkb.MULTI_LINE, lines), whole

    def _area(self, area: Any) -> None:
        number = area.orig_id()
        self._ready.add(number)
        wanted = self._wanted(dict(area.tags), Form.AREA)
        if not wanted:
            return
        try:
            geometry = _single(bytes.fromhex(self._factory.create_multipolygon(area)))
        except RuntimeError:
            # Rings that cross or close in themselves: one such area must not end the whole extract.
            for layer, _, _ in wanted:
                self._refuse(layer, f"r{number}", "osm.area-incomplete", INCOMPLETE)
            return
        for layer, wish, row in wanted:
            self._add(layer, f"r{number}", row, geometry, _TO_POINT if wish is Wish.POINT else _KEEP)

    def _add(
        self, layer: Layer, osm_id: str, row: dict[str, Any], geometry: bytes, op: int, *, clipped: bool = False
    ) -> None:
        sheet = self._sheets[layer.name]
        number = sheet.next_row()
        for column, value in row.pop("_unread"):
            sheet.ledger.flag(number, "osm.value", _unreadable(osm_id, column, value), column, value[:120])
        if clipped:
            sheet.ledger.flag(number, "osm.clipped", CLIPPED, value=osm_id)
        row.update(osm_id=osm_id, geom=geometry, _op=op, _row=number)
        sheet.add(row)

    def _refuse(self, layer: Layer, osm_id: str, code: str, reason: Text) -> None:
        sheet = self._sheets[layer.name]
        sheet.ledger.refuse(sheet.next_row(), code, reason, osm_id)


def _known_runs(way: Any) -> list[list[_wkb.Pair]]:
    """Cut a way where nodes are unknown; repeated positions fall together."""
    runs: list[list[_wkb.Pair]] = [[]]
    for node in way.nodes:
        if not node.location.valid():
            if runs[-1]:
                runs.append([])
            continue
        pair = (node.lon, node.lat)
        if not runs[-1] or runs[-1][-1] != pair:
            runs[-1].append(pair)
    return runs


def _single(multi: bytes) -> bytes:
    """Unwrap a multipolygon that has one member."""
    return multi[9:] if int.from_bytes(multi[5:9], "little") == 1 else multi


def _unreadable(osm_id: str, column: str, value: str) -> Text:
    return Text(
        f"{osm_id}: „{value[:60]}“ ist kein einzelner Wert für „{column}“. Das Feld bleibt leer.",
        f"{osm_id}: “{value[:60]}” is not a single value for “{column}”. The field stays empty.",
    )


_FINISH = f"""
WITH given AS (SELECT _at, _op, ST_GeomFromWKB(geom) AS shape FROM chunk),
sound AS (SELECT *, ST_IsValid(shape) AS fine FROM given),
whole AS (SELECT _at, _op, fine, CASE WHEN fine THEN shape WHEN ST_GeometryType(shape) = 'POLYGON'
    THEN ST_CollectionExtract(ST_MakeValid(shape), 3) ELSE ST_MakeValid(shape) END AS shape FROM sound)
SELECT _at, fine, ST_IsEmpty(shape) AS nothing,
    ST_AsWKB(CASE WHEN _op = {_TO_POINT} THEN ST_PointOnSurface(shape) ELSE shape END)::BLOB AS geom
FROM whole ORDER BY _at
"""


def _finish(database: duckdb.DuckDBPyConnection, table: pa.Table, ledger: Ledger) -> pa.Table:
    """Repair the rings of a batch and bring to a point what shall be one; refuse what is nothing then."""
    todo = pc.not_equal(table["_op"], _KEEP)
    if not pc.any(todo).as_py():
        return table
    places = pc.indices_nonzero(todo.combine_chunks())
    chunk = table.select(["_op", "geom"]).take(places).append_column("_at", places.cast(pa.int64()))
    database.register("chunk", chunk)
    done = database.execute(_FINISH).to_arrow_table()
    database.unregister("chunk")
    lost: set[int] = set()
    if not pc.all(done["fine"]).as_py():
        lost = _note_faults(table, done, ledger)
    geometry = pc.replace_with_mask(
        table["geom"].combine_chunks(), todo.combine_chunks(), done["geom"].combine_chunks().cast(pa.binary())
    )
    table = table.set_column(table.schema.get_field_index("geom"), table.schema.field("geom"), geometry)
    return table.filter(pa.array([at not in lost for at in range(table.num_rows)])) if lost else table


def _note_faults(table: pa.Table, done: pa.Table, ledger: Ledger) -> set[int]:
    lost: set[int] = set()
    for one in done.filter(pc.invert(done["fine"])).select(["_at", "nothing"]).to_pylist():
        row, osm_id = table["_row"][one["_at"]].as_py(), table["osm_id"][one["_at"]].as_py()
        if one["nothing"]:
            lost.add(one["_at"])
            ledger.refuse(row, "osm.area-broken", BROKEN, osm_id)
        else:
            ledger.flag(row, "osm.repaired", REPAIRED, value=osm_id)
    return lost
