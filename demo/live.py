"""``python -m demo.live``: the town's sensors. They send by MQTT what they measure, and the car parks answer over HTTP.

Values come from the same curves as the files, so past and present are one story. What was measured while the town was
closed is sent first, with its own time, as loggers with a memory do.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer

import httpx
import paho.mqtt.client as mqtt

from demo import curves
from demo.parking import parking_server
from demo.sources import TOPICS

HOUR = timedelta(hours=1)
AN_INSTANT = timedelta(microseconds=1)
MEMORY = timedelta(days=14)
TICK_SECONDS = 5.0
RIVER_EVERY = timedelta(minutes=1)
PROBE_SECONDS, PROBES = 1.0, 30


@dataclass(frozen=True, slots=True)
class Reading:
    """One message: where it goes and what it says."""

    topic: str
    content: dict[str, float | str]


@dataclass(frozen=True, slots=True)
class Logger:
    """A device with a memory: how often it writes a value down, and the readings that it has of a moment.

    ``station`` and ``series`` name the datastream by which the town says how far it has heard. A value is ``whole``
    after that time: a counter's quarter of an hour when it is over, a temperature at once.
    """

    station: str
    series: str
    every: timedelta
    whole: timedelta
    readings: Callable[[datetime], list[Reading]]

    def moments(self, since: datetime, until: datetime) -> list[datetime]:
        """Give the moments it has written down after ``since`` and could tell of at ``until``."""
        first = curves.midnight(since.astimezone(curves.ZONE).date())
        return [one for one in curves.steps(first, until - self.whole + AN_INSTANT, self.every) if one > since]


def loggers(seed: int) -> list[Logger]:
    """Give the town's devices."""
    found = [
        Logger(name, "Gesamt", curves.QUARTER, curves.QUARTER, lambda moment, name=name: bicycles(seed, name, moment))  # type: ignore[misc]
        for name in curves.COUNTERS
    ]
    found.append(Logger("Marktplatz", "Lufttemperatur", HOUR, timedelta(), lambda moment: [air(seed, moment)]))
    found.append(Logger("Pegel Lange Brücke", "Wasserstand", HOUR, timedelta(), lambda moment: [river(seed, moment)]))
    return found


def bicycles(seed: int, station: str, moment: datetime) -> list[Reading]:
    """Give what a counter tells of the quarter of an hour from ``moment``: the whole and each lane."""
    one = curves.COUNTERS[station]
    counts = [curves.bicycles(seed, station, lane, moment) for lane in (0, 1)]
    named = zip(("Gesamt", *one.lanes), (sum(counts), *counts), strict=True)
    topic = f"{TOPICS['radverkehr']}/{one.whole}"
    return [Reading(f"{topic}/{lane}", {"zeit": _stamp(moment), "anzahl": count}) for lane, count in named]


def air(seed: int, moment: datetime, jitter: float = 0.0) -> Reading:
    """Give what the weather station tells; ``jitter`` is how far its sensors tremble from second to second."""

    def measured(value: float, what: str) -> float:
        return round(value + jitter * (curves.noise(seed, what, moment.timestamp()) - 0.5), 1)

    content: dict[str, float | str] = {
        "zeit": _stamp(moment),
        "temperatur": measured(curves.temperature(seed, moment), "t"),
        "feuchte": measured(curves.humidity(seed, moment), "h"),
        "pm25": max(0.0, measured(curves.particles(seed, moment), "p")),
    }
    return Reading(f"{TOPICS['luft-und-wetter']}/marktplatz", content)


def river(seed: int, moment: datetime) -> Reading:
    """Give what the gauge at the bridge tells."""
    content: dict[str, float | str] = {"zeit": _stamp(moment), "wasserstand": curves.river_level(seed, moment)}
    return Reading(f"{TOPICS['pegel']}/lange-bruecke", content)


class Sensors:
    """Sends the devices' readings to the town's broker."""

    def __init__(self, seed: int, mqtt_port: int, town: str) -> None:
        """Take the seed of the curves, the broker's port and the town's address, where one asks what it has heard."""
        self._seed = seed
        self._port = mqtt_port
        self._town = town
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="birkenfurt-sensoren")
        self._sent: dict[str, datetime] = {}
        self._river: datetime | None = None

    def run(self, stop: threading.Event) -> None:
        """Send what is missing, then what is measured, until ``stop`` is set."""
        while not stop.is_set():
            with contextlib.suppress(OSError):
                self._client.connect("127.0.0.1", self._port, keepalive=30)
                break
            stop.wait(PROBE_SECONDS)
        self._client.loop_start()
        try:
            for one in loggers(self._seed):
                self._catch_up(one, stop)
            while not stop.is_set():
                self._tick(datetime.now(UTC))
                stop.wait(TICK_SECONDS)
        finally:
            self._client.disconnect()
            self._client.loop_stop()

    def _catch_up(self, one: Logger, stop: threading.Event) -> None:
        """Send what the town has not heard yet. The first is sent until it has arrived: then somebody listens."""
        now = datetime.now(UTC)
        midnight = curves.midnight(now.astimezone(curves.ZONE).date()) - timedelta(seconds=1)
        since = max(self._heard(one) or midnight, now - MEMORY)
        missing = one.moments(since, now)
        for attempt in range(PROBES):
            if not missing or (attempt and (self._heard(one) or since) >= missing[0]):
                break
            self._publish(one.readings(missing[0]))
            if stop.wait(PROBE_SECONDS):
                return
        for moment in missing[1:]:
            self._publish(one.readings(moment))
        self._sent[one.station] = missing[-1] if missing else since

    def _tick(self, now: datetime) -> None:
        """Send what is measured now, and each counter's quarters that are over."""
        self._publish([air(self._seed, now.replace(microsecond=0), jitter=0.3)])
        if self._river is None or now - self._river >= RIVER_EVERY:
            self._river = now
            self._publish([river(self._seed, now.replace(microsecond=0))])
        for one in loggers(self._seed):
            if one.every is not curves.QUARTER:
                continue
            for moment in one.moments(self._sent.get(one.station, now), now):
                self._publish(one.readings(moment))
                self._sent[one.station] = moment

    def _publish(self, readings: Sequence[Reading]) -> None:
        for one in readings:
            self._client.publish(one.topic, json.dumps(one.content, ensure_ascii=False), qos=1)

    def _heard(self, one: Logger) -> datetime | None:
        """Ask the town until when it has a device's values; None when it does not say."""
        query = {"$filter": f"name eq '{one.series}' and Thing/name eq '{one.station}'", "$select": "phenomenonTime"}
        try:
            answer = httpx.get(f"{self._town}/sta/v1.1/Datastreams", params=query, timeout=10, trust_env=False)
            found = answer.raise_for_status().json()["value"]
            return datetime.fromisoformat(found[0]["phenomenonTime"].rpartition("/")[2])
        except (httpx.HTTPError, LookupError, ValueError):
            return None


def _stamp(moment: datetime) -> str:
    return moment.astimezone(curves.ZONE).isoformat(timespec="seconds")


@contextlib.contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[None]:
    """Let a server answer beside."""
    thread = threading.Thread(target=server.serve_forever, name="parking", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def main() -> None:
    """Run the sensors until Ctrl-C, or until whoever started them is gone."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--mqtt", type=int, required=True, help="port of the broker")
    words.add_argument("--parking", type=int, required=True, help="port on which the car parks answer")
    words.add_argument("--town", default="http://127.0.0.1:8000", help="address of the town")
    words.add_argument("--seed", type=int, default=7)
    given = words.parse_args()
    stop = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: stop.set())
    parent = os.getppid()

    def watch() -> None:
        while not stop.wait(2):
            if os.getppid() != parent:
                stop.set()

    threading.Thread(target=watch, daemon=True).start()
    with serving(parking_server(given.seed, given.parking)):
        Sensors(given.seed, given.mqtt, given.town).run(stop)


if __name__ == "__main__":
    main()
