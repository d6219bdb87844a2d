"""Django's view of this room."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Datasets, collections, sources, imports, things and datastreams."""

    name = "stadtkern.data.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"
