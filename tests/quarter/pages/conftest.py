"""A town with one small published quarter, a room with two groups, and people who look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from quarter_town import small_store
from stadtkern.data.lake.town import town_lake
from stadtkern.quarter.keep import Quarter, Room, Store
from stadtkern.quarter.live import COOKIE
from stadtkern.town.folder import TownFolder


@dataclass(frozen=True)
class Place:
    """The quarter, its store, and a room with its leader's token."""

    store: Store
    quarter: Quarter
    room: Room
    token: str


@pytest.fixture
def place(town: TownFolder) -> Iterator[Place]:
    """The quarter “am-anger” and a room in it."""
    from stadtkern.quarter.pages import views_join

    for each in (views_join.ALONE, views_join.CODES):
        each._kept.clear()
    store, quarter = small_store(town.path)
    room, token = store.open_room(quarter.id, title="Klasse 7b", task="Ein Platz ohne Autos.", groups=2)
    yield Place(store, quarter, room, token)
    store.close()
    town_lake(town).close()


@pytest.fixture
def visitor(place: Place) -> Callable[..., Any]:
    """Give a browser: of nobody, of somebody with a token, of a role in the office."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from django.test import Client

    def open_one(token: str = "", role: str = "", language: str = "de", **more: Any) -> Client:
        client = Client(headers={"accept-language": language}, **more)
        if token:
            client.cookies[COOKIE] = token
        if role:
            made = get_user_model().objects.create_user(role.lower(), password="lauter gute Worte 7")
            made.groups.add(Group.objects.get(name=role))
            client.force_login(made)
        return client

    return open_one
