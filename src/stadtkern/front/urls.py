"""Addresses of people's pages. Machine doors have theirs in ``asgi``."""

from __future__ import annotations

from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

urlpatterns = [
    # Without a token, so that a visitor who never chooses a language never gets a cookie; a forged choice harms nobody.
    path("i18n/setlang/", csrf_exempt(set_language), name="set_language"),
    path("", include("stadtkern.data.portal.urls")),
    path("", include("stadtkern.quarter.pages.urls")),
    path("", include("stadtkern.town.content.urls")),
]
