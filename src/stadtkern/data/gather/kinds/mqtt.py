"""MQTT: which broker is listened to, which topics, and what their messages mean."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from stadtkern.data.harmonise.times import time_guess
from stadtkern.town.text import Text, problem

kind = "mqtt"
title = Text("Live-Werte (MQTT)", "Live values (MQTT)")

JSON = "json"
PLAIN = "plain"
PATH_SEPARATOR = "/"


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it came. ``arrived`` is UTC without offset; ``retained`` says that the broker had kept it."""

    topic: str
    payload: bytes
    arrived: datetime
    retained: bool = False


@dataclass(frozen=True, slots=True)
class ValueMapping:
    """One value in a message. ``path`` leads to it through JSON ("data/temp"); empty for a payload that is the value."""

    path: str
    name: str = ""
    unit: str = ""
    observed: str = ""


@dataclass(frozen=True, slots=True)
class MessageMapping:
    """What messages mean. Levels of the topic count from 0; paths go into JSON with "/" between.

    The station is what the level, the path or the fixed name says, in this order; likewise the series. Without a
    time path the time of arrival is taken.
    """

    format: str = JSON
    values: tuple[ValueMapping, ...] = ()
    station_level: int | None = None
    station_path: str = ""
    station: str = ""
    name_level: int | None = None
    time_path: str = ""
    time_format: str = ""
    timezone: str = "Europe/Berlin"
    longitude_path: str = ""
    latitude_path: str = ""


@dataclass(frozen=True, slots=True)
class MqttOptions:
    """How a broker is reached. The password stands in a file or an environment variable, never in the registry."""

    host: str
    topic: str = "#"
    port: int = 1883
    username: str = ""
    password_file: str = ""
    password_env: str = ""
    tls: bool = False
    qos: int = 1
    mapping: MessageMapping | None = field(default=None)

    def password(self) -> str | None:
        """Read the password. Raises ProblemError "mqtt.password" when it is not where it should be."""
        if self.password_env:
            found = os.environ.get(self.password_env)
            if found is None:
                raise problem(
                    "mqtt.password",
                    f"Die Umgebungsvariable {self.password_env} mit dem Passwort fehlt.",
                    f"The environment variable {self.password_env} with the password is missing.",
                )
            return found
        if self.password_file:
            try:
                return Path(self.password_file).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise problem(
                    "mqtt.password",
                    f"Die Datei {self.password_file} mit dem Passwort lässt sich nicht lesen.",
                    f"The file {self.password_file} with the password cannot be read.",
                ) from error
        return None

    def to_json(self) -> dict[str, Any]:
        """Give the shape in which a source keeps its options."""
        return asdict(self)


def options_from_json(data: dict[str, Any]) -> MqttOptions:
    """Read options as a source keeps them. Raises ProblemError "mqtt.options" with the reason."""
    known = {name: data[name] for name in MqttOptions.__dataclass_fields__ if name in data and name != "mapping"}
    given = data.get("mapping")
    try:
        options = MqttOptions(**known, mapping=mapping_from_json(given) if given else None)
    except (TypeError, ValueError, AttributeError, LookupError, OSError) as error:
        raise _wrong("die Angaben sind unvollständig", "the details are not complete") from error
    if not isinstance(options.host, str) or not options.host.strip():
        raise _wrong("es fehlt die Adresse des Brokers", "the broker's address is missing")
    if isinstance(options.port, bool) or not isinstance(options.port, int) or not 0 < options.port < 65_536:
        raise _wrong("der Port ist eine Zahl von 1 bis 65535", "the port is a number from 1 to 65535")
    if options.qos not in (0, 1, 2):
        raise _wrong("qos ist 0, 1 oder 2", "qos is 0, 1 or 2")
    if not isinstance(options.topic, str) or not topic_is_valid(options.topic):
        raise _wrong(
            "das Thema ist kein gültiges Muster wie „stadt/+/luft/#“",
            "the topic is no valid pattern like “town/+/air/#”",
        )
    return options


def mapping_from_json(data: dict[str, Any]) -> MessageMapping:
    """Read a mapping as a source keeps it. Raises TypeError or ValueError when it does not fit."""
    known = {name: data[name] for name in MessageMapping.__dataclass_fields__ if name in data and name != "values"}
    mapping = MessageMapping(**known, values=tuple(ValueMapping(**one) for one in data.get("values", ())))
    if mapping.format not in (JSON, PLAIN):
        raise ValueError(mapping.format)
    if mapping.time_format:
        time_guess(mapping.time_format)
    ZoneInfo(mapping.timezone)
    return mapping


def topic_is_valid(pattern: str) -> bool:
    """Say whether MQTT allows a topic pattern: "+" and "#" stand alone in their level, "#" at the end."""
    levels = pattern.split("/")
    if not pattern or len(pattern.encode()) > 65_535 or "\0" in pattern:
        return False
    return all(
        ("+" not in one or one == "+") and ("#" not in one or (one == "#" and one is levels[-1])) for one in levels
    )


def _wrong(de: str, en: str) -> Exception:
    return problem(
        "mqtt.options",
        f"Die Quelle lässt sich nicht einrichten: {de}. Nichts wurde gespeichert.",
        f"The source cannot be set up: {en}. Nothing was stored.",
    )
