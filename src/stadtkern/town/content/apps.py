"""Django's view of this room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ContentConfig(AppConfig):
    """Pages, news and roles."""

    name = "stadtkern.town.content"
    label = "content"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have a new town laid out once its tables are there; offer what is written to search and home."""
        from stadtkern.town import offers
        from stadtkern.town.content import public

        post_migrate.connect(_lay_out, sender=self)
        offers.register("content", mark=public.mark, entries=public.entries)


def _lay_out(**_: Any) -> None:
    from stadtkern.town.content.layout import lay_out

    lay_out()
