"""The town's data in Wagtail's office: its menu, icons, styles, and which rights a role may be given."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.safestring import SafeString, mark_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from stadtkern.data.portal.forms import say
from stadtkern.data.portal.office_frame import take_scripts_out
from stadtkern.town.assets_manifest import asset_tags
from stadtkern.town.content.roles import MAKE_KEYS, MANAGE_DATA, SEE_DATA

# Before Wagtail's own: pages stand at 100, pictures at 300, reports at 9000, settings at 10000.
_ITEMS = (
    ("data", say("Datensätze", "Datasets"), "office-datasets", "table", 10, SEE_DATA),
    ("add-data", say("Daten hinzufügen", "Add data"), "office-add", "plus", 20, MANAGE_DATA),
    ("sources", say("Quellen", "Sources"), "office-sources", "download", 30, SEE_DATA),
    ("imports", say("Verlauf", "History"), "office-imports", "history", 40, SEE_DATA),
    ("reports-in", say("Gemeldete Fehler", "Reported mistakes"), "office-reports", "comment", 45, SEE_DATA),
    ("keys", say("Schlüssel", "Keys"), "office-keys", "key", 50, MAKE_KEYS),
)


class _Item(MenuItem):  # Wagtail has no types
    """An entry that only those see whose role allows it."""

    def __init__(self, right: str, *args: Any, **kwargs: Any) -> None:
        """Take the right that is needed."""
        super().__init__(*args, **kwargs)
        self._right = right

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this reader may go there."""
        return request.user.has_perm(self._right)


def _register(name: str, label: Any, view: str, icon: str, order: int, right: str) -> None:
    def item() -> MenuItem:
        return _Item(right, label, reverse_lazy(view), name=name, icon_name=icon, order=order)

    hooks.register("register_admin_menu_item", item)


for _one in _ITEMS:
    _register(*_one)


@hooks.register("register_permissions")
def rights() -> QuerySet[Permission]:
    """Let roles be given the rights to the town's data."""
    return Permission.objects.filter(content_type__app_label="content", content_type__model="officeright")


@hooks.register("insert_global_admin_css")
def styles() -> SafeString:
    """Give every page of the office the town's tone."""
    return mark_safe(asset_tags("office"))  # noqa: S308 - made of file names that the build wrote


take_scripts_out()


@hooks.register("construct_help_menu")
def only_own_help(_request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out what leads to other servers and is about Wagtail, not about the town."""
    items[:] = [one for one in items if one.name == "keyboard-shortcuts-trigger"]
