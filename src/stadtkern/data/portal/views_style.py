"""The town's look: its colours and coat of arms as files, and the living style page with every component in every state."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from stadtkern.data.portal.access import language, town, viewer_of
from stadtkern.data.portal.style_samples import samples
from stadtkern.town.look import look_of

# Seen by itself a drawing may neither load nor run anything.
_SILENT = "default-src 'none'; style-src 'none'; sandbox"


@require_safe
@cache_control(max_age=300, public=True)
def town_css(request: HttpRequest) -> HttpResponse:
    """Give the town's own colours (``[look]`` in town.toml), made readable, if it has chosen any."""
    del request
    lines = [f"--town-{name}:{value}" for name, value in look_of(town()).colours.items()]
    return HttpResponse(f":root{{{';'.join(lines)}}}\n" if lines else "", content_type="text/css; charset=utf-8")


@require_safe
@cache_control(max_age=86_400, public=True)
def arms(request: HttpRequest) -> HttpResponse:
    """Give the town's coat of arms."""
    del request
    found = look_of(town()).arms
    if found is None:
        raise Http404
    return _picture(found.content, found.media_type)


@require_safe
@cache_control(max_age=86_400, public=True)
def icon(request: HttpRequest) -> HttpResponse:
    """Give the coat of arms for the browser's tab."""
    del request
    found = look_of(town()).arms
    if found is None:
        raise Http404
    return _picture(found.tab or found.content, found.media_type)


def _picture(content: bytes, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Security-Policy"] = _SILENT
    return answer


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Show every component in every state, with when to use what; staff also read what their settings lack."""
    staff = viewer_of(request).is_staff
    notes = look_of(town()).notes if staff else ()
    return render(request, "portal/style.html", {**samples(language()), "notes": notes})
