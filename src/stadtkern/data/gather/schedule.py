"""Asks sources again when it is time: addresses by their schedule, one after the other, as jobs like any other."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from stadtkern.data.gather import jobs
from stadtkern.data.gather.fetch import fetch
from stadtkern.data.gather.mapping import mapping_from_json
from stadtkern.data.gather.run import Outcome, limits_of, run_import
from stadtkern.data.registry import public as registry
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import ProblemError, Text

log = logging.getLogger(__name__)
LOOK_EVERY = 20.0


def run_source(town: TownFolder, source: registry.SourceFacts, progress: Callable[[int, int], None]) -> Outcome | None:
    """Fetch a source's address and import what came; None when nothing has changed there or the source was deleted.

    Raises ProblemError, after noting it with the source, when the address or the file is no good.
    """
    if registry.source_facts(source.id) is None:
        return None
    try:
        seen = source.options
        fetched = fetch(
            source.address,
            town.files,
            limits_of(town),
            etag=seen.get("etag", ""),
            modified=seen.get("last_modified", ""),
            progress=progress,
        )
        if fetched.path is None:
            registry.note_run(source.id, None)
            return None
        try:
            if registry.source_facts(source.id) is None:
                return None
            outcome = run_import(
                town,
                fetched.path,
                fetched.name,
                dataset=source.dataset_slug,
                kind=None if source.kind == "http" else source.kind,
                mapping=mapping_from_json(source.mapping) if source.mapping else None,
                source_id=source.id,
                progress=progress,
            )
        finally:
            fetched.path.unlink(missing_ok=True)
    except ProblemError as error:
        registry.note_run(source.id, error.problem)
        raise
    registry.note_options(source.id, {**seen, "etag": fetched.etag, "last_modified": fetched.modified})
    registry.note_run(source.id, None)
    return outcome


class Schedule:
    """A thread that looks every few seconds which sources are due, and queues them."""

    def __init__(self, town: TownFolder) -> None:
        """Take the town; nothing runs before ``start``."""
        self._town = town
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="schedule", daemon=True)
        self._queued: set[int] = set()

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End; a job that runs is asked to stop."""
        self._stop.set()
        for one in jobs.states():
            jobs.stop(one.id)
        if self._thread.is_alive():
            self._thread.join(5)

    def _run(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            try:
                self.look()
            except Exception:
                log.exception("looking for due sources failed")

    def look(self) -> list[int]:
        """Queue every source that is due; gives the numbers of the jobs."""
        started = []
        for source in registry.sources_of():
            if source.id in self._queued or not _due(source):
                continue
            self._queued.add(source.id)
            started.append(jobs.start(_what(source), self._work(source)))
        return started

    def _work(self, source: registry.SourceFacts) -> Callable[[Callable[[int, int], None]], Outcome | None]:
        def work(progress: Callable[[int, int], None]) -> Outcome | None:
            try:
                return run_source(self._town, source, progress)
            finally:
                self._queued.discard(source.id)

        return work


def _due(source: registry.SourceFacts) -> bool:
    if not source.enabled or not source.every_minutes or not source.address or source.kind == "mqtt":
        return False
    return source.last_run is None or timezone.now() - source.last_run >= timedelta(minutes=source.every_minutes)


def _what(source: registry.SourceFacts) -> Text:
    return Text(f"Quelle abrufen: {source.address}", f"Fetching a source: {source.address}")
