"""What column headers say: words for roles, and station, lane and id inside one header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stadtkern.data.gather.model import Role
from stadtkern.data.harmonise.names import ascii_text, tidy

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def plain(header: str) -> str:
    """Give a header as lower-case ASCII words with single spaces: "geoBreite_WGS84" is "geo breite wgs 84"."""
    return _NOT_WORD.sub(" ", _CAMEL.sub(" ", ascii_text(tidy(header))).lower()).strip()


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


_STATION = (
    r"(?:mess|zaehl|klima|wetter|pegel|luft)?(?:station|stelle|standort|punkt)(?:en)?|messort|sensor|device|geraet|site|"
    r"counter|pegel|zaehler|gauge|thing|location"
)
# "Station Rathaus" is about "Rathaus"; "Wetterstation Rathaus" and "Pegel Rathaus" are names.
_BARE_LABELS = frozenset({"station", "messstelle", "messstation", "zaehlstelle", "standort", "objekt", "sensor"})
_LONGEST_TITLE = 120
_PLACE = (
    r"gemeinde|stadtteil|ortsteil|stadtbezirk|bezirk|kreis|landkreis|quartier|ort|stadt|haltestelle|region|land|gebiet"
)
# What a town owns and measures; in statistics the same words may count ("Jahr;Gebäude;Wohnungen").
_FACILITY = (
    r"parkplaetze|parkplatz|parkhaus|parkierungsanlage|gebaeude|liegenschaft(?:en)?|objekt|anlage|einrichtung|"
    r"bauwerk|betriebsstaette|facility|building|car park|parking|asset"
)
_ID = r"id|nr|no|nummer|number|code|kennung|key|schluessel|kuerzel"

_BY_ROLE: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.AGS, _words(r"ags(?: \d+)?", r"gemeindeschluessel", r"amtlicher gemeindeschluessel", r"gem ags", r"ags 8")),
    (Role.ARS, _words(r"ars(?: \d+)?", r"rs", r"regionalschluessel", r"amtlicher regionalschluessel")),
    (
        Role.LATITUDE,
        _words(r"(?:geo |wgs ?84 |pos |koord )?(?:lat|latitude|breite|breitengrad|geobreite)(?: wgs ?84| grad| deg)?"),
    ),
    (
        Role.LONGITUDE,
        _words(
            r"(?:geo |wgs ?84 |pos |koord )?(?:lon|lng|long|longitude|laenge|laengengrad|geolaenge)(?: wgs ?84| grad| deg)?"
        ),
    ),
    (
        Role.EASTING,
        _words(
            r"(?:utm |gk |etrs ?\d* )?(?:x|e|ost|ostwert|rechtswert|rechts|rw|easting|east|xcoord|x coord\w*|x koord\w*|"
            r"koord\w* x|x wert|geom x|point x|coord x)(?: utm ?\d*n?| gk ?\d*| etrs ?\d*| wgs ?84| epsg| 25832| 25833| m)*"
        ),
    ),
    (
        Role.NORTHING,
        _words(
            r"(?:utm |gk |etrs ?\d* )?(?:y|n|nord|nordwert|hochwert|hoch|hw|northing|north|ycoord|y coord\w*|y koord\w*|"
            r"koord\w* y|y wert|geom y|point y|coord y)(?: utm ?\d*n?| gk ?\d*| etrs ?\d*| wgs ?84| epsg| 25832| 25833| m)*"
        ),
    ),
    (
        Role.GEOMETRY,
        _words(r"(?:the )?geom(?:etry|etrie)?", r"wkt(?: geom)?", r"geom wkt", r"shape", r"geo point(?: \d?d?)*"),
    ),
    (
        Role.TIME_END,
        _words(
            r"(?:zeit |datum |date |time )?(?:bis|ende|end|to|until)(?: zeit| datum| date| time)?", r"endzeit|enddatum"
        ),
    ),
    (
        Role.TIME,
        _words(
            r"(?:mess |zaehl |erhebungs )?(?:zeit|datum|zeitpunkt|zeitstempel|date ?time|timestamp|date|time|uhrzeit|tag|"
            r"monat|jahr|year|month|day|stunde|messzeit\w*|messdatum|zaehldatum|erhebungsdatum|berichtsjahr|stichtag|"
            r"erhebungsjahr|phenomenontime|phenomenon time|result ?time|observed at|created at|zeitraum|periode|quartal)"
            r"(?: utc| lokal| local| mez| mesz| cet| iso| von| beginn| start)*",
            r"(?:von|beginn|start|from)(?: zeit| datum| date| time)?",
            r"(?:datum|date|tag) (?:und |u |and )?(?:uhr ?zeit|zeit|time)",
        ),
    ),
    (Role.UNIT, _words(r"(?:mass |mess )?einheit(?:en)?", r"masseinheit|messeinheit", r"units?", r"uom")),
    (
        Role.LANE,
        _words(
            r"(?:mess )?parameter(?: name)?",
            r"messgroesse|komponente|schadstoff|stoff|kenngroesse|kennzahl|groesse",
            r"variable|indikator|indicator|merkmal|observed property|property|phenomenon|datastream|element",
            r"spur|lane|fahrspur|kanal|channel|richtung|fahrtrichtung|direction",
        ),
    ),
    (Role.STATION, _words(rf"(?:{_STATION})(?: name| bezeichnung)?", rf"(?:name|bezeichnung) (?:der )?(?:{_STATION})")),
    (Role.VALUE, _words(r"(?:mess )?werte?|messwerte?|value|result|ergebnis|zaehlwert|reading|measurement")),
    (Role.STATUS, _words(r"status|flag|qualitaet|quality|gueltigkeit|guete|validity|valid|pruefstatus")),
    (Role.NAME, _words(r"name|bezeichnung|titel|title")),
    (Role.ID, _words(rf"(?:{_ID}|object ?id|fid|gid|oid|uuid|guid|lfd ?nr|ogc fid)", r".* (?:id|uuid)", r"\w+id")),
)

_STATION_ID = re.compile(rf"(?:{_STATION})s?(?:en)? ?(?:{_ID})|(?:{_ID}) (?:der )?(?:{_STATION})")
_FACILITY_NAME = re.compile(
    rf"(?:{_FACILITY}) ?s?(?:name|bezeichnung)?|(?:name|bezeichnung) (?:der |des )?(?:{_FACILITY})s?"
)
_FACILITY_ID = re.compile(rf"(?:{_FACILITY})(?:s|en|n)? ?(?:{_ID})")
_ABOVE_STATION = re.compile(rf"(?:{_STATION}|{_FACILITY})(?: ?name| bezeichnung)?\b")
_ABOVE_ASIDE = re.compile(
    r"(?:stand|datum|quelle|herausgeber|erstellt|erzeugt|export|abruf|abgerufen|zeitraum|einheit|seite|hinweis|"
    r"bemerkung|lizenz|kontakt|source|created|exported|generated|period|units?|page|notes?|licen[cs]e)\b"
)
_PLACE_NAME = re.compile(rf"(?:{_PLACE})(?: name)?|(?:name|bezeichnung)")
_TOTAL = re.compile(r"\b(?:gesamt|insgesamt|summe|total|sum|alle)\b")
_STATUS_END = re.compile(
    r"^(.*?)[\s_.:-]*\(?(status|flag|quality|qualitaet|qualität|gültigkeit|güte|qc)\)?$", re.IGNORECASE
)
_STATUS_START = re.compile(r"^(status|flag|quality|qualität|qc)[\s_.:-]+(.+)$", re.IGNORECASE)
_WITH_ID = re.compile(r"^([A-Za-z]{0,4}[-_]?\d{3,}[\w.:-]*)\s*[(:–-]\s*(.+?)\s*$")
_YEAR = re.compile(r"^(?:jahr |stand |year )?((?:19|20)\d{2})$", re.IGNORECASE)
_DAY_HEADER = re.compile(
    r"^(?:stand |am )?(\d{1,2}\.\d{1,2}\.(?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}(?:-\d{2})?)$", re.IGNORECASE
)


def role_of(header: str) -> Role | None:
    """Say which role a header names by its words alone, or None."""
    found = _role_of_words(plain(header))
    if found is None and "." in header and " " not in header:
        # Nested records: "position.lat" is a latitude.
        found = _role_of_words(plain(header.rpartition(".")[2]))
    return found


def _role_of_words(words: str) -> Role | None:
    return next((role for role, pattern in _BY_ROLE if pattern.fullmatch(words)), None)


def names_station_id(header: str) -> bool:
    """Say whether a header names a station's id: "station_id", "Messstellennummer", "Zählstelle Nr"."""
    return _STATION_ID.fullmatch(plain(header)) is not None


def names_facility(header: str) -> bool:
    """Say whether a header names what a town runs: "Gebäude", "Parkplatz", "Name der Liegenschaft"."""
    return _FACILITY_NAME.fullmatch(plain(header)) is not None


def names_facility_id(header: str) -> bool:
    """Say whether a header names the number of what a town runs: "Objekt-Nr.", "Gebäude-ID"."""
    return _FACILITY_ID.fullmatch(plain(header)) is not None


def station_above(lines: Sequence[str]) -> str:
    """Give the station that a line above the table names: "Messstelle: Rathaus", "Pegel Lange Brücke"; else ""."""
    for line in lines:
        words = tidy(line)
        if _ABOVE_STATION.match(plain(words)) is None or len(words) > _LONGEST_TITLE:
            continue
        label, colon, named = words.partition(":")
        if colon:
            if role_of(label) is Role.STATION or names_facility(label):
                return named.strip()
        elif len(words.split()) > 1:
            first, _, rest = words.partition(" ")
            return rest.strip() if plain(first) in _BARE_LABELS else words
    return ""


def labels_above(cell: str) -> bool:
    """Say whether a cell labels the one beside it, as above a table: "Messstelle", "Stand:", "Quelle"."""
    words = plain(cell)
    return bool(_ABOVE_STATION.fullmatch(words) or _ABOVE_ASIDE.fullmatch(words))


def title_above(lines: Sequence[str]) -> str:
    """Give the line above the table that is its title; dates, sources and notes are none. "" where there is none."""
    for line in lines:
        words = tidy(line).strip(" ;,")
        if not re.search(r"[^\W\d_]{3}", words) or len(words) > _LONGEST_TITLE or words.startswith("#"):
            continue
        if _ABOVE_ASIDE.match(plain(words)) is None:
            return words
    return ""


def names_place(header: str) -> bool:
    """Say whether a header names what rows of a statistic are about: "Gemeinde", "Stadtteil", "Name"."""
    return _PLACE_NAME.fullmatch(plain(header)) is not None


def names_total(header: str) -> bool:
    """Say whether a header speaks of a sum: "Insgesamt", "Summe", "total"."""
    return _TOTAL.search(plain(header)) is not None


def time_in_header(header: str) -> str | None:
    """Give the year or day that a header consists of ("2019", "Stand 31.12.2019", "2024-05"), or None."""
    words = tidy(header)
    found = _YEAR.match(words) or _DAY_HEADER.match(words)
    return found[1] if found else None


@dataclass(frozen=True, slots=True)
class Labelled:
    """A header that carries an id and a name: "100031297 (Promenade (nördl. Salzstraße))"."""

    external_id: str
    label: str


def labelled(header: str) -> Labelled | None:
    """Take a header apart that carries an id and a name, or None."""
    found = _WITH_ID.match(tidy(header))
    if found is None:
        return None
    label = found[2]
    if tidy(header)[len(found[1]) :].lstrip().startswith("(") and label.endswith(")"):
        label = label[:-1]
    return Labelled(found[1], label.strip()) if label.strip() and not label.strip().isdigit() else None


def status_of(header: str, others: list[str]) -> str | None:
    """Give the header among ``others`` whose status this column holds ("101031297-status"), or None."""
    words = tidy(header)
    start = _STATUS_START.match(words)
    end = _STATUS_END.match(words)
    stem = start[2] if start else end[1] if end else ""
    if not stem:
        return None
    for other in others:
        known = labelled(other)
        if other != header and (tidy(other) == stem or (known is not None and known.external_id == stem)):
            return other
    close = [other for other in others if other != header and plain(other).startswith(plain(stem))]
    return close[0] if len(close) == 1 else None


def lane_name(station: str, label: str) -> str:
    """Give a lane's name without its station's: "Neutor stadteinwärts" at "Neutor" is "stadteinwärts"."""
    for prefix in (station, re.sub(r"\s*\(.*\)$", "", station)):
        rest = label[len(prefix) :]
        if prefix and label.startswith(prefix) and rest[:1] in " ,-:" and rest.strip(" ,-:"):
            label = rest.strip(" ,-:")
            break
    inner = re.fullmatch(r"\[(.*)\]", label)
    return inner[1].strip() if inner and inner[1].strip() else label


_COUNTED = (
    (
        "Radverkehr",
        re.compile(r"\b(?:fahrrad|fahrraeder|rad|raeder|radfahrer\w*|radverkehr|bikes?|bicycles?|cyclists?)\b"),
    ),
    ("Kraftverkehr", re.compile(r"\b(?:pkw|kfz|lkw|autos?|cars?|vehicles?|fahrzeuge|trucks?)\b")),
    ("Fußverkehr", re.compile(r"\b(?:fussgaenger\w*|fussverkehr|zu fuss|pedestrians?|personen|passanten)\b")),
)


def counted(label: str) -> str | None:
    """Say what a lane counts by its words: "Radverkehr", "Kraftverkehr", "Fußverkehr", or None."""
    words = plain(label)
    return next((name for name, pattern in _COUNTED if pattern.search(words)), None)
