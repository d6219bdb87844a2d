"""A dataset as the public will see it, before it is public: its own page in a frame, under a banner, in three widths."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stadtkern.data.portal.access import dataset_for, word_of
from stadtkern.data.portal.office import staff_only
from stadtkern.data.portal.office_attention import missing
from stadtkern.town.text import Text

WIDTHS = {
    "wide": Text("Bildschirm", "Screen"),
    "tablet": Text("Tablet", "Tablet"),
    "phone": Text("Handy", "Phone"),
}


@staff_only
@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the dataset's public page and say who can see it by now. ``width`` is wide, tablet or phone."""
    one = dataset_for(request, slug)
    width = word_of(request.GET, "width")
    return render(
        request,
        "portal/office_preview.html",
        {
            "dataset": one,
            "missing": [] if one.published else missing(one),
            "width": width if width in WIDTHS else "wide",
            "widths": WIDTHS.items(),
        },
    )
