"""A town with a series, places and a table, brought in as anyone would, and readers who look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from portal_files import PASSWORD, counter_csv, tree_csv

from stadtkern.data.gather.run import run_import
from stadtkern.data.lake.town import town_lake
from stadtkern.town.folder import TownFolder


@pytest.fixture
def open_town(town: TownFolder) -> Iterator[TownFolder]:
    """The fresh town with its lake, which is closed at the end."""
    from stadtkern.data.portal import memory

    memory._kept.clear()
    yield town
    town_lake(town).close()


@pytest.fixture
def reader(open_town: TownFolder):
    """A reader who is not signed in."""
    from django.test import Client

    return Client(headers={"accept-language": "de"})


@pytest.fixture
def staff(open_town: TownFolder):
    """A signed-in member of staff."""
    from django.test import Client

    from stadtkern.town.people import make_staff

    make_staff("amt", PASSWORD, "Bauamt")
    client = Client(headers={"accept-language": "de"})
    assert client.login(username="amt", password=PASSWORD)
    return client


@pytest.fixture
def counters(open_town: TownFolder, tmp_path: Path) -> str:
    """A private dataset of counts; gives its slug."""
    return run_import(
        open_town, counter_csv(tmp_path / "raeder.csv"), "raeder.csv", dataset="raeder", title="Räder am Neutor"
    ).dataset


@pytest.fixture
def trees(open_town: TownFolder, tmp_path: Path) -> str:
    """A private dataset of trees; gives its slug."""
    return run_import(
        open_town, tree_csv(tmp_path / "baeume.csv"), "baeume.csv", dataset="baeume", title="Bäume der Stadt"
    ).dataset


@pytest.fixture
def publish() -> Callable[..., None]:
    """Publish a dataset with all that is needed."""

    def do(slug: str, **more: str) -> None:
        from stadtkern.data.registry import public

        number = public.dataset_id(slug)
        assert number is not None
        words = {
            "description_de": "Was hier gezählt wird.",
            "owner_office": "Bauamt",
            "contact": "mailto:a@b.example",
            "licence": "dl-zero-de/2.0",
        }
        public.update_dataset(number, **words | more)
        assert public.publish(number) == []

    return do
