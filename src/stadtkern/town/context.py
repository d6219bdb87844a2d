"""What every page knows of the town: its name, colours and who answers for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def town(_request: HttpRequest) -> dict[str, Any]:
    """Give templates ``town``: the section [town] of town.toml with defaults."""
    section = settings.TOWN.settings.get("town", {})
    return {
        "town": {
            "name": section.get("name", "Meine Stadt"),
            "state": section.get("state", "Brandenburg"),
            "ags": section.get("ags", ""),
            "contact": section.get("contact", ""),
            "address": section.get("address", ""),
            "seed": section.get("seed", 1),
            "demo": section.get("demo", False),
        }
    }
