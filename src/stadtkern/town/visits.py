"""Two habits of every answer: a language asked for in the address, and pages of signed-in people that nobody keeps."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

Answer = Callable[[HttpRequest], HttpResponseBase]


class AskedLanguage:
    """Shows a page in the language its address asks for (``?lang=en``), without a cookie: for links and search engines."""

    def __init__(self, answer: Answer) -> None:
        """Wrap what answers."""
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in that language; any other word there changes nothing."""
        asked = request.GET.get("lang", "")
        if asked in dict(settings.LANGUAGES):
            translation.activate(asked)
            request.LANGUAGE_CODE = asked
        return self._answer(request)


class OwnPages:
    """Marks what a signed-in person sees as theirs, so that neither caches on the way nor the offline store keep it."""

    def __init__(self, answer: Answer) -> None:
        """Wrap what answers."""
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; the session's cookie alone decides, so that no page opens a session for this."""
        response = self._answer(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private"
        return response
