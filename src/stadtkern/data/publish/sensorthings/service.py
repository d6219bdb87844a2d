"""One SensorThings service over a town's lake and registry: who may see and write what, and the answers' content."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb

from stadtkern.data.guard.decide import Action, Viewer, decide
from stadtkern.data.publish.doors import Doors
from stadtkern.data.publish.sensorthings.core.ask import Asking
from stadtkern.data.publish.sensorthings.core.create import Rights
from stadtkern.data.publish.sensorthings.core.mirror import Mirror
from stadtkern.data.publish.sensorthings.core.refuse import RefusedError, not_there, refused
from stadtkern.data.publish.sensorthings.core.scope import Sight
from stadtkern.data.publish.sensorthings.core.streams import StreamPlace, Streams
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.data.registry.things import Things
from stadtkern.data.registry.things_home import HOME, ensure_home
from stadtkern.data.registry.things_store import LATELY_SECONDS
from stadtkern.town.text import Text

MAXIMUM_SECONDS = 30.0


@dataclass(slots=True)
class _Datasets:
    """Facts by id, made anew only when the registry's facts are."""

    facts: tuple[DatasetFacts, ...] = ()
    by_id: dict[int, DatasetFacts] | None = None
    asked: float = 0.0


class Service:
    """What the door speaks to. Its methods may be called from any thread."""

    def __init__(self, doors: Doors) -> None:
        """Take what every door is handed."""
        self.lake = doors.lake
        self.registry = doors.registry
        self.things = Things(doors.folder.registry)
        self.streams = Streams(self.things)
        self._mirror = Mirror(doors.lake, self.things)
        self._datasets = _Datasets()

    def dataset(self, id_: int) -> DatasetFacts | None:
        """Give a dataset by its id, as it was at most 20 ms ago."""
        now = time.monotonic()
        if now - self._datasets.asked < LATELY_SECONDS and self._datasets.by_id is not None:
            return self._datasets.by_id.get(id_)
        facts = self.registry.datasets()
        self._datasets.asked = now
        if facts is not self._datasets.facts or self._datasets.by_id is None:
            self._datasets = _Datasets(facts, {one.id: one for one in facts}, now)
        return (self._datasets.by_id or {}).get(id_)

    def sight(self, viewer: Viewer) -> Sight:
        """Give the datasets that a viewer may read."""
        facts = self.registry.datasets()
        return Sight(frozenset(one.id for one in facts if decide(viewer, one, Action.READ).allowed))

    @contextmanager
    def asking(self, viewer: Viewer) -> Iterator[Asking]:
        """Open the lake for a viewer's questions; what takes too long is stopped with RefusedError (503)."""
        self._mirror.refresh()
        with self.lake.read() as cursor:
            timer = threading.Timer(MAXIMUM_SECONDS, cursor.interrupt)
            timer.start()
            try:
                yield Asking(cursor, self.sight(viewer))
            except duckdb.InterruptException as error:
                raise refused(
                    "too-long",
                    "Die Antwort hätte zu lange gedauert. Bitte fragen Sie nach weniger auf einmal.",
                    "The answer would have taken too long. Please ask for less at once.",
                    503,
                ) from error
            finally:
                timer.cancel()

    def may_write(self, viewer: Viewer, dataset_id: int) -> None:
        """Ask the guard about writing to a dataset. Raises RefusedError with its reason when it says no."""
        dataset = self.dataset(dataset_id)
        if dataset is None:
            raise not_there()
        self._must(viewer, dataset)

    def rights(self, viewer: Viewer, dataset: str | None) -> Rights:
        """Give what a viewer may make; ``dataset`` is the slug of where top-level things shall go, if they said."""
        made: list[int] = []

        def write(dataset_id: int) -> None:
            if dataset_id not in made:
                self.may_write(viewer, dataset_id)

        def home() -> int:
            if not made:
                made.append(self._home(viewer, dataset))
            return made[0]

        return Rights(write, home)

    def _home(self, viewer: Viewer, slug: str | None) -> int:
        known = self.registry.dataset(slug or HOME)
        if known is not None:
            self._must(viewer, known)
            return known.id
        if slug is not None and slug != HOME:
            raise refused(
                "dataset", f"Den Datensatz „{slug[:80]}“ gibt es nicht.", f"There is no dataset “{slug[:80]}”.", 404
            )
        self._must(viewer, _future_home(viewer))
        return ensure_home(self.things.store, viewer.person_id).dataset_id

    def _must(self, viewer: Viewer, dataset: DatasetFacts) -> None:
        decision = decide(viewer, dataset, Action.WRITE)
        if not decision.allowed:
            if decision.problem is None:
                raise not_there()
            raise RefusedError(decision.problem, decision.status)

    def place(self, viewer: Viewer, stream: int) -> StreamPlace:
        """Give a datastream's place if the viewer may write there. Raises RefusedError otherwise."""
        place = self.streams.place(stream)
        if place is None:
            raise no_stream(stream)
        self.may_write(viewer, place.dataset_id)
        return place

    def close(self) -> None:
        """Close the registry's connections."""
        self.things.close()


def no_stream(stream: int) -> RefusedError:
    """Make the error for a datastream that is not there."""
    return refused(
        "link",
        f"Den Datenstrom Datastreams({stream}) gibt es nicht.",
        f"The datastream Datastreams({stream}) does not exist.",
    )


def _future_home(viewer: Viewer) -> DatasetFacts:
    """The dataset that would be made, so that the guard decides about it like about any other."""
    now = datetime.now(UTC)
    empty: dict[str, Any] = dict.fromkeys(("owner_office", "contact", "licence", "attribution", "theme", "spatial"), "")
    return DatasetFacts(
        id=0,
        slug=HOME,
        title=Text("", ""),
        description=Text("", ""),
        category="private",
        published=False,
        owner_id=viewer.person_id,
        keywords=(),
        created=now,
        modified=now,
        **empty,
    )
