"""Addresses of people's pages. Machine doors have theirs in ``asgi``."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("stadtkern.data.portal.urls")),
]
