"""Gives requests below /office/ the office's addresses beside all others."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

OFFICE = "stadtkern.front.office_urls"


def office_door(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Make the middleware. It comes before whatever looks an address up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/office/"):
            request.urlconf = OFFICE
        return answer(request)

    return middleware
