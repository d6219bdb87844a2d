"""The columns of a timetable's parts, and the names of its vehicles."""

from __future__ import annotations

from stadtkern.data.gather.model import Column, Role

STOPS = (
    Column("stop_id", "Kennung", "text", role=Role.ID),
    Column("name", "Name", "text", role=Role.NAME),
    Column("code", "Kurzzeichen", "text"),
    Column("parent", "Station", "text"),
    Column("platform", "Steig", "text"),
    Column("kind", "Art", "text"),
    Column("lines", "Linien", "text"),
    Column("departures_weekday", "Abfahrten montags bis freitags, je Tag", "number"),
    Column("departures_saturday", "Abfahrten samstags, je Tag", "number"),
    Column("departures_sunday", "Abfahrten sonntags, je Tag", "number"),
    Column("wheelchair", "Rollstuhlgerecht", "boolean"),
    Column("zone", "Tarifzone", "text"),
)
LINES = (
    Column("route_id", "Kennung", "text", role=Role.ID),
    Column("name", "Linie", "text", role=Role.NAME),
    Column("long_name", "Verlauf", "text"),
    Column("mode", "Verkehrsmittel", "text"),
    Column("type", "GTFS-Art", "integer"),
    Column("colour", "Farbe", "text"),
    Column("text_colour", "Schriftfarbe", "text"),
    Column("agency", "Betreiber", "text"),
    Column("description", "Beschreibung", "text"),
    Column("trips", "Fahrten", "integer"),
)
DEPARTURES = (
    Column("stop_id", "Haltestelle, Kennung", "text"),
    Column("station_id", "Station, Kennung", "text"),
    Column("stop_name", "Haltestelle", "text"),
    Column("line", "Linie", "text"),
    Column("headsign", "Ziel", "text"),
    Column("departure", "Abfahrt, Sekunden nach Mitternacht", "integer", "s"),
    Column("departure_text", "Abfahrt", "text"),
    Column("platform", "Steig", "text"),
    Column("boarding", "Einstieg möglich", "boolean"),
    Column("position", "Halt Nummer", "integer"),
    Column("route_id", "Linie, Kennung", "text"),
    Column("trip_id", "Fahrt, Kennung", "text"),
    Column("service_id", "Verkehrstage, Kennung", "text"),
)
SERVICES = (
    Column("service_id", "Verkehrstage, Kennung", "text"),
    Column("date", "Tag", "date"),
    Column("weekday", "Wochentag (1 Montag bis 7 Sonntag)", "integer"),
)

_MODES = {
    0: "tram", 1: "subway", 2: "rail", 3: "bus", 4: "ferry", 5: "cable_tram", 6: "gondola", 7: "funicular",
    11: "trolleybus", 12: "monorail",
}  # fmt: skip
# The extended types (hundreds) that German feeds use.
_EXTENDED = {
    1: "rail", 2: "coach", 3: "rail", 4: "subway", 5: "subway", 6: "subway", 7: "bus", 8: "trolleybus", 9: "tram",
    10: "ferry", 11: "air", 12: "ferry", 13: "gondola", 14: "funicular", 15: "taxi",
}  # fmt: skip


def mode_of(route_type: str | None) -> str | None:
    """Name the vehicle of a GTFS route type, plain (0 to 12) or extended (100 to 1599); None where it is neither."""
    if not route_type or not route_type.isdecimal():
        return None
    number = int(route_type)
    return _MODES.get(number) or _EXTENDED.get(number // 100)
