"""Parts of Wagtail as the town uses them: people with roles; pictures and documents without a REST interface.

No town offers that interface, and it would bring in two more frameworks at every start: 14 MB and a quarter of a second.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace

from wagtail.documents.apps import WagtailDocsAppConfig
from wagtail.images.apps import WagtailImagesAppConfig
from wagtail.users.apps import WagtailUsersAppConfig


def _read_html_plainly() -> None:
    """Import Wagtail's reader of HTML without what it takes along where it is there: 12 MB that nobody uses.

    Wagtail asks for Python's own parser instead of lxml, and gives text, whose encoding nobody has to guess.
    """
    spared = [name for name in ("lxml", "charset_normalizer") if name not in sys.modules]
    sys.modules.update(dict.fromkeys(spared))  # type: ignore[arg-type]
    try:
        importlib.import_module("bs4")
    finally:
        for name in spared:
            del sys.modules[name]


_read_html_plainly()


class UsersConfig(WagtailUsersAppConfig):  # Wagtail has no types
    """People and roles, under these names."""

    user_viewset = "stadtkern.town.content.people_office.PeopleViewSet"
    group_viewset = "stadtkern.town.content.people_office.RolesViewSet"


class ImagesConfig(WagtailImagesAppConfig):  # Wagtail has no types
    """Pictures."""

    def ready(self) -> None:
        """Make ready all but the interface."""
        with _nothing_behind("images"):
            super().ready()


class DocumentsConfig(WagtailDocsAppConfig):  # Wagtail has no types
    """Documents: the office's frame asks for them, no role may bring any in, and none is served."""

    def ready(self) -> None:
        """Make ready all but the interface."""
        with _nothing_behind("documents"):
            super().ready()


@contextmanager
def _nothing_behind(part: str) -> Iterator[None]:
    """Answer the imports of the interface with empty modules, for as long as this lasts."""
    registry = f"wagtail.{part}.api.v3.registry"
    empty = {name: ModuleType(name) for name in (registry, f"wagtail.{part}.api.v3.router", "wagtail.api.v3.api")}
    empty[registry].__dict__["register_content_types"] = lambda: None
    empty[f"wagtail.{part}.api.v3.router"].__dict__["router"] = None
    empty["wagtail.api.v3.api"].__dict__["api"] = SimpleNamespace(add_router=lambda *_: None)
    there = {name: sys.modules[name] for name in empty if name in sys.modules}
    sys.modules.update(empty)
    try:
        yield
    finally:
        for name in empty:
            del sys.modules[name]
        sys.modules.update(there)
