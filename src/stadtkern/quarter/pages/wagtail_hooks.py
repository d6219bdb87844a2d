"""Quarters in Wagtail's menu, beside the town's data."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from stadtkern.data.portal.forms import say
from stadtkern.town.content.roles import SEE_DATA


class _Quarters(MenuItem):  # type: ignore[misc] # Wagtail has no types
    """The entry that only those see whose role shows them the town's data."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this reader may go there."""
        return request.user.has_perm(SEE_DATA)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator] # nor its decorators
def quarters() -> MenuItem:
    """Put the quarters after the data's entries."""
    label = say("Quartiere", "Quarters")
    return _Quarters(label, reverse_lazy("office-quarters"), name="quarters", icon_name="site", order=60)
