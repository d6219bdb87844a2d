"""Reads one MQTT message with its mapping: values with station, series and time, or the reason why not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from stadtkern.data.gather.kinds.mqtt import PATH_SEPARATOR, PLAIN, Message, MessageMapping, ValueMapping
from stadtkern.data.gather.model import StreamSpec
from stadtkern.data.harmonise.missing import is_missing
from stadtkern.data.harmonise.numbers import parse_number
from stadtkern.data.harmonise.places import plausible
from stadtkern.data.harmonise.refused import Refused, quote, refuse
from stadtkern.data.harmonise.times import parse_time, time_guess

MAXIMUM_PAYLOAD = 256 * 1024
MAXIMUM_TEXT = 10_000
EXACT = 2**53
ISO = "YYYY-MM-DD HH:mm"
# A clock may be a little fast; a day ahead it is wrong.
AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LiveValue:
    """One value of a message. ``number`` and ``value`` as in the lake; ``timed``: the message itself says when."""

    spec: StreamSpec
    time: datetime
    number: float | None
    value: str | None
    flag: str | None = None
    timed: bool = False


def read_message(mapping: MessageMapping, message: Message) -> list[LiveValue]:
    """Give the values of a message. Raises Refused with the reason when it cannot be read."""
    if len(message.payload) > MAXIMUM_PAYLOAD:
        raise refuse("mqtt.too-big", "Die Nachricht ist größer als 256 kB.", "The message is larger than 256 kB.")
    text = _text(message.payload)
    data: Any = text if mapping.format == PLAIN else _json(text)
    levels = message.topic.split("/")
    if message.retained and not mapping.time_path:
        raise refuse(
            "mqtt.retained",
            "Der Broker hat diese Nachricht aufbewahrt, und sie sagt nicht, von wann sie ist.",
            "The broker had kept this message, and it does not say when it is from.",
        )
    time, flag = _time(mapping, data, message)
    station, station_id = _station(mapping, data, levels)
    place = _place(mapping, data)
    found: list[LiveValue] = []
    for one in mapping.values or (ValueMapping(""),):
        raw = inside(data, one.path) if one.path else data
        if raw is None or (isinstance(raw, str) and is_missing(raw)):
            continue
        number, value = columns(raw)
        name = one.name or _level(mapping.name_level, levels) or one.path.rpartition(PATH_SEPARATOR)[2] or levels[-1]
        spec = StreamSpec(
            station=station,
            name=name,
            unit=one.unit,
            station_id=station_id,
            observed=one.observed or name,
            longitude=place[0] if place else None,
            latitude=place[1] if place else None,
        )
        found.append(LiveValue(spec, time, number, value, flag, bool(mapping.time_path)))
    if not found:
        raise refuse(
            "mqtt.no-value",
            "In der Nachricht steht keiner der Werte, nach denen gesucht wird.",
            "The message holds none of the values that are looked for.",
        )
    return found


def _text(payload: bytes) -> str:
    try:
        return payload.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise refuse(
            "mqtt.encoding", "Die Nachricht ist kein Text in UTF-8.", "The message is no UTF-8 text."
        ) from error


def _json(text: str) -> Any:
    def no(constant: str) -> Any:
        raise ValueError(constant)

    try:
        return json.loads(text, parse_constant=no)
    except (ValueError, RecursionError) as error:
        raise refuse(
            "mqtt.json", f"Die Nachricht ist kein JSON: „{quote(text)}“", f"The message is not JSON: “{quote(text)}”"
        ) from error


def inside(data: Any, path: str) -> Any:
    """Follow a path into JSON; None where it leads nowhere."""
    for name in path.split(PATH_SEPARATOR):
        if isinstance(data, dict):
            data = data.get(name)
        elif isinstance(data, list) and name.isdigit() and int(name) < len(data):
            data = data[int(name)]
        else:
            return None
    return data


def leaves(data: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Give every single value in JSON with its path; what is nested deeper than eight levels is left out."""
    if depth > 8:
        return
    if isinstance(data, dict):
        for name, value in data.items():
            if PATH_SEPARATOR not in name:
                yield from leaves(value, f"{path}{PATH_SEPARATOR}{name}" if path else name, depth + 1)
    elif isinstance(data, list):
        for place, value in enumerate(data[:20]):
            yield from leaves(value, f"{path}{PATH_SEPARATOR}{place}" if path else str(place), depth + 1)
    elif data is not None:
        yield path, data


def columns(raw: Any) -> tuple[float | None, str | None]:
    """Give number and JSON of a value: JSON stands only where the number alone would not come back as it was."""
    if isinstance(raw, str):
        try:
            raw = parse_number(raw)
        except Refused:
            if len(raw) > MAXIMUM_TEXT:
                raise refuse("mqtt.too-big", "Ein Text ist zu lang.", "A text is too long.") from None
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        return None, json.dumps(raw, ensure_ascii=False)
    if isinstance(raw, int) and abs(raw) > EXACT:
        return (float(raw) if raw.bit_length() < 1000 else None), str(raw)
    return float(raw), None


def _time(mapping: MessageMapping, data: Any, message: Message) -> tuple[datetime, str | None]:
    if not mapping.time_path:
        return message.arrived, None
    raw = inside(data, mapping.time_path)
    if raw is None:
        raise refuse(
            "mqtt.no-time",
            f"In der Nachricht fehlt die Zeit („{quote(mapping.time_path)}“).",
            f"The message lacks the time (“{quote(mapping.time_path)}”).",
        )
    found = parse_time(str(raw), time_guess(mapping.time_format or ISO), mapping.timezone)
    if found.start > message.arrived + AHEAD:
        raise refuse(
            "mqtt.future",
            f"Die Zeit „{quote(str(raw))}“ liegt in der Zukunft. Geht die Uhr des Sensors richtig?",
            f"The time “{quote(str(raw))}” is in the future. Is the sensor's clock right?",
        )
    return found.start, found.flag


def _station(mapping: MessageMapping, data: Any, levels: list[str]) -> tuple[str, str | None]:
    """Give the station's name and id: a topic's level is both, a path in the message too."""
    by_level = _level(mapping.station_level, levels)
    if by_level is not None:
        return mapping.station or by_level, by_level
    if mapping.station_path:
        raw = inside(data, mapping.station_path)
        if raw is None or isinstance(raw, (dict, list)) or not str(raw).strip():
            raise refuse(
                "mqtt.no-station",
                f"In der Nachricht fehlt die Station („{quote(mapping.station_path)}“).",
                f"The message lacks the station (“{quote(mapping.station_path)}”).",
            )
        return str(raw)[:200], str(raw)[:200]
    return mapping.station or "/".join(levels)[:200], None


def _level(level: int | None, levels: list[str]) -> str | None:
    if level is None:
        return None
    if not -len(levels) <= level < len(levels) or not levels[level]:
        raise refuse(
            "mqtt.topic",
            f"Das Thema hat keine Ebene {level + 1}: „{quote('/'.join(levels))}“.",
            f"The topic has no level {level + 1}: “{quote('/'.join(levels))}”.",
        )
    return levels[level][:200]


def _place(mapping: MessageMapping, data: Any) -> tuple[float, float] | None:
    if not (mapping.longitude_path and mapping.latitude_path):
        return None
    lon, lat = inside(data, mapping.longitude_path), inside(data, mapping.latitude_path)
    if isinstance(lon, bool) or isinstance(lat, bool):
        return None
    if isinstance(lon, (int, float)) and isinstance(lat, (int, float)) and plausible(lon, lat):
        return float(lon), float(lat)
    return None
