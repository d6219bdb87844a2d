"""Proposes from some messages what all of them mean, and says what of it is guessed and how surely."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from stadtkern.data.gather.kinds.mqtt import JSON, PATH_SEPARATOR, PLAIN, Message, MessageMapping, ValueMapping
from stadtkern.data.gather.kinds.mqtt_read import leaves
from stadtkern.data.gather.model import Guess
from stadtkern.data.harmonise.numbers import is_number
from stadtkern.data.harmonise.times import guess_time
from stadtkern.data.harmonise.units import unit_of, unit_of_symbol
from stadtkern.town.text import Text

_TIME = re.compile(
    r"^(time|timestamp|ts|zeit|zeitpunkt|datum|date|datetime|received_at|measured_?at|phenomenontime)$", re.IGNORECASE
)
_STATION = re.compile(
    r"^(station|station_?id|device|device_?id|dev_?eui|sensor|sensor_?id|node|node_?id|id|name|standort|messstelle)$",
    re.IGNORECASE,
)
_LONGITUDE = re.compile(r"^(lon|lng|long|longitude|länge|laenge|längengrad|laengengrad)$", re.IGNORECASE)
_LATITUDE = re.compile(r"^(lat|latitude|breite|breitengrad)$", re.IGNORECASE)
_VALUE = re.compile(r"^(value|wert|val|result|messwert|reading)$", re.IGNORECASE)
_UNIT = re.compile(r"^(unit|einheit|uom)$", re.IGNORECASE)
_NOT_MEASURED = re.compile(r"^(rssi|snr|f_?cnt|f_?port|battery|seq|sequence|counter|qos|version|index)$", re.IGNORECASE)
_MEASURED = re.compile(
    r"temp|humid|feucht|press|druck|pm\d|pm_|co2|no2|o3|ozon|noise|lärm|laerm|schall|level|pegel|stand|wind|rain|regen|"
    r"niederschlag|count|anzahl|zahl|speed|geschwind|power|leistung|energy|energie|light|licht|lux|volt|strom|soil|boden|"
    r"belegt|occup|frei|free",
    re.IGNORECASE,
)


def propose(messages: Sequence[Message]) -> tuple[MessageMapping, list[Guess]]:
    """Give a mapping for messages like these, and the guesses it holds."""
    documents = [document for message in messages if (document := _document(message)) is not None]
    topics = [message.topic.split("/") for message in messages]
    if documents and len(documents) * 2 >= len(messages):
        return _from_json(documents, topics)
    return _from_plain(topics)


def _document(message: Message) -> Any:
    try:
        found = json.loads(message.payload)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, (dict, list)) else None


def _from_plain(topics: Sequence[list[str]]) -> tuple[MessageMapping, list[Guess]]:
    """A payload that is the value: the topic says station and series."""
    guesses = [_guess("mqtt.arrival", 0.9, "Als Zeit gilt die Ankunft der Nachricht.", "The time is that of arrival.")]
    station, name, sure = _levels(topics)
    said = topics[0][name] if topics and name is not None else ""
    unit = unit_of(said) if said else None
    mapping = MessageMapping(
        format=PLAIN,
        values=(ValueMapping("", unit=unit.ucum if unit is not None and _all_same(topics, name) else ""),),
        station_level=station,
        name_level=name,
    )
    guesses.append(_topic_guess(station, name, sure))
    return mapping, guesses


def _levels(topics: Sequence[list[str]]) -> tuple[int | None, int | None, float]:
    """Tell which level of the topic names the station and which the series."""
    if not topics:
        return None, None, 0.3
    depth = min(len(levels) for levels in topics)
    if depth == 1:
        return None, 0, 0.6
    changing = [at for at in range(depth) if len({levels[at] for levels in topics}) > 1]
    measured = [at for at in range(depth) if all(_MEASURED.search(levels[at]) for levels in topics)]
    if measured:
        name = measured[-1]
        others = [at for at in changing if at != name] or [at for at in range(depth) if at != name]
        return others[-1], name, 0.9
    if len(changing) >= 2:
        return changing[-2], changing[-1], 0.7
    return depth - 2, depth - 1, 0.6


def _all_same(topics: Sequence[list[str]], level: int | None) -> bool:
    return level is not None and len({levels[level] for levels in topics}) == 1


def _from_json(documents: Sequence[Any], topics: Sequence[list[str]]) -> tuple[MessageMapping, list[Guess]]:
    seen: dict[str, list[Any]] = {}
    for document in documents:
        for path, value in leaves(document):
            seen.setdefault(path, []).append(value)
    guesses: list[Guess] = []
    time_path, time_format = _time(seen, guesses)
    longitude = _first(seen, _LONGITUDE, _is_number)
    latitude = _first(seen, _LATITUDE, _is_number)
    station_path = _first(seen, _STATION, lambda value: isinstance(value, (str, int)) and not isinstance(value, bool))
    used = {time_path, longitude, latitude, station_path}
    values = _values(seen, used)
    station_level, name_level = None, None
    if not station_path:
        station_level, name_level = _topic_roles(topics, values, guesses)
    else:
        guesses.append(
            _guess(
                "mqtt.station", 0.8, f"Die Station steht in „{station_path}“.", f"The station is in “{station_path}”."
            )
        )
    if len(values) == 1 and name_level is not None:
        values = (ValueMapping(values[0].path, "", values[0].unit, ""),)
    shown = ", ".join(one.path for one in values)
    guesses.append(_guess("mqtt.values", 0.8 if values else 0.2, f"Werte sind: {shown}.", f"Values are: {shown}."))
    mapping = MessageMapping(
        format=JSON,
        values=values,
        station_level=station_level,
        station_path=station_path,
        name_level=name_level,
        time_path=time_path,
        time_format=time_format,
        longitude_path=longitude if latitude else "",
        latitude_path=latitude if longitude else "",
    )
    return mapping, guesses


def _topic_roles(
    topics: Sequence[list[str]], values: Sequence[ValueMapping], guesses: list[Guess]
) -> tuple[int | None, int | None]:
    if not topics:
        return None, None
    station, name, sure = _levels(topics)
    generic = len(values) == 1 and _VALUE.match(values[0].path.rpartition(PATH_SEPARATOR)[2]) is not None
    if not generic:
        # The message names its series itself; the topic then ends in the station, unless other levels change.
        depth = min(len(levels) for levels in topics)
        changing = [at for at in range(depth) if len({levels[at] for levels in topics}) > 1]
        station, name, sure = (changing[-1] if changing else depth - 1), None, 0.8 if changing else 0.6
    guesses.append(_topic_guess(station, name, sure))
    return station, name


def _time(seen: dict[str, list[Any]], guesses: list[Guess]) -> tuple[str, str]:
    for path, values in seen.items():
        name = path.rpartition(PATH_SEPARATOR)[2]
        if not _TIME.match(name) or isinstance(values[0], bool):
            continue
        found = guess_time([str(value) for value in values], name)
        if found is not None:
            text = Text(f"Die Zeit steht in „{path}“ ({found.format}).", f"The time is in “{path}” ({found.format}).")
            guesses.append(Guess("mqtt.time", text, found.sure, path, found.format))
            if not found.has_offset and "poch" not in found.format:
                zone = Text(
                    "Zeiten ohne Zeitzone gelten als deutsche Zeit.", "Times without a zone are taken as German time."
                )
                guesses.append(Guess("mqtt.zone", zone, 0.6))
            return path, found.format
    guesses.append(
        _guess("mqtt.arrival", 0.8, "Als Zeit gilt die Ankunft der Nachricht.", "The time is that of arrival.")
    )
    return "", ""


def _first(seen: dict[str, list[Any]], name: re.Pattern[str], fits: Any) -> str:
    for path, values in seen.items():
        if name.match(path.rpartition(PATH_SEPARATOR)[2]) and all(fits(value) for value in values):
            return path
    return ""


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _values(seen: dict[str, list[Any]], used: set[str]) -> tuple[ValueMapping, ...]:
    found: list[ValueMapping] = []
    for path, values in seen.items():
        name = path.rpartition(PATH_SEPARATOR)[2]
        numeric = all(_is_number(value) or (isinstance(value, str) and is_number(value)) for value in values)
        if path in used or not numeric or _NOT_MEASURED.match(name) or _UNIT.match(name):
            continue
        unit = unit_of(name)
        beside = _unit_beside(seen, path) if _VALUE.match(name) else ""
        title = (unit.title if unit is not None else "") or name
        found.append(ValueMapping(path, title, beside or (unit.ucum if unit is not None else ""), title))
    return tuple(found)


def _unit_beside(seen: dict[str, list[Any]], path: str) -> str:
    parent = path.rpartition(PATH_SEPARATOR)[0]
    for other, values in seen.items():
        if other.rpartition(PATH_SEPARATOR)[0] == parent and _UNIT.match(other.rpartition(PATH_SEPARATOR)[2]):
            said = {str(value) for value in values}
            known = unit_of_symbol(next(iter(said))) if len(said) == 1 else None
            return known.ucum if known is not None else ""
    return ""


def _topic_guess(station: int | None, name: int | None, sure: float) -> Guess:
    parts_de = [f"Ebene {station + 1} des Themas ist die Station"] if station is not None else []
    parts_en = [f"level {station + 1} of the topic is the station"] if station is not None else []
    if name is not None:
        parts_de.append(f"Ebene {name + 1} die Messreihe")
        parts_en.append(f"level {name + 1} the series")
    german, english = ", ".join(parts_de) or "Das Thema sagt nichts", ", ".join(parts_en) or "The topic says nothing"
    return _guess("mqtt.topic", sure, f"{german}.", f"{english[0].upper()}{english[1:]}.")


def _guess(code: str, sure: float, de: str, en: str) -> Guess:
    return Guess(code, Text(de, en), sure)
