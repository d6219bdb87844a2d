"""Why a feature is refused or doubtful, in both languages."""

from __future__ import annotations

from stadtkern.town.text import Text

_REASONS = {
    "geo.json-line": Text("Die Zeile ist kein gültiges JSON.", "The line is not valid JSON."),
    "geo.no-feature": Text("Der Eintrag ist kein Geoobjekt.", "The entry is not a feature."),
    "geo.geometry": Text("Die Geometrie lässt sich nicht lesen.", "The geometry cannot be read."),
    "geo.geometry-type": Text("Diese Art von Geometrie gibt es nicht.", "There is no such type of geometry."),
    "geo.coordinates": Text(
        "Die Koordinaten sind unvollständig oder keine Zahlen.", "The coordinates are incomplete or no numbers."
    ),
    "geo.line-short": Text("Eine Linie braucht mindestens zwei Punkte.", "A line needs at least two points."),
    "geo.ring-short": Text("Eine Fläche braucht mindestens drei Ecken.", "An area needs at least three corners."),
    "geo.ring-closed": Text(
        "Die Fläche war nicht geschlossen und wurde geschlossen.", "The area was not closed and was closed."
    ),
    "geo.no-geometry": Text(
        "Das Objekt hat keinen Ort. Seine übrigen Angaben wurden übernommen.",
        "The feature has no place. Its other values were kept.",
    ),
    "geo.repaired": Text(
        "Die Geometrie war ungültig (sie schneidet sich etwa selbst) und wurde repariert.",
        "The geometry was invalid (it crosses itself, say) and was repaired.",
    ),
    "geo.broken": Text(
        "Die Geometrie ist ungültig, und nach der Reparatur bliebe nichts übrig.",
        "The geometry is invalid, and nothing would remain after repair.",
    ),
    "geo.outside": Text(
        "Die Koordinaten liegen außerhalb dessen, was das Koordinatensystem beschreibt.",
        "The coordinates lie outside of what the coordinate system describes.",
    ),
    "geo.lost": Text(
        "Das Objekt ist in der Datei so fehlerhaft, dass es sich nicht lesen ließ.",
        "The feature is so faulty in the file that it could not be read.",
    ),
    "cell.too-long": Text(
        "Der Wert ist zu lang. Das Feld bleibt leer.", "The value is too long. The field stays empty."
    ),
}


def reason(code: str) -> Text:
    """Give the reason for a code."""
    return _REASONS[code]
