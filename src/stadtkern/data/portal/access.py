"""Who asks and what there is for them: the viewer, the registry, the lake. Every view begins here."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import get_language

from stadtkern.data.guard.decide import PUBLIC, Action, Decision, Viewer, decide, visible
from stadtkern.data.lake import Lake
from stadtkern.data.lake.town import town_lake
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.data.registry.read import RegistryReader
from stadtkern.data.registry.things import StreamFacts, Things
from stadtkern.town.content.roles import MANAGE_DATA, SEE_DATA
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import Text


def town() -> TownFolder:
    """Give the folder of the town this process serves."""
    folder: TownFolder = settings.TOWN
    return folder


def town_name() -> str:
    """Give what the town is called."""
    return str(town().get("town", "name", "Meine Stadt"))


def lake() -> Lake:
    """Give the town's lake."""
    return town_lake(town())


def registry() -> RegistryReader:
    """Give the reader of the town's registry, kept open from page to page."""
    return _registry(town().registry)


def streams_of(collection: CollectionFacts) -> list[StreamFacts]:
    """Give the datastreams of a series, by station and name."""
    return _things(town().registry).streams_of(collection.id)


def zone() -> ZoneInfo:
    """Give the town's clock."""
    return ZoneInfo(str(town().get("town", "timezone", "Europe/Berlin")))


def language() -> str:
    """Give the reader's language: "de" or "en"."""
    return "en" if (get_language() or "de").lower().startswith("en") else "de"


def say(text: Text) -> str:
    """Give a text in the reader's language."""
    return text.in_language(language())


def viewer_of(request: HttpRequest) -> Viewer:
    """Tell the guard who asks: someone whose role shows them all data, or the public."""
    user = request.user
    if user.is_authenticated and user.has_perm(SEE_DATA):
        may_write = user.has_perm(MANAGE_DATA)
        return Viewer(person_id=user.pk, name=user.get_username(), is_staff=True, may_write=may_write)
    return PUBLIC


def datasets_for(request: HttpRequest) -> tuple[DatasetFacts, ...]:
    """Give the datasets that this reader may know of."""
    return visible(viewer_of(request), registry().datasets())


def dataset_for(request: HttpRequest, slug: str, action: Action = Action.READ) -> DatasetFacts:
    """Give one dataset if the guard allows it; else the page that says there is none."""
    found = registry().dataset(slug)
    if found is None or not ask(request, found, action).allowed:
        raise Http404
    return found


def ask(request: HttpRequest, dataset: DatasetFacts, action: Action) -> Decision:
    """Ask the guard about one dataset for this reader."""
    return decide(viewer_of(request), dataset, action)


def word_of(words: QueryDict, key: str) -> str:
    """Give one word of an address or a form; nothing when it is not there."""
    found = words.get(key, "")
    return found if isinstance(found, str) else ""


def number_of(words: QueryDict, key: str, default: int) -> int:
    """Give a whole number of an address or a form; the default when it is none. Never below zero."""
    text = word_of(words, key)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else default


@lru_cache(maxsize=8)
def _registry(path: Path) -> RegistryReader:
    return RegistryReader(path)


@lru_cache(maxsize=8)
def _things(path: Path) -> Things:
    return Things(path)
