"""A town's search: two indexes, kept in step with the registry and the lake by cheap marks and a builder beside them."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from stadtkern.data.lake import Lake
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.data.registry.read import RegistryReader
from stadtkern.data.registry.things import Things
from stadtkern.data.search.ask import SLIPS, SOME, STRICT, Wish, ask, ask_once
from stadtkern.data.search.datasets import DatasetEntries, page_entries
from stadtkern.data.search.entry import Entry, Found, Group
from stadtkern.data.search.highlight import Piece, marked, snippet
from stadtkern.data.search.places import place_entries
from stadtkern.data.search.shelf import VERSION, Shelf, build_shelf, clear_halves, open_shelf
from stadtkern.data.search.words import Compounds
from stadtkern.town import offers
from stadtkern.town.text import ProblemError

log = logging.getLogger(__name__)

_DATA, _PLACES = "data", "places"
# How long an answer waits for an index that is being built: the very first one, and one of datasets that became older.
# Places change rarely and take longer; the older ones answer meanwhile.
FIRST_WAIT = 8.0
LATER_WAIT = {_DATA: 0.25, _PLACES: 0.0}
# Where sensors write all the time, nobody looks for changes more often than this (seconds).
_PAUSE = 1.0


class Finder:
    """Answers questions from whatever is built, and sees to it that what changed is built. Any thread may ask."""

    def __init__(self, folder: Path, registry: RegistryReader, things: Things, lake: Callable[[], Lake]) -> None:
        """Take the town's folder ``search/`` and where the entries come from; nothing is built before ``wake``.

        ``lake`` gives the lake that is open right now.
        """
        self._folder = folder
        self._registry = registry
        self._things = things
        self._lake = lake
        self._datasets = DatasetEntries(lake, things.streams_of)
        self._lock = threading.Lock()
        self._shelves: dict[str, Shelf] = {}
        self._seen: tuple[object, str] | None = None
        self._offers: tuple[str, list[offers.Offer]] = ("\0", [])
        self._looked = float("-inf")
        self._worker: threading.Thread | None = None
        self._settled = {_DATA: threading.Event(), _PLACES: threading.Event()}
        clear_halves(folder.parent)

    def wake(self, *, at_once: bool = False) -> None:
        """Look whether anything changed (some 20 µs) and have it built beside; returns at once."""
        now = time.monotonic()
        if not at_once and now - self._looked < _PAUSE and len(self._shelves) == len(self._settled):
            return
        self._looked = now
        datasets, mark = self._registry.datasets(), offers.mark()
        with self._lock:
            if self._seen is not None and self._seen[0] is datasets and self._seen[1] == mark:
                return
            if self._offers[0] != mark:
                self._offers = (mark, offers.entries())
            self._seen = (datasets, mark)
            for event in self._settled.values():
                event.clear()
            if self._worker is None or not self._worker.is_alive():
                self._worker = threading.Thread(target=self._work, name="search index", daemon=True)
                self._worker.start()

    def find(
        self, query: str, group: Group, datasets: Collection[int], limit: int = 10, *, typing: bool = False
    ) -> Found:
        """Answer a question from what may be seen: ``datasets`` are the ids that the guard lets this reader know of."""
        shelf = self._shelf(_PLACES if group is Group.PLACE else _DATA)
        return ask(shelf, Wish(query, group, datasets, limit, typing)) if shelf else Found()

    def find_all(
        self, query: str, datasets: Collection[int], limits: dict[Group, int], *, typing: bool = False
    ) -> dict[Group, Found]:
        """Answer in all groups of ``limits``. Slips of the finger are looked for only when no group has it as written."""
        shelves = {group: self._shelf(_PLACES if group is Group.PLACE else _DATA) for group in limits}
        found: dict[Group, Found] = {}
        for way in (STRICT, SLIPS, SOME):
            found = {
                group: ask_once(shelf, Wish(query, group, datasets, limits[group], typing), way) if shelf else Found()
                for group, shelf in shelves.items()
            }
            if any(one.total for one in found.values()):
                break
        return found

    def marked(self, text: str, query: str, *, loose: bool = False) -> list[Piece]:
        """Cut a text into pieces that answer the question and others."""
        return marked(text, query, self._compounds(), loose=loose)

    def snippet(self, text: str, query: str, *, loose: bool = False) -> list[Piece]:
        """Give the part of a text that answers the question, in pieces."""
        return snippet(text, query, self._compounds(), loose=loose)

    def settle(self, seconds: float = 60.0) -> bool:
        """Wait until everything known is built; tells whether it is. For tests and benches."""
        self.wake(at_once=True)
        return all(event.wait(seconds) for event in self._settled.values())

    def _compounds(self) -> Compounds:
        shelf = self._shelves.get(_DATA)
        return shelf.compounds if shelf else Compounds.of(())

    def _shelf(self, name: str) -> Shelf | None:
        self.wake()
        self._settled[name].wait(LATER_WAIT[name] if name in self._shelves else FIRST_WAIT)
        return self._shelves.get(name)

    def _work(self) -> None:
        """Build what changed, until nothing changes any more."""
        while True:
            with self._lock:
                seen, offered = self._seen, self._offers
            datasets = self._registry.datasets()
            for name, mark, entries in (
                (_DATA, _data_mark(datasets, offered[0]), self._data(datasets, offered[1])),
                (_PLACES, self._places_mark(datasets), place_entries(self._lake, datasets, self._things.streams_of)),
            ):
                try:
                    self._bring(name, mark, entries)
                except ProblemError as error:
                    # The lake is closed: the town is being stopped, and will build at its next start.
                    log.info("the search index %s was not built: %s", name, error)
                except Exception:
                    # The older index goes on answering; the next change tries again.
                    log.exception("the search index %s could not be built", name)
                with self._lock:
                    if self._seen is seen:
                        self._settled[name].set()
            with self._lock:
                if self._seen is seen:
                    self._worker = None
                    return

    def _bring(self, name: str, mark: str, entries: Iterator[Entry]) -> None:
        there = self._shelves.get(name)
        if there is not None and there.mark == mark:
            return
        self._shelves[name] = open_shelf(self._folder, name, mark) or build_shelf(self._folder, name, mark, entries)

    def _data(self, datasets: Sequence[DatasetFacts], offered: Sequence[offers.Offer]) -> Iterator[Entry]:
        yield from self._datasets.entries(datasets)
        yield from page_entries(offered)

    def _places_mark(self, datasets: Sequence[DatasetFacts]) -> str:
        known: list[object] = []
        for dataset in datasets:
            for one in dataset.collections:
                if one.shape == "features":
                    told = (dataset.id, dataset.title, dataset.published, one.id, one.title, one.columns)
                    known.append((*told, one.modified, one.rows))
                elif one.shape == "series":
                    streams = self._things.streams_of(one.id)
                    known.append([(s.thing_id, s.thing_name, s.observed, s.lon, s.lat) for s in streams])
        return _hashed(known)


def _data_mark(datasets: Sequence[DatasetFacts], offered: str) -> str:
    known: list[object] = [offered]
    for one in datasets:
        parts = [
            (part.id, part.title, part.columns, *(() if part.shape == "series" else (part.modified, part.rows)))
            for part in one.collections
        ]
        known.append(
            (one.id, one.slug, one.title, one.description, one.keywords, one.theme, one.owner_office, one.attribution,
             one.spatial, one.licence, any(part.rows for part in one.collections), parts)
        )  # fmt: skip
    return _hashed(known)


def _hashed(known: object) -> str:
    return hashlib.sha256(f"{VERSION} {known!r}".encode("utf-8", "surrogatepass")).hexdigest()[:20]
