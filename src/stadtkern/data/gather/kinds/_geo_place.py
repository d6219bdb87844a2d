"""Brings a layer's coordinates to WGS84: which system they are in, whether the axes are swapped, and what is repaired."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.data.gather.kinds import _curves, _spatial
from stadtkern.data.gather.kinds._geo_layer import RawLayer
from stadtkern.data.gather.kinds._geo_reasons import reason
from stadtkern.data.gather.model import Guess, Mapping, Report
from stadtkern.data.gather.tally import Tally
from stadtkern.data.harmonise.places import WGS84, crs_code, guess_crs, home, swapped
from stadtkern.data.harmonise.refused import Refused, quote
from stadtkern.town.text import Problem, ProblemError, Text, problem

_DEGREE_SYSTEMS = ("EPSG:4326", "EPSG:4258", "EPSG:4979")


@dataclass(frozen=True, slots=True)
class Placing:
    """How to bring coordinates to WGS84: ``crs`` they are in, whether x and y change places, metres to add to eastings."""

    crs: str
    swap: bool = False
    shift: float = 0.0


def placing(layer: RawLayer, report: Report, saved: Mapping | None, near: tuple[float, float] | None = None) -> Placing:
    """Decide for a layer, and note how. A saved mapping decides alone; ``near`` is the town's middle.

    Raises ProblemError geo.crs-unknown when the file states nothing and the numbers say nothing.
    """
    stated = _stated(layer)
    if saved is not None:
        crs = _saved(saved)
        if stated is not None and stated != crs:
            report.guess(_note(crs, 1.0, _differs(stated, crs), layer))
        return Placing(crs, saved.swap_axes, _shift(layer, crs, swap=saved.swap_axes))
    if not layer.geometry or not layer.sample:
        return Placing(stated or WGS84)
    xs, ys = [x for x, _ in layer.sample], [y for _, y in layer.sample]
    degrees = all(abs(x) <= 180 and abs(y) <= 180 for x, y in layer.sample)
    if degrees and (stated is None or stated in _DEGREE_SYSTEMS):
        return _in_degrees(layer, stated or WGS84, report)
    guess = guess_crs(xs, ys, [layer.name, stated or layer.crs or ""], near)
    if stated is not None and stated not in _DEGREE_SYSTEMS and not degrees:
        swap = guess is not None and guess.code == stated and guess.swapped
        if swap and guess is not None:
            report.guess(Guess("place.swapped", guess.why, guess.sure, layer.name, "swap"))
        if stated != WGS84:
            report.guess(_note(stated, 1.0, _original(stated), layer))
        return Placing(stated, swap, _shift(layer, stated, swap=swap))
    if guess is None:
        raise _unknown(layer)
    report.guess(_note(guess.code, guess.sure, guess.why, layer))
    if guess.swapped:
        report.guess(Guess("place.swapped", guess.why, guess.sure, layer.name, "swap"))
    return Placing(guess.code, guess.swapped, _shift(layer, guess.code, swap=guess.swapped))


def _saved(saved: Mapping) -> str:
    try:
        return crs_code(saved.crs)
    except Refused as refused:
        raise ProblemError(Problem("geo.crs-unknown", refused.text)) from refused


def _stated(layer: RawLayer) -> str | None:
    if not layer.crs:
        return None
    try:
        return crs_code(layer.crs)
    except Refused:
        return None


def _in_degrees(layer: RawLayer, crs: str, report: Report) -> Placing:
    swap = swapped([x for x, _ in layer.sample], [y for _, y in layer.sample])
    if swap:
        report.guess(Guess("place.swapped", swap.why, swap.sure, layer.name, "swap"))
    if crs != WGS84:
        report.guess(_note(crs, 1.0, _original(crs), layer))
    return Placing(crs, bool(swap))


def _shift(layer: RawLayer, crs: str, *, swap: bool) -> float:
    """Give the metres by which the system counts eastings otherwise than the file (a zone number in front)."""
    eastings = sorted(y if swap else x for x, y in layer.sample)
    middle = eastings[len(eastings) // 2] if eastings else 0.0
    return home(crs, middle) - middle


def _note(crs: str, sure: float, text: Text, layer: RawLayer) -> Guess:
    return Guess("place.crs", text, sure, layer.name, crs)


def _original(crs: str) -> Text:
    return Text(
        f"Die Koordinaten stehen in der Datei in {crs} und wurden nach WGS84 umgerechnet.",
        f"The file has its coordinates in {crs}; they were transformed to WGS84.",
    )


def _differs(stated: str, crs: str) -> Text:
    return Text(
        f"Die Datei nennt {stated}, die gespeicherte Zuordnung {crs}. Es gilt die Zuordnung.",
        f"The file states {stated}, the saved mapping {crs}. The mapping counts.",
    )


def _unknown(layer: RawLayer) -> ProblemError:
    x, y = layer.sample[0]
    named = f" („{quote(layer.crs)}“)" if layer.crs else ""
    named_en = f" (“{quote(layer.crs)}”)" if layer.crs else ""
    return problem(
        "geo.crs-unknown",
        f"Das Koordinatensystem ist nicht bekannt{named}, und aus Werten wie {x:g}, {y:g} lässt es sich nicht erraten.",
        f"The coordinate system is not known{named_en}, and numbers such as {x:g}, {y:g} do not tell it.",
        Text(
            "Bitte exportieren Sie die Datei in WGS84 (EPSG:4326), legen Sie beim Shapefile die .prj-Datei dazu, oder geben Sie "
            "das Koordinatensystem in der Zuordnung an, zum Beispiel EPSG:25833.",
            "Please export the file in WGS84 (EPSG:4326), add the .prj file to a Shapefile, or name the coordinate system in "
            "the mapping, such as EPSG:25833.",
        ),
    )


class Placer:
    """Brings batches of geometries to WGS84, repairs them, and tells the tally about each that is odd."""

    def __init__(self, how: Placing, tally: Tally, report: Report, layer: str) -> None:
        self._database = _spatial.connect(memory="192MB")
        self._query = _query(how)
        self._tally, self._report, self._layer = tally, report, layer
        self._heights = False

    def close(self) -> None:
        """Free the database."""
        self._database.close()

    def place(self, table: pa.Table) -> pa.Table:
        """Give the table with "geom" in place of "_wkb", without the rows whose geometry cannot be kept."""
        raw = table["_wkb"].combine_chunks()
        self._note_heights(raw)
        done = self._run(raw)
        unread = pc.indices_nonzero(pc.and_(pc.is_valid(raw), done["unread"].combine_chunks())).to_pylist()
        if unread:
            raw = _flattened(raw, unread)
            done = self._run(raw)
        keep = self._report_rows(table["_row"].to_pylist(), raw, done)
        table = table.drop_columns(["_wkb"]).append_column("geom", done["geom"].cast(pa.binary()))
        return table if keep is None else table.filter(keep)

    def _run(self, raw: pa.Array) -> pa.Table:
        self._database.register("chunk", pa.table({"_wkb": raw, "_at": pa.array(range(len(raw)), pa.int64())}))
        try:
            return self._database.execute(self._query).to_arrow_table()
        finally:
            self._database.unregister("chunk")

    def _note_heights(self, raw: pa.Array) -> None:
        if self._heights:
            return
        for one in raw:
            if (data := one.as_py()) is not None:
                try:
                    self._heights = _curves.has_height(data)
                except _curves.NotWkbError:
                    continue
                if self._heights:
                    self._report.guess(heights_note(self._layer))
                    return

    def _report_rows(self, rows: list[int], raw: pa.Array, done: pa.Table) -> pa.Array | None:
        fine = pc.and_(pc.is_valid(raw), done["fine"].combine_chunks())
        if pc.all(fine).as_py():
            return None
        keep = [True] * len(rows)
        facts = done.select(["empty", "unread", "nothing", "outside"]).to_pylist()
        for at in pc.indices_nonzero(pc.invert(fine)).to_pylist():
            one = facts[at]
            if not raw[at].is_valid or one["empty"]:
                self._tally.flag(rows[at], "geo.no-geometry", reason("geo.no-geometry"))
                continue
            code = (
                "geo.geometry"
                if one["unread"]
                else "geo.outside"
                if one["outside"]
                else "geo.broken"
                if one["nothing"]
                else None
            )
            if code is None:
                self._tally.flag(rows[at], "geo.repaired", reason("geo.repaired"))
            else:
                keep[at] = False
                self._tally.refuse(rows[at], code, reason(code))
        return pa.array(keep)


def heights_note(layer: str) -> Guess:
    """Say that heights were left out."""
    return Guess(
        "place.heights",
        Text(
            "Die Geometrien haben Höhen. Übernommen wurde die Lage, ohne Höhe.",
            "The geometries have heights. Their position was kept, without the height.",
        ),
        1.0,
        layer,
    )


def _flattened(raw: pa.Array, places: list[int]) -> pa.Array:
    values = raw.to_pylist()
    for at in places:
        try:
            values[at] = _curves.plain(values[at])
        except _curves.NotWkbError:
            continue
    return pa.array(values, pa.binary())


def _query(how: Placing) -> str:
    moved = "ST_FlipCoordinates(shape)" if how.swap else "shape"
    if how.shift:
        moved = f"ST_Translate({moved}, {how.shift!r}, 0.0)"
    if how.crs not in (WGS84, "EPSG:4979"):
        moved = f"TRY(ST_Transform({moved}, {_spatial.quote(how.crs)}, 'EPSG:4326', always_xy := true))"
    return f"""
WITH given AS (SELECT _at, _wkb IS NULL AS absent, TRY(ST_Force2D(ST_GeomFromWKB(_wkb))) AS shape FROM chunk),
placed AS (SELECT _at, absent, absent OR shape IS NOT NULL AS readable, {moved} AS shape FROM given),
tested AS (SELECT *, coalesce(TRY(ST_IsValid(shape)), false) AS valid FROM placed),
mended AS (SELECT *, CASE WHEN valid THEN shape WHEN ST_GeometryType(shape) IN ('POLYGON', 'MULTIPOLYGON')
    THEN TRY(ST_CollectionExtract(ST_MakeValid(shape), 3)) ELSE TRY(ST_MakeValid(shape)) END AS whole FROM tested)
SELECT _at, NOT readable AS unread, readable AND (shape IS NULL OR NOT coalesce(
        isfinite(ST_XMin(shape)) AND isfinite(ST_YMin(shape)) AND ST_XMin(shape) >= -180 AND ST_XMax(shape) <= 180
        AND ST_YMin(shape) >= -90 AND ST_YMax(shape) <= 90, true)) AS outside,
    coalesce(ST_IsEmpty(shape), false) AS empty, whole IS NULL OR ST_IsEmpty(whole) AS nothing, valid AND NOT ST_IsEmpty(shape) AND NOT outside AS fine,
    CASE WHEN NOT outside AND NOT ST_IsEmpty(whole) THEN ST_AsWKB(whole)::BLOB END AS geom
FROM mended ORDER BY _at
"""
