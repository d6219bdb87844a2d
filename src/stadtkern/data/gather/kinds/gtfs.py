"""GTFS timetables (zip): stops, lines, departures, and the days on which services run.

Standard: GTFS Schedule Reference. Times stay as the feed has them, local and beyond 24:00 where a trip runs past midnight.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import duckdb

from stadtkern.data.gather.guarding import Member, check_zip
from stadtkern.data.gather.kinds import _spatial, _wkb, gtfs_sql
from stadtkern.data.gather.kinds._stage import Sheet, Stage
from stadtkern.data.gather.kinds.gtfs_columns import DEPARTURES, LINES, SERVICES, STOPS, mode_of
from stadtkern.data.gather.kinds.gtfs_reasons import reason
from stadtkern.data.gather.kinds.gtfs_tables import TABLES, load
from stadtkern.data.gather.model import KEPT, Guess, Opening, Reading, Report, Shape
from stadtkern.data.harmonise.places import swapped
from stadtkern.town.text import Text, problem

_TELLING = frozenset(("stops.txt", "routes.txt", "trips.txt", "stop_times.txt", "calendar.txt", "calendar_dates.txt"))
_NEEDED = {
    "stops": ("gtfs.no-stops", "Haltestellen", "stops"),
    "routes": ("gtfs.no-routes", "Linien", "routes"),
    "trips": ("gtfs.no-trips", "Fahrten", "trips"),
    "stop_times": ("gtfs.no-times", "Haltezeiten", "stop times"),
}
# Which part a row that is refused while a file is loaded would have belonged to; the others only help these.
_PART_OF = {
    "stops": "stops",
    "routes": "lines",
    "stop_times": "departures",
    "calendar": "services",
    "calendar_dates": "services",
}
_BIG = "384MB"


class GtfsKind:
    """Reads a GTFS feed."""

    kind = "gtfs"
    title = Text("Fahrplan (GTFS)", "Timetable (GTFS)")
    extensions: Sequence[str] = (".zip",)

    def recognise(self, path: Path, name: str, head: bytes) -> float:
        """Say how sure it is that this is a feed: by the files that the zip's directory names."""
        if not head.startswith(b"PK"):
            return 0.0
        try:
            with zipfile.ZipFile(path) as archive:
                found = {PurePosixPath(one).name.lower() for one in archive.namelist()[:10_000]} & _TELLING
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return 0.6 if "gtfs" in name.lower() else 0.0
        return 1.0 if len(found) >= 2 else 0.0

    def open(self, opening: Opening) -> Reading:
        """Load the feed into a private database and put its parts on a temporary stage.

        Raises ProblemError: gtfs.no-stops, gtfs.no-routes, gtfs.no-trips, gtfs.no-times (file missing or empty),
        archive.broken, archive.bomb, archive.path, archive.encrypted.
        """
        members = _members(check_zip(opening.path, opening.limits))
        report = Report()
        stage = Stage()
        sheets = {
            "stops": Sheet(stage, "stops", "Haltestellen", list(STOPS)),
            "lines": Sheet(stage, "lines", "Linien", list(LINES)),
            "departures": Sheet(stage, "departures", "Abfahrten", list(DEPARTURES), Shape.TABLE),
            "services": Sheet(stage, "services", "Verkehrstage", list(SERVICES), Shape.TABLE),
        }
        database = _spatial.connect(stage.folder / "feed.duckdb", memory=_BIG, spatial=False)
        try:
            database.execute(f"SET temp_directory = {_spatial.quote(str(stage.folder / 'spill'))}")
            _load(database, opening, members, sheets, report)
            _work(database, sheets, report)
            attribution = ", ".join(
                row[0]
                for row in database.execute(
                    "SELECT agency_name FROM agency GROUP BY 1 ORDER BY min(line) LIMIT 5"
                ).fetchall()
                if row[0]
            )
        finally:
            database.close()
            for file in stage.folder.glob("feed.duckdb*"):
                file.unlink()
        return Reading(
            kind=self.kind,
            title=f"Fahrplan {attribution}" if attribution and len(attribution) < 60 else "Fahrplan",
            parts=[sheet.part(report) for sheet in sheets.values()],
            report=report,
            attribution=attribution,
        )


def _members(members: list[Member]) -> dict[str, Member]:
    """Find the feed's files, in the zip's root or in the one folder that holds most of them."""
    folders: dict[str, dict[str, Member]] = {}
    for member in members:
        stem = member.base.lower().removesuffix(".txt")
        if member.base.lower().endswith(".txt") and stem in TABLES:
            folders.setdefault(member.name[: -len(member.base)], {})[stem] = member
    found = max(folders.values(), key=len, default={})
    for stem, (code, german, english) in _NEEDED.items():
        if stem not in found:
            raise _missing(code, stem, german, english)
    return found


def _missing(code: str, stem: str, german: str, english: str) -> Exception:
    return problem(
        code,
        f"Dem Fahrplan fehlen die {german} ({stem}.txt). Es wurde nichts übernommen.",
        f"The timetable lacks its {english} ({stem}.txt). Nothing was taken from it.",
        Text(
            "Bitte fragen Sie beim Verkehrsverbund nach dem vollständigen GTFS-Datensatz.",
            "Please ask the transport association for the complete GTFS feed.",
        ),
    )


def _load(
    database: duckdb.DuckDBPyConnection,
    opening: Opening,
    members: dict[str, Member],
    sheets: dict[str, Sheet],
    report: Report,
) -> None:
    total = sum(member.size for member in members.values())
    done = 0
    for stem in TABLES:
        ledger = sheets[_PART_OF[stem]].ledger if stem in _PART_OF else None

        def refuse(line: int, code: str, text: Text, *, ledger: Any = ledger, stem: str = stem) -> None:
            if ledger is not None:
                ledger.refuse(line, code, text, f"{stem}.txt")

        lines = load(database, opening.path, members.get(stem), stem, refuse)
        if stem in _NEEDED and not database.execute(f"SELECT count(*) FROM {stem}").fetchall()[0][0]:
            code, german, english = _NEEDED[stem]
            raise _missing(code, stem, german, english)
        if lines is not None and lines.encoding.name.replace("-", "").lower() not in ("utf8", "utf8sig", "ascii"):
            report.guess(Guess("text.encoding", lines.encoding.text, lines.encoding.sure, f"{stem}.txt"))
        done += members[stem].size if stem in members else 0
        if opening.progress:
            opening.progress(done, total * 2)


def _work(database: duckdb.DuckDBPyConnection, sheets: dict[str, Sheet], report: Report) -> None:
    for statement in (gtfs_sql.CLEAN, gtfs_sql.stops(), gtfs_sql.SERVICES, gtfs_sql.TRIPS, gtfs_sql.TIMES):
        database.execute(statement)
    _mend_places(database, report)
    database.execute(gtfs_sql.DEPARTURES)
    _refusals(database, "stop", sheets["stops"], "coalesce(stop_id, '')")
    _refusals(database, "route", sheets["lines"], "coalesce(route_id, '')")
    _refusals(database, "time_check", sheets["departures"], "value")
    _refusals(database, "calendar_check", sheets["services"], "concat_ws(' ', service_id, start_date, end_date)")
    _refusals(database, "exception_check", sheets["services"], "concat_ws(' ', service_id, date, exception_type)")
    _doubtful_times(database, sheets["departures"])
    _stops(database, sheets["stops"])
    _lines(database, sheets["lines"])
    sheets["departures"].fill(database.execute(gtfs_sql.DEPARTURE_ROWS).to_arrow_reader(10_000))
    sheets["services"].fill(
        database.execute("SELECT service_id, date, weekday, line AS _row FROM service").to_arrow_reader(10_000)
    )
    for sheet in sheets.values():
        sheet.end()
    _notices(database, report)


def _rows(database: duckdb.DuckDBPyConnection, query: str) -> Iterator[dict[str, Any]]:
    """Give a query's rows; all of them are fetched first, so that other queries may run between."""
    return iter(database.execute(query).to_arrow_table().to_pylist())


def _refusals(database: duckdb.DuckDBPyConnection, table: str, sheet: Sheet, value: str) -> None:
    query = f"SELECT line, code, left({value}, 120) AS value FROM {table} WHERE code IS NOT NULL"
    for row in _first(database, query, sheet.ledger.more_refused):
        sheet.ledger.refuse(row["line"], row["code"], reason(row["code"], row["value"]), row["value"])


def _first(database: duckdb.DuckDBPyConnection, query: str, more: Callable[[int], None]) -> Iterator[dict[str, Any]]:
    """Give the first rows of a query, as many as a report lists, and tell ``more`` how many there are beyond."""
    count = int(database.execute(f"SELECT count(*) FROM ({query})").fetchall()[0][0])
    more(max(0, count - KEPT))
    return _rows(database, f"{query} ORDER BY line LIMIT {KEPT}")


def _mend_places(database: duckdb.DuckDBPyConnection, report: Report) -> None:
    places = database.execute(
        "SELECT lon, lat FROM stop WHERE lon IS NOT NULL AND lat IS NOT NULL LIMIT 5000"
    ).fetchall()
    found = swapped([lon for lon, _ in places], [lat for _, lat in places])
    if not found:
        return
    database.execute("DROP TABLE stop")
    database.execute(gtfs_sql.stops("stop_lon", "stop_lat"))
    report.guess(Guess("place.swapped", found.why, found.sure, "stop_lat, stop_lon"))


def _doubtful_times(database: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    lost = "SELECT line, trip_id FROM departure WHERE seconds IS NULL"
    for row in _first(database, lost, sheet.ledger.more_refused):
        sheet.ledger.refuse(row["line"], "gtfs.time-missing", reason("gtfs.time-missing", row["trip_id"]))
    doubtful = """SELECT line, trip_id, CASE WHEN between_stops THEN 'gtfs.time-between' ELSE 'gtfs.time-backwards' END AS code
        FROM departure WHERE seconds IS NOT NULL AND (between_stops OR backwards)"""
    for row in _first(database, doubtful, sheet.ledger.more_flagged):
        sheet.ledger.flag(row["line"], row["code"], reason(row["code"], row["trip_id"]), "departure")


def _stops(database: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    for row in _rows(database, gtfs_sql.STOP_ROWS):
        sheet.add(
            {
                "stop_id": row["stop_id"],
                "name": row["stop_name"],
                "code": row["stop_code"],
                "parent": row["parent_station"],
                "platform": row["platform_code"],
                "kind": _STOP_KINDS.get(row["location_type"] or "0", "stop"),
                "lines": row["names"],
                "departures_weekday": row["week"],
                "departures_saturday": row["sat"],
                "departures_sunday": row["sun"],
                "wheelchair": {"1": True, "2": False}.get(row["wheelchair_boarding"] or ""),
                "zone": row["zone_id"],
                "geom": _wkb.point(row["lon"], row["lat"]),
                "_row": row["line"],
            }
        )


_STOP_KINDS = {"0": "stop", "1": "station", "2": "entrance", "3": "node", "4": "boarding_area"}


def _lines(database: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    ways = {**_ways(database, gtfs_sql.STOPS_OF_ROUTE), **_ways(database, gtfs_sql.SHAPE_OF_ROUTE)}
    for row in _rows(database, gtfs_sql.ROUTE_ROWS):
        geometry = ways.get(row["route_id"])
        if geometry is None:
            sheet.ledger.flag(row["line"], "gtfs.line-way", reason("gtfs.line-way", row["route_id"]), "geom")
        sheet.add(
            {
                "route_id": row["route_id"],
                "name": row["route_short_name"] or row["route_long_name"] or row["route_id"],
                "long_name": row["route_long_name"],
                "mode": mode_of(row["route_type"]),
                "type": int(row["route_type"]) if (row["route_type"] or "").isdecimal() else None,
                "colour": _colour(row["route_color"]),
                "text_colour": _colour(row["route_text_color"]),
                "agency": row["agency_name"],
                "description": row["route_desc"],
                "trips": row["trips"],
                "geom": geometry,
                "_row": row["line"],
            }
        )


def _colour(value: str | None) -> str | None:
    plain = (value or "").removeprefix("#")
    whole = len(plain) == 6 and all(sign in "0123456789abcdefABCDEF" for sign in plain)
    return f"#{plain.lower()}" if whole else None


def _ways(database: duckdb.DuckDBPyConnection, query: str) -> dict[str, bytes]:
    """Give each route's line; positions that repeat fall together, and a line needs two of them."""
    found: dict[str, list[_wkb.Pair]] = {}
    cursor = database.execute(query)
    while rows := cursor.fetchmany(10_000):
        for route_id, lon, lat in rows:
            if lon is None or lat is None:
                continue
            pairs = found.setdefault(route_id, [])
            if not pairs or pairs[-1] != (lon, lat):
                pairs.append((lon, lat))
    return {route_id: _wkb.line(pairs) for route_id, pairs in found.items() if len(pairs) > 1}


def _notices(database: duckdb.DuckDBPyConnection, report: Report) -> None:
    zones = [row[0] for row in database.execute("SELECT DISTINCT agency_timezone FROM agency").fetchall() if row[0]]
    if zones:
        report.guess(
            Guess(
                "gtfs.timezone",
                Text(
                    f"Abfahrten sind Ortszeit ({zones[0]}), in Sekunden nach Mitternacht des Betriebstages.",
                    f"Departures are local time ({zones[0]}), in seconds after midnight of the day of service.",
                ),
                1.0,
                value=zones[0],
            )
        )
    if database.execute("SELECT count(*) FROM frequencies").fetchall()[0][0]:
        report.guess(
            Guess(
                "gtfs.frequencies",
                Text(
                    "Fahrten im festen Takt (frequencies.txt) stehen nur mit ihrer ersten Abfahrt in den Daten.",
                    "Trips at a fixed interval (frequencies.txt) appear with their first departure only.",
                ),
                1.0,
            )
        )
    if not database.execute("SELECT count(*) FROM service").fetchall()[0][0]:
        report.guess(
            Guess(
                "gtfs.no-days",
                Text(
                    "Der Fahrplan nennt keine Verkehrstage. Welche Fahrt wann verkehrt, bleibt offen.",
                    "The timetable names no days of service. When a trip runs stays open.",
                ),
                1.0,
            )
        )


KIND = GtfsKind()
