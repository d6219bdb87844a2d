"""Addresses inside the office: people's pages, and Wagtail's frame for what the portal has no page for.

Only requests below /office/ use these (``office_door``), so a town nobody edits never loads the frame's pages.
"""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.generic import RedirectView

from stadtkern.front.urls import urlpatterns as open_pages

urlpatterns = [
    *open_pages,
    # One way in, which asks for patience after wrong passwords; and one way out.
    path("office/login/", RedirectView.as_view(pattern_name="login", query_string=True)),
    path("office/logout/", LogoutView.as_view()),
    path("office/", include("wagtail.admin.urls")),
]
