"""Why a row of a timetable is refused or doubtful, in both languages."""

from __future__ import annotations

from stadtkern.data.harmonise.refused import quote
from stadtkern.town.text import Text

_REASONS = {
    "gtfs.stop-id": ("Die Haltestelle hat keine Kennung.", "The stop has no id."),
    "gtfs.stop-twice": ("Die Haltestelle {0} steht schon weiter oben.", "The stop {0} stands further up already."),
    "gtfs.stop-place": (
        "Die Haltestelle {0} hat keine brauchbaren Koordinaten.",
        "The stop {0} has no usable coordinates.",
    ),
    "gtfs.route-id": ("Die Linie hat keine Kennung.", "The route has no id."),
    "gtfs.route-twice": ("Die Linie {0} steht schon weiter oben.", "The route {0} stands further up already."),
    "gtfs.time-trip": ("Die Fahrt {0} gibt es im Fahrplan nicht.", "The timetable has no trip {0}."),
    "gtfs.time-stop": ("Die Haltestelle {0} gibt es im Fahrplan nicht.", "The timetable has no stop {0}."),
    "gtfs.time-position": (
        "Die Nummer des Haltes (stop_sequence) ist keine Zahl.",
        "The stop's number (stop_sequence) is not a number.",
    ),
    "gtfs.time-impossible": ("Die Uhrzeit {0} gibt es nicht.", "The time {0} does not exist."),
    "gtfs.time-missing": (
        "Der Halt hat keine Uhrzeit, und sie lässt sich aus den Nachbarn nicht berechnen (Fahrt {0}).",
        "The stop has no time, and its neighbours do not give one (trip {0}).",
    ),
    "gtfs.time-between": (
        "Der Halt hat keine Uhrzeit. Sie wurde zwischen den Nachbarn verteilt (Fahrt {0}).",
        "The stop has no time. It was spread between its neighbours (trip {0}).",
    ),
    "gtfs.time-backwards": (
        "Die Fahrt {0} fährt hier früher ab als an einem Halt davor.",
        "The trip {0} departs here earlier than at a stop before.",
    ),
    "gtfs.service-id": ("Der Verkehrstag hat keine Kennung.", "The day of service has no id."),
    "gtfs.service-dates": ("„{0}“ enthält kein gültiges Datum.", "“{0}” holds no valid date."),
    "gtfs.service-span": (
        "Der Zeitraum ist länger als zehn Jahre ({0}).",
        "The period is longer than ten years ({0}).",
    ),
    "gtfs.service-exception": (
        "Die Ausnahme ist weder 1 (fährt) noch 2 (fährt nicht): {0}.",
        "The exception is neither 1 (runs) nor 2 (does not run): {0}.",
    ),
    "gtfs.line-way": (
        "Für die Linie {0} lässt sich kein Weg zeichnen: Es gibt keine Fahrt mit zwei bekannten Haltestellen.",
        "No way can be drawn for the route {0}: there is no trip with two known stops.",
    ),
}


def reason(code: str, value: str | None) -> Text:
    """Give the reason for a code, with the value it is about."""
    german, english = _REASONS[code]
    shown = quote(value or "")
    return Text(german.format(shown), english.format(shown))
