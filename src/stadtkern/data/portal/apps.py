"""Django's view of this room."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages of the town's data."""

    name = "stadtkern.data.portal"
    label = "portal"
