"""What every page knows of the town: its name, colours and who answers for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from stadtkern.town.look import look_of


def town(_request: HttpRequest) -> dict[str, Any]:
    """Give templates ``town``: the section [town] of town.toml with defaults, the coat of arms, the mark of its colours."""
    section = settings.TOWN.settings.get("town", {})
    look = look_of(settings.TOWN)
    arms = look.arms
    return {
        "town": {
            "name": section.get("name", "Meine Stadt"),
            "state": section.get("state", "Brandenburg"),
            "ags": section.get("ags", ""),
            "contact": section.get("contact", ""),
            "address": section.get("address", ""),
            "seed": section.get("seed", 1),
            "demo": section.get("demo", False),
            "arms": f"/town/arms?v={arms.mark}" if arms else "",
            "icon": f"/town/icon?v={arms.mark}" if arms else "/assets/sign.svg",
            "icon_type": arms.media_type if arms else "image/svg+xml",
            "icon_large": f"/icon-180.png?v={arms.mark}" if arms else "/icon-180.png",
        }
    }
