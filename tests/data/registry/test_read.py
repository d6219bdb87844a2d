"""The reader without Django tells the same facts as the models."""

from __future__ import annotations

import dataclasses
import threading
from datetime import UTC, datetime

import pytest

from stadtkern.data.registry import public
from stadtkern.data.registry.facts import ColumnFacts
from stadtkern.data.registry.models import Collection, Dataset
from stadtkern.data.registry.read import RegistryReader
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import ProblemError


@pytest.fixture
def reader(town: TownFolder):
    one = RegistryReader(town.registry)
    yield one
    one.close()


def fill() -> tuple[int, int]:
    """Make a dataset with every field set, and a collection."""
    dataset = public.ensure_dataset("baeume", title="Bäume", attribution="© Stadt")
    public.update_dataset(
        dataset, title_en="Trees", description_de="Alle Straßenbäume.", owner_office="Bauhof", contact="mailto:a@b.example",
        licence="dl-zero-de/2.0", theme="ENVI", keywords="Baum, Grün ,", spatial="12071",
    )  # fmt: skip
    collection, _ = public.ensure_collection(dataset, "data", "Bäume", "features", alone=True)
    public.describe_collection(
        collection,
        columns=[ColumnFacts("hoehe", "Höhe", "number", "m")],
        rows=12,
        bbox=(13.0, 52.0, 14.0, 53.0),
        time_start=datetime(2024, 1, 1, tzinfo=UTC),
        time_end=None,
        quality={"rows": 12},
    )
    return dataset, collection


def test_the_reader_tells_what_the_models_hold(reader: RegistryReader) -> None:
    number, part = fill()
    model, of_part = Dataset.objects.get(pk=number), Collection.objects.get(pk=part)
    facts = reader.dataset("baeume")
    assert facts is not None
    same = (
        "id",
        "slug",
        "category",
        "published",
        "owner_id",
        "owner_office",
        "contact",
        "licence",
        "attribution",
        "theme",
        "spatial",
        "created",
        "modified",
    )
    assert {name: getattr(facts, name) for name in same} == {name: getattr(model, name) for name in same}
    assert (facts.title.de, facts.title.en, facts.description.en) == ("Bäume", "Trees", "Alle Straßenbäume.")
    assert facts.keywords == ("Baum", "Grün")
    (collection,) = facts.collections
    assert collection.columns == (ColumnFacts("hoehe", "Höhe", "number", "m"),)
    assert (collection.bbox, collection.time_start, collection.rows) == (tuple(of_part.bbox), of_part.time_start, 12)
    assert dataclasses.replace(collection, quality={}) == dataclasses.replace(public.collection_facts(part), quality={})


def test_a_change_is_seen_at_once_and_an_unchanged_registry_is_not_read_again(reader: RegistryReader) -> None:
    assert reader.datasets() == ()
    number, _ = fill()
    before = reader.datasets()
    assert reader.datasets() is before
    public.publish(number)
    assert reader.dataset("baeume").published  # type: ignore[union-attr]


def test_many_threads_may_read_while_another_writes(reader: RegistryReader) -> None:
    number, _ = fill()
    faults: list[Exception] = []

    def read() -> None:
        try:
            for _ in range(200):
                assert reader.collection("baeume") is not None
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for one in threads:
        one.start()
    for turn in range(20):
        public.update_dataset(number, description_de=f"Stand {turn}")
    for one in threads:
        one.join()
    assert faults == []


def test_publishing_waits_for_all_that_must_be_said(town: TownFolder) -> None:
    number = public.ensure_dataset("leer", title="Leer")
    missing = {one.code for one in public.publish(number)}
    assert missing == {"publish.description", "publish.owner", "publish.contact", "publish.licence"}
    assert not Dataset.objects.get(pk=number).published
    public.update_dataset(
        number, description_de="Was leer steht.", owner_office="Amt", contact="tel:+49355123", licence="cc-by/4.0"
    )
    assert public.publish(number) == []
    public.withdraw(number)
    assert not Dataset.objects.get(pk=number).published


def test_a_field_that_is_none_is_refused(town: TownFolder) -> None:
    number = public.ensure_dataset("x", title="X")
    with pytest.raises(ProblemError):
        public.update_dataset(number, published="ja")


def test_collections_get_slugs_of_their_own(town: TownFolder) -> None:
    one, other = public.ensure_dataset("plan", title="Plan"), public.ensure_dataset("plan-roads", title="Andere")
    roads, _ = public.ensure_collection(one, "roads", "Straßen", "features", alone=False)
    alone, _ = public.ensure_collection(other, "data", "Andere", "features", alone=True)
    slugs = dict(Collection.objects.values_list("id", "slug"))
    assert slugs[roads] == "plan-roads"
    assert slugs[alone] != slugs[roads]
    assert public.ensure_collection(one, "roads", "Straßen", "features", alone=False) == (roads, False)
