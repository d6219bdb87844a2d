"""Sensors send over a real broker; a clerk listens, sees what was heard, sets it up, and the values arrive."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from e2e.conftest import Visit, no_violations
from serving import Serving, serving, stadtkern
from stadtkern.data.gather.broker import EmbeddedBroker

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]

PASSWORD = "ein-langes-wort-1"
STATIONS = ("markt", "hafen")


@pytest.fixture
def broker() -> Iterator[int]:
    """A broker on a free port of this machine; gives the port."""
    port: Future[int] = Future()
    stop = threading.Event()

    async def run() -> None:
        one = EmbeddedBroker(0)
        await one.start()
        port.set_result(one.port)
        while not stop.is_set():
            await asyncio.sleep(0.1)
        await one.stop()

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    yield port.result(20)
    stop.set()
    thread.join(20)


@pytest.fixture
def sensors(broker: int) -> Iterator[list[int]]:
    """Two sensors that send a value each half second; gives a list whose length is how often they have sent."""
    sent: list[int] = []
    stop = threading.Event()
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="sensors")
    client.connect("127.0.0.1", broker)
    client.loop_start()

    def send() -> None:
        while not stop.wait(0.5):
            now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            for place, name in enumerate(STATIONS):
                said = {"time": now, "temperatur": 20.5 + place, "feuchte": 60 + len(sent) % 5}
                client.publish(f"stadt/luft/{name}", json.dumps(said), qos=1)
            sent.append(len(sent))

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    yield sent
    stop.set()
    thread.join(5)
    client.disconnect()
    client.loop_stop()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Serving]:
    """A town with nothing in it but one member of staff, serving."""
    folder = tmp_path / "town"
    stadtkern("init", folder, "--name", "Birkenfurt", "--staff", "amt", "--password", PASSWORD)
    with serving(folder) as one:
        yield one


@pytest.fixture
def clerk(browser: Browser, fresh: Serving) -> Iterator[Visit]:
    """The clerk, signed in, reading German."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="de", reduced_motion="reduce")
    context.set_default_timeout(30_000)
    visit = Visit(context.new_page(), fresh.address)
    page = visit.open("/sign-in/?next=/office/broker/")
    page.get_by_label("Name").fill("amt")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/office/broker/")
    yield visit
    context.close()


def count_of(text: str) -> int:
    """The number of messages that the office tells of, 0 while it tells of none."""
    found = re.search(r"([\d.]+) Nachrichten seit dem Start", text)
    return int(found[1].replace(".", "")) if found else 0


def test_a_clerk_sets_up_a_broker_and_sees_values_arrive(
    clerk: Visit, fresh: Serving, broker: int, sensors: list[int], axe: Axe
) -> None:
    """From the address of the broker to the values on the dataset's page, and its end when the source is removed."""
    page = clerk.page
    page.get_by_label("Adresse des Brokers").fill("127.0.0.1")
    page.get_by_label("Port").fill(str(broker))
    page.get_by_label("Thema").fill("stadt/+/#")
    page.get_by_role("button", name="Zuhören").click()
    page.get_by_role("heading", name="Stimmt das so?").wait_for(timeout=40_000)
    no_violations(axe, clerk)
    said = page.get_by_role("main").inner_text()
    assert "0 nicht lesbar" in said
    assert "markt" in said
    assert "hafen" in said
    assert "20,5" in said
    assert fresh.get("/datasets/luft-am-markt/").status_code == 404, "nothing was written yet"

    page.get_by_label("Titel eines neuen Datensatzes").fill("Luft am Markt")
    page.get_by_label("Name von feuchte").fill("Luftfeuchte")
    page.get_by_label("Einheit von temperatur").fill("Cel")
    page.get_by_label("Einheit von feuchte").fill("%")
    page.get_by_role("button", name="So einrichten").click()
    page.wait_for_url("**/office/datasets/luft-am-markt/")
    page.get_by_text("Die Stadt hört jetzt zu").wait_for()
    first = _until_heard(clerk, 1)
    no_violations(axe, clerk)
    assert _until_heard(clerk, first + 1) > first

    page = _until_shown(clerk, "/datasets/luft-am-markt/", "Luftfeuchte")
    shown = page.get_by_role("main").inner_text()
    assert "temperatur" in shown.lower()
    assert "markt" in shown
    assert "20,5" in shown
    assert fresh.get("/datasets/luft-am-markt/").status_code == 404, "it is not published"

    page = clerk.open("/office/datasets/luft-am-markt/")
    page.get_by_role("link", name="Quelle entfernen").click()
    page.get_by_role("button", name="Quelle entfernen").click()
    page.get_by_text("Die Quelle ist entfernt").wait_for()
    assert "Nachrichten seit dem Start" not in page.get_by_role("main").inner_text()
    assert "20,5" in clerk.open("/datasets/luft-am-markt/").get_by_role("main").inner_text()
    assert clerk.faults == []


def test_a_broker_that_is_not_there_and_one_that_is_silent_are_told_apart(clerk: Visit, broker: int) -> None:
    """Nothing to reach, and nothing to hear, are two sentences."""
    page = clerk.page
    for port, told in ((9, "nicht zu erreichen"), (broker, "In zehn Sekunden kam nichts")):
        clerk.open("/office/broker/")
        page.get_by_label("Adresse des Brokers").fill("127.0.0.1")
        page.get_by_label("Port").fill(str(port))
        page.get_by_role("button", name="Zuhören").click()
        page.get_by_text(told).wait_for(timeout=40_000)


def _until_heard(visit: Visit, least: int) -> int:
    """Look at the dataset in the office until it tells of so many messages."""
    until = time.monotonic() + 40
    while time.monotonic() < until:
        found = count_of(visit.open("/office/datasets/luft-am-markt/").get_by_role("main").inner_text())
        if found >= least:
            return found
    raise AssertionError(f"fewer than {least} messages came")


def _until_shown(visit: Visit, path: str, word: str):
    """Look at a page until it shows a word; values are described within seconds of the first."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        page = visit.open(path)
        if word in page.get_by_role("main").inner_text():
            return page
    raise AssertionError(f"{word} did not come")
