"""What is needed to take an observation: whose datastream it is and what it is about, remembered while nothing changes."""

from __future__ import annotations

from dataclasses import dataclass

from stadtkern.data.registry.things import Things
from stadtkern.data.registry.things_places import ensure_feature


@dataclass(frozen=True, slots=True)
class StreamPlace:
    """The dataset a datastream belongs to, and the feature of interest of its thing's place."""

    dataset_id: int
    feature: int | None


class Streams:
    """Remembers places of datastreams; forgets them when the registry's things change."""

    def __init__(self, things: Things) -> None:
        """Take the store of things."""
        self._things = things
        self._version = -1
        self._known: dict[int, StreamPlace] = {}

    def place(self, stream: int) -> StreamPlace | None:
        """Give a datastream's place, or None when there is no such datastream."""
        version = self._things.store.version_lately()
        if version != self._version:
            self._known, self._version = {}, version
        known = self._known.get(stream)
        if known is None:
            known = self._look(stream)
            if known is not None:
                self._known[stream] = known
        return known

    def _look(self, stream: int) -> StreamPlace | None:
        store = self._things.store
        sql = (
            "SELECT d.dataset_id, d.thing_id, (SELECT max(x.location_id) FROM registry_location_things x"
            " WHERE x.thing_id = d.thing_id) AS location, (SELECT min(f.id) FROM registry_featureofinterest f"
            " JOIN registry_location_things y ON y.location_id = f.location_id WHERE y.thing_id = d.thing_id) AS feature"
            " FROM registry_datastream d WHERE d.id = ?"
        )
        row = store.connection().execute(sql, (stream,)).fetchone()
        if row is None:
            return None
        feature = row["feature"]
        if feature is None and row["location"] is not None:
            with store.writing() as connection:
                feature = ensure_feature(connection, row["thing_id"])
        return StreamPlace(row["dataset_id"], feature)
