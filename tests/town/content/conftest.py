"""A town with its content laid out, people in each role, and the way to publish something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from stadtkern.town.folder import TownFolder

PASSWORD = "ein-langes-wort-1"


@pytest.fixture
def person(town: TownFolder) -> Callable[[str], Any]:
    """Make a person with one role (or none), signed in."""

    def make(role: str, name: str = "") -> Client:
        from django.contrib.auth import get_user_model
        from django.contrib.auth.models import Group

        made = get_user_model().objects.create_user(name or role.lower() or "niemand", password=PASSWORD)
        if role:
            made.groups.add(Group.objects.get(name=role))
        client = Client(headers={"accept-language": "de", "host": "localhost"})
        client.force_login(made)
        return client

    return make


@pytest.fixture
def visitor(town: TownFolder) -> Client:
    """Someone who is not signed in."""
    return Client(headers={"accept-language": "de", "host": "localhost"})


@pytest.fixture
def news(town: TownFolder) -> Callable[..., Any]:
    """Write news; public unless said otherwise."""

    def write(title: str, *, live: bool = True, **words: Any) -> Any:
        from stadtkern.town.content.models import News, NewsList

        one = News(title=title, live=live, **words)
        NewsList.objects.get().add_child(instance=one)
        revision = one.save_revision()
        if live:
            revision.publish()
        return one

    return write
