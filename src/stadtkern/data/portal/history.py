"""The imports of a dataset as readers see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stadtkern.data.registry import public
from stadtkern.town.text import Text

KINDS = {
    "csv": Text("CSV-Datei", "CSV file"),
    "excel": Text("Excel-Datei", "Excel file"),
    "geofile": Text("Geodatei", "geodata file"),
    "gtfs": Text("Fahrplan (GTFS)", "timetable (GTFS)"),
    "osm": Text("OpenStreetMap", "OpenStreetMap"),
    "json": Text("JSON", "JSON"),
    "http": Text("Adresse im Netz", "address on the web"),
    "mqtt": Text("Live-Werte (MQTT)", "live values (MQTT)"),
    "sta": Text("Live-Werte (SensorThings)", "live values (SensorThings)"),
}
STATES = {
    "running": Text("läuft", "running"),
    "done": Text("fertig", "done"),
    "failed": Text("abgebrochen", "failed"),
    "undone": Text("zurückgenommen", "taken back"),
}


@dataclass(frozen=True, slots=True)
class Past:
    """One import."""

    facts: public.ImportFacts
    kind: Text
    state: Text
    when: datetime
    tone: str


def history(dataset: int | None, limit: int = 200) -> list[Past]:
    """Give the imports of a dataset, or of all, the newest first."""
    tones = {"done": "good", "failed": "bad", "running": "warn", "undone": "warn"}
    return [
        Past(
            one,
            KINDS.get(one.kind, Text(one.kind, one.kind)),
            STATES.get(one.state, Text(one.state, one.state)),
            one.finished or one.started,
            tones.get(one.state, ""),
        )
        for one in public.imports_of(dataset, limit=limit)
    ]
