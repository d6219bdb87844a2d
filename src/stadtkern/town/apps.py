"""Django's view of this room."""

from django.apps import AppConfig


class TownConfig(AppConfig):
    """People, roles and keys."""

    name = "stadtkern.town"
    label = "town"
    default_auto_field = "django.db.models.BigAutoField"
