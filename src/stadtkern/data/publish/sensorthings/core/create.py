"""Makes entities with everything they bring along: all of it, or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from stadtkern.data.lake import Lake, Observation
from stadtkern.data.publish.sensorthings.core.columns import TABLES, columns_of
from stadtkern.data.publish.sensorthings.core.draft import Draft, Linked, observation
from stadtkern.data.publish.sensorthings.core.model import TYPES
from stadtkern.data.publish.sensorthings.core.refuse import refused
from stadtkern.data.publish.sensorthings.core.tree import Within
from stadtkern.data.registry.things import Things
from stadtkern.data.registry.things_home import ensure_series
from stadtkern.data.registry.things_places import ensure_feature, move, now_text

DURABLE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Rights:
    """What the one who makes things may.

    ``write`` raises for a dataset that is not theirs; ``home`` gives a dataset for what hangs on nothing yet (and makes
    it when it is new).
    """

    write: Callable[[int], None]
    home: Callable[[], int]


@dataclass(slots=True)
class Making:
    """One request to make things: a transaction in the registry, and observations that wait for it."""

    connection: sqlite3.Connection
    rights: Rights
    observed: list[Observation | None] = field(default_factory=list)
    new_streams: list[int] = field(default_factory=list)

    def make(self, draft: Draft, dataset: int | None = None, **given: int) -> int:
        """Make an entity (an observation is kept for later and answered with 0). ``given`` are links from its parent."""
        match draft.type.name:
            case "Observation":
                return self._observation(draft, **given)
            case "Datastream":
                return self._datastream(draft, dataset, **given)
            case "HistoricalLocation":
                return self._history(draft, **given)
            case name:
                made = self._plain(draft, dataset)
                if name == "Thing":
                    self._around_thing(draft, made)
                elif name == "Location":
                    self._around_location(draft, made)
                else:
                    self._around_other(draft, made)
                return made

    def linked(self, kind: str, linked: Linked, dataset: int | None = None) -> int:
        """Give the id behind a link: what is there already and may be used, or what is made now."""
        if isinstance(linked, Draft):
            return self.make(linked, dataset)
        self.rights.write(self.dataset_of(kind, linked))
        return linked

    def dataset_of(self, kind: str, id_: int) -> int:
        """Give the dataset of an entity. Raises RefusedError when there is none of this id."""
        row = self.connection.execute(f"SELECT dataset_id FROM {TABLES[kind]} WHERE id = ?", (id_,)).fetchone()
        if row is None:
            raise refused(
                "link",
                f"Den Eintrag {TYPES[kind].plural}({id_}), auf den verwiesen wird, gibt es nicht.",
                f"The entity {TYPES[kind].plural}({id_}) that is linked to does not exist.",
            )
        return int(row["dataset_id"])

    def _plain(self, draft: Draft, dataset: int | None) -> int:
        values = columns_of(draft)
        values["dataset_id"] = self._dataset(dataset)
        return self._insert(draft.type.name, values)

    def _dataset(self, dataset: int | None) -> int:
        chosen = self.rights.home() if dataset is None else dataset
        self.rights.write(chosen)
        return chosen

    def _insert(self, kind: str, values: dict[str, Any]) -> int:
        names = ", ".join(values)
        marks = ", ".join("?" for _ in values)
        row = self.connection.execute(
            f"INSERT INTO {TABLES[kind]} ({names}) VALUES ({marks}) RETURNING id", tuple(values.values())
        ).fetchone()
        return int(row["id"])

    def _around_thing(self, draft: Draft, thing: int) -> None:
        dataset = self.dataset_of("Thing", thing)
        places = [self.linked("Location", one, dataset) for one in draft.links.get("Locations", ())]
        if places:
            move(self.connection, thing, places)
            ensure_feature(self.connection, thing)
        for one in draft.links.get("HistoricalLocations", ()):
            if isinstance(one, Draft):
                self.make(one, Thing=thing)
        for one in draft.links.get("Datastreams", ()):
            self._child(one, Thing=thing)

    def _around_location(self, draft: Draft, location: int) -> None:
        dataset = self.dataset_of("Location", location)
        for one in draft.links.get("Things", ()):
            thing = self.linked("Thing", one, dataset)
            self.place(thing, location)

    def place(self, thing: int, location: int) -> None:
        """Put a thing to a location, in place of where it was."""
        move(self.connection, thing, [location])
        ensure_feature(self.connection, thing)

    def _around_other(self, draft: Draft, made: int) -> None:
        for one in draft.links.get("Datastreams", ()):
            self._child(one, **{draft.type.name: made})
        for one in draft.links.get("Observations", ()):
            self._child(one, **{draft.type.name: made})

    def _child(self, linked: Linked, **given: int) -> None:
        if not isinstance(linked, Draft):
            raise refused(
                "relink",
                "Ein vorhandener Eintrag lässt sich so nicht umhängen.",
                "An existing entity cannot be moved to another this way.",
            )
        self.make(linked, **given)

    def _link(self, draft: Draft, name: str, given: dict[str, int], dataset: int | None) -> int:
        if name in given:
            return given[name]
        if not draft.links.get(name):
            raise refused(
                "missing-link", f"Es fehlt der Verweis „{name}“.", f"The link “{name}” is missing.",
            )  # fmt: skip
        return self.linked(draft.type.links[name].to, draft.links[name][0], dataset)

    def _datastream(self, draft: Draft, dataset: int | None, **given: int) -> int:
        thing = self._link(draft, "Thing", given, dataset)
        owner = self.dataset_of("Thing", thing)
        self.rights.write(owner)
        values = columns_of(draft)
        values |= {
            "dataset_id": owner,
            "collection_id": ensure_series(self.connection, owner),
            "thing_id": thing,
            "sensor_id": self._link(draft, "Sensor", given, owner),
            "observed_property_id": self._link(draft, "ObservedProperty", given, owner),
            "external_id": "",
            "total": False,
        }
        stream = self._insert("Datastream", values)
        self.new_streams.append(stream)
        for one in draft.links.get("Observations", ()):
            self._child(one, Datastream=stream)
        return stream

    def _history(self, draft: Draft, **given: int) -> int:
        thing = self._link(draft, "Thing", given, None)
        self.rights.write(self.dataset_of("Thing", thing))
        time = draft.values.get("time")
        row = self.connection.execute(
            "INSERT INTO registry_historicallocation (thing_id, time) VALUES (?, ?) RETURNING id",
            (thing, time.isoformat(" ", "microseconds") if time is not None else now_text()),
        ).fetchone()
        for one in draft.links.get("Locations", ()):
            location = self.linked("Location", one, self.dataset_of("Thing", thing))
            self.connection.execute(
                "INSERT INTO registry_historicallocation_locations (historicallocation_id, location_id) VALUES (?, ?)",
                (row["id"], location),
            )
        return int(row["id"])

    def _observation(self, draft: Draft, **given: int) -> int:
        place = len(self.observed)
        self.observed.append(None)  # its place in the order, before those that its datastream may bring along
        stream = self._link(draft, "Datastream", given, None)
        owner = self.dataset_of("Datastream", stream)
        self.rights.write(owner)
        if "FeatureOfInterest" in given:
            feature: int | None = given["FeatureOfInterest"]
        elif draft.links.get("FeatureOfInterest"):
            feature = self.linked("FeatureOfInterest", draft.links["FeatureOfInterest"][0], owner)
        else:
            feature = self.feature_of(stream)
        self.observed[place] = observation(stream, draft.values, feature)
        return 0

    def feature_of(self, stream: int) -> int | None:
        """Give the feature of interest that a datastream's observations have when they name none."""
        row = self.connection.execute("SELECT thing_id FROM registry_datastream WHERE id = ?", (stream,)).fetchone()
        return ensure_feature(self.connection, row["thing_id"])


def create(things: Things, lake: Lake, rights: Rights, draft: Draft, within: Within | None) -> int:
    """Make an entity, under another if ``within`` says so. Gives its id once all of it is durable.

    Raises RefusedError when something in it cannot be; then nothing was made.
    """
    making: Making | None = None
    try:
        with things.store.writing() as connection:
            making = Making(connection, rights)
            made = _make(making, draft, within)
            rows = [row for row in making.observed if row is not None]
            # Observations become durable before the registry commits: a crash between leaves rows that no datastream shows.
            ids = lake.append(rows).result(DURABLE_SECONDS) if rows else []
    except BaseException:
        if making is not None and making.new_streams and making.observed:
            lake.delete_streams(making.new_streams)
        raise
    return ids[0] if draft.type.name == "Observation" else made


def _make(making: Making, draft: Draft, within: Within | None) -> int:
    if within is None:
        return making.make(draft)
    kind, parent = within.type.name, within.id
    dataset = making.dataset_of(kind, parent) if kind in TABLES else None
    if dataset is not None:
        making.rights.write(dataset)
    if kind == "Thing" and draft.type.name == "Location":
        location = making.make(draft, dataset)
        making.place(parent, location)
        return location
    if kind == "Location" and draft.type.name == "Thing":
        thing = making.make(draft, dataset)
        making.place(thing, parent)
        return thing
    if draft.type.links.get(kind) is None:
        raise refused("within", "Hier lässt sich nichts anlegen.", "Nothing can be made here.", 405)
    return making.make(draft, dataset, **{kind: parent})
