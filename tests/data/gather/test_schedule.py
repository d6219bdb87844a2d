"""Sources with an address are asked by their schedule, and one that was removed is not asked, nor does it come back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from stadtkern.data.gather import jobs
from stadtkern.data.gather.live_sources import forget_source
from stadtkern.data.gather.schedule import Schedule, run_source
from stadtkern.data.lake.town import town_lake
from stadtkern.data.registry import public as registry
from stadtkern.data.registry.models import Source
from stadtkern.town.folder import TownFolder

TREES = "Baumart;Lat;Lon\nAhorn;52,4;13,1\nEiche;52,5;13,2\n"


@dataclass
class Office:
    """A small web server: what it was asked, and what happens before it answers."""

    address: str = ""
    asked: list[str] = field(default_factory=list)
    before: Callable[[], object] = lambda: None


@pytest.fixture
def office() -> Iterator[Office]:
    there = Office()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            there.asked.append(self.path)
            there.before()
            same = self.headers.get("If-None-Match") == '"eins"'
            body = b"" if same else TREES.encode()
            self.send_response(304 if same else 200)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", '"eins"')
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    there.address = f"http://127.0.0.1:{server.server_port}/baeume.csv"
    yield there
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def hourly(town: TownFolder, office: Office) -> Iterator[registry.SourceFacts]:
    """A source that is asked every hour."""
    dataset = registry.ensure_dataset("baeume", title="Bäume")
    number = registry.save_source(dataset, "http", office.address, every_minutes=60)
    facts = registry.source_facts(number)
    assert facts is not None
    yield facts
    town_lake(town).close()


def rows() -> int:
    return sum(
        registry.collection_facts(one).rows for one in registry.collections_of(registry.dataset_id("baeume") or 0)
    )


def ignore(_done: int, _total: int) -> None:
    """Take progress and do nothing."""


def look(town: TownFolder) -> list[jobs.JobState]:
    """Look once which sources are due; gives the jobs when they are over."""
    started = [jobs.state(number) for number in Schedule(town).look()]
    jobs._worker.submit(lambda: None).result(30)
    return [one for one in started if one is not None]


def test_a_source_is_asked_when_its_time_has_come_and_not_before(
    town: TownFolder, office: Office, hourly: registry.SourceFacts
) -> None:
    (job,) = look(town)
    assert job.problem is None
    assert rows() == 2
    assert look(town) == []
    Source.objects.filter(pk=hourly.id).update(last_run=timezone.now() - timedelta(minutes=61))
    assert len(look(town)) == 1
    assert len(office.asked) == 2
    assert len(registry.imports_of()) == 1, "nothing had changed there"


def test_a_source_that_was_removed_is_not_asked_again_and_its_data_stay(
    town: TownFolder, office: Office, hourly: registry.SourceFacts
) -> None:
    run_source(town, hourly, ignore)
    assert forget_source(hourly.id)
    assert not forget_source(hourly.id)
    Source.objects.filter(pk=hourly.id).update(last_run=None)
    assert look(town) == []
    assert run_source(town, hourly, ignore) is None, "a fetch that was queued before"
    assert len(office.asked) == 1
    assert rows() == 2
    assert [one.state for one in registry.imports_of()] == ["done"]


def test_a_source_that_is_removed_while_it_is_asked_brings_nothing_and_does_not_come_back(
    town: TownFolder, office: Office, hourly: registry.SourceFacts
) -> None:
    office.before = lambda: forget_source(hourly.id)
    assert run_source(town, hourly, ignore) is None
    assert rows() == 0
    assert registry.source_facts(hourly.id) is None
    assert [one for one in registry.sources_of() if one.address] == []
    assert list(town.files.glob("*.csv")) == []
