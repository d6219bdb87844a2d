"""For reading without a network and for the phone's home screen; and the page in easy language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from stadtkern.data.portal.access import datasets_for, language, say, town, town_name
from stadtkern.town.look import look_of
from stadtkern.town.text import Text

GROUND, BRICK = "#fbf7ef", "#b4472e"


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Show what a reader sees without a network: said in both languages, with the pages seen last."""
    return render(request, "portal/offline.html")


@require_safe
def easy(request: HttpRequest) -> HttpResponse:
    """Explain the pages in easy language (German: Leichte Sprache)."""
    return render(request, "portal/easy.html", {"total": len(datasets_for(request))})


@require_safe
@cache_control(max_age=3600, public=True)
def manifest(request: HttpRequest) -> HttpResponse:
    """Describe the site as an app for a phone's home screen (W3C Web App Manifest)."""
    del request
    name, look = town_name(), look_of(town())
    mark = f"v={look.arms.mark}" if look.arms else ""
    icons = [
        {
            "src": f"{reverse('icon', args=[size])}?{'&'.join(one for one in (query, mark) if one)}".rstrip("?"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in (192, 512)
        for query, purpose in (("", "any"), ("full", "maskable"))
    ]
    told = {
        "id": "/",
        "name": say(Text(f"{name}: offene Daten", f"{name}: open data")),
        "short_name": name[:30],
        "description": say(Text("Was die Stadt misst, zählt und weiß.", "What the town measures, counts and knows.")),
        "lang": language(),
        "start_url": "/",
        "scope": "/",
        "display": "browser",
        "background_color": GROUND,
        "theme_color": look.colours.get("brick", BRICK),
        "icons": icons,
        "shortcuts": [
            {"name": say(title), "url": path}
            for title, path in (
                (Text("Karte", "Map"), "/map/"),
                (Text("Daten", "Data"), "/datasets/"),
                (Text("Zahlen der Stadt", "Numbers of the town"), "/numbers/"),
            )
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
