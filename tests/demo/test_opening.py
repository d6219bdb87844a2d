"""``python -m demo`` as a newcomer uses it: it opens, says where and with which login, measures, and ends with Ctrl-C."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from demo import curves
from demo_town import DemoTown, demo_town, environment
from serving import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
OPEN_SECONDS, LIVE_SECONDS, END_SECONDS = 60, 90, 30
SEED = 7


class Demo:
    """The demo, running in a process of its own."""

    def __init__(self, folder: Path, *words: str) -> None:
        """Start it on a free port."""
        self.folder = folder
        self.address = f"http://127.0.0.1:{free_port()}"
        self.said = ""
        self.started = time.monotonic()
        port = self.address.rpartition(":")[2]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "demo", str(folder), "--port", port, *words],
            cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line

    def wait_for(self, is_so: Callable[[], Any], seconds: float, what: str) -> Any:
        """Wait until something is so, and give it."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            assert self.process.poll() is None, f"the demo ended:\n{self.said}"
            if found := is_so():
                return found
            time.sleep(0.2)
        raise AssertionError(f"{what} within {seconds} s:\n{self.said}")

    def opened(self) -> float:
        """Wait until it says that it is open; gives the seconds that took."""
        self.wait_for(lambda: "end with Ctrl-C\n\n" in self.said, OPEN_SECONDS, "the demo did not open")
        return time.monotonic() - self.started

    def get(self, path: str, **words: Any) -> httpx.Response:
        """Ask the town."""
        return httpx.get(self.address + path, timeout=30, trust_env=False, **words)

    def newest(self, station: str, series: str) -> datetime | None:
        """Give the time of a datastream's newest value."""
        query = {"$filter": f"name eq '{series}' and Thing/name eq '{station}'"}
        found = self.get("/sta/v1.1/Datastreams", params=query).json()["value"]
        return datetime.fromisoformat(found[0]["phenomenonTime"].rpartition("/")[2]) if found else None

    def reaches(self, station: str, series: str, least: datetime) -> None:
        """Wait until a datastream has a value of this time or later."""

        def there() -> bool:
            newest = self.newest(station, series)
            return newest is not None and newest >= least

        self.wait_for(there, LIVE_SECONDS, f"{station}, {series} did not go on")

    def processes(self) -> list[str]:
        """Give the command lines of the demo's processes and its children's."""
        listed = subprocess.run(["ps", "-ewwo", "args"], capture_output=True, text=True, check=True).stdout
        marks = str(self.folder), f"--town {self.address}"
        return [line for line in listed.splitlines() if any(mark in line for mark in marks)]

    def end(self) -> int:
        """Press Ctrl-C; gives the exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(END_SECONDS)
        self._reader.join(5)
        return code

    def close(self) -> None:
        """See to it that nothing is left, whatever happened."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(END_SECONDS)
        self._reader.join(5)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> DemoTown:
    """A town with sensors on ports of its own."""
    return demo_town(tmp_path_factory.mktemp("opening"), shared, own_ports=True)


@pytest.fixture(scope="module")
def demo(copy: DemoTown) -> Iterator[Demo]:
    """The demo, open."""
    one = Demo(copy.folder)
    try:
        one.opened()
        yield one
    finally:
        one.close()


def test_it_prints_its_address_and_a_login_that_works(demo: Demo, copy: DemoTown) -> None:
    """What it prints is all one needs."""
    assert demo.address in demo.said
    login = re.search(r"verwaltung / (\S+)", demo.said)
    assert login is not None
    assert login[1] == copy.password
    assert "Birkenfurt" in demo.get("/").text
    with httpx.Client(base_url=demo.address, timeout=30, trust_env=False, follow_redirects=True) as browser:
        form = browser.get("/sign-in/")
        assert form.status_code == 200
        token = browser.cookies["csrftoken"]
        answer = browser.post(
            "/sign-in/",
            data={"username": "verwaltung", "password": login[1], "csrfmiddlewaretoken": token},
            headers={"Referer": demo.address},
        )
        assert answer.status_code == 200
        assert browser.cookies.get("sessionid")


def test_counters_go_on_where_their_files_end(demo: Demo) -> None:
    """In the same datastreams: each quarter of an hour that is over, at its moment, once."""
    now = datetime.now(UTC)
    last = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) - curves.QUARTER
    for station, counter in curves.COUNTERS.items():
        for series in ("Gesamt", *counter.lanes):
            demo.reaches(station, series, last)
        wish = {
            "$filter": f"Datastream/name eq '{counter.lanes[0]}' and Datastream/Thing/name eq '{station}'",
            "$orderby": "phenomenonTime desc",
            "$top": "100",
        }
        found = demo.get("/sta/v1.1/Observations", params=wish).json()["value"]
        times = [datetime.fromisoformat(one["phenomenonTime"]) for one in found]
        assert times == [times[0] - curves.QUARTER * place for place in range(100)]
        assert [one["result"] for one in found] == [curves.bicycles(SEED, station, 0, one) for one in times]


def test_air_and_river_are_measured_now(demo: Demo) -> None:
    """The newest value is of this minute, and near what the curve says."""
    begun = datetime.now(UTC)
    demo.reaches("Marktplatz", "Lufttemperatur", begun)
    demo.reaches("Pegel Lange Brücke", "Wasserstand", begun - timedelta(minutes=2))
    wish = {
        "$filter": "Datastream/name eq 'Lufttemperatur'", "$orderby": "phenomenonTime desc", "$top": "1",
    }  # fmt: skip
    (newest,) = demo.get("/sta/v1.1/Observations", params=wish).json()["value"]
    moment = datetime.fromisoformat(newest["phenomenonTime"])
    assert newest["result"] == pytest.approx(curves.temperature(SEED, moment), abs=0.3)


def test_car_parks_are_asked_over_http(demo: Demo) -> None:
    """The schedule fetches the parking guidance's JSON; it goes on where the file ends."""
    least = datetime.now(UTC) - timedelta(minutes=6)
    for name in curves.CAR_PARKS:
        demo.reaches(name, "Frei", least)


def test_a_second_one_on_the_same_town_or_port_says_so_and_leaves_the_first_alone(demo: Demo, copy: DemoTown) -> None:
    """Exit code 2 with a sentence; the first goes on."""
    settings = (copy.folder / "town.toml").read_text("utf-8")
    port = demo.address.rpartition(":")[2]
    for words in (("--port", port), ("--port", str(free_port()))):
        done = subprocess.run(
            [sys.executable, "-m", "demo", str(copy.folder), *words],
            cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 2, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        assert "Ctrl-C" not in done.stdout
        assert done.stderr.strip()
    assert (copy.folder / "town.toml").read_text("utf-8") == settings
    assert demo.get("/-/health").status_code == 200


def test_ctrl_c_ends_all_of_it_and_a_second_start_is_quick(demo: Demo, copy: DemoTown) -> None:
    """Exit code 0, nothing left running, and the same town again in seconds with all that was measured."""
    assert len(demo.processes()) == 3
    before = demo.newest("Marktplatz", "Lufttemperatur")
    assert before is not None
    assert demo.end() == 0, demo.said
    assert "Traceback" not in demo.said
    assert demo.processes() == []
    again = Demo(copy.folder, "--quiet")
    try:
        # 5 s on a machine of its own; tests run beside others.
        assert again.opened() < 20
        assert (again.newest("Marktplatz", "Lufttemperatur") or before) >= before
        assert len(again.processes()) == 2
        assert again.end() == 0
    finally:
        again.close()
