"""The town's own pages: home, about, imprint and what else a town must say."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from stadtkern.data.portal.access import datasets_for, language, say, town, town_name, viewer_of
from stadtkern.data.portal.asking import questions
from stadtkern.data.portal.charts.isometric import town_picture
from stadtkern.data.portal.finding import licence_name
from stadtkern.data.portal.live import live
from stadtkern.data.portal.search_results import address_of
from stadtkern.data.portal.telling import tiles
from stadtkern.data.registry.terms import licence_uri
from stadtkern.data.search.town import town_finder
from stadtkern.town import offers
from stadtkern.town.sign_in import SignInForm
from stadtkern.town.text import Text

NEWEST = 6
# Quarters to rebuild that the home page shows; the others are on their own page.
QUARTERS = 2


def picture_seed() -> int:
    """Give the number that the town's picture is drawn from: the setting, or made of its name."""
    name = str(town().get("town", "name", "stadtkern"))
    return int(town().get("town", "seed", sum((place + 1) * ord(sign) for place, sign in enumerate(name)) % 9973))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the town: picture, search, what is measured now, quarters to rebuild, themes, ready views, newest data and news."""
    datasets = datasets_for(request)
    town_finder(town()).wake()
    title = Text(f"{town_name()} als Blockbild", f"{town_name()} as a picture of blocks")
    return render(
        request,
        "portal/home.html",
        {
            "picture": mark_safe(town_picture(picture_seed(), say(title))),  # noqa: S308 - drawn by charts/
            "questions": questions(datasets, language()),
            "live": live(datasets, language()),
            "tiles": tiles(datasets, language()) if datasets else [],
            "mobility": address_of("mobility"),
            "childcare": address_of("childcare"),
            "numbers": address_of("numbers"),
            "map_picture": address_of("map-picture")
            if any(one.bbox for d in datasets for one in d.collections)
            else "",
            "newest": sorted(datasets, key=lambda one: one.modified, reverse=True)[:NEWEST],
            "quarters": offers.of_kind(offers.QUARTER)[:QUARTERS],
            "news": _news(town().path, offers.mark()),
            "total": len(datasets),
            "staff": viewer_of(request).is_staff,
        },
    )


@lru_cache(maxsize=8)
def _news(_town: Path, _mark: str) -> tuple[offers.Offer, ...]:
    """Give the latest news; asked for again when anything was written."""
    return tuple(offers.news())


def _page(name: str) -> Callable[[HttpRequest], HttpResponse]:
    @require_safe
    def show(request: HttpRequest) -> HttpResponse:
        return render(request, f"portal/{name}.html", _legal(request))

    show.__doc__ = f"Show the page {name!r}."
    return show


def _legal(request: HttpRequest) -> dict[str, object]:
    used = sorted({one.licence for one in datasets_for(request) if one.licence})
    return {
        "licences_used": [{"name": licence_name(one), "uri": licence_uri(one)} for one in used],
        "version": version("stadtkern"),
        "source_address": str(town().get("town", "source", "")),
    }


about = _page("about")
imprint = _page("imprint")
privacy = _page("privacy")
accessibility = _page("accessibility")
licences = _page("licences")
source = _page("source")


class SignIn(auth.LoginView):
    """Sign in for staff. Who types many wrong passwords waits before the next one (429)."""

    template_name = "portal/sign_in.html"
    redirect_authenticated_user = True
    form_class = SignInForm

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Show the form again with what was wrong; what was typed is never said to be half right."""
        answer = self.render_to_response(self.get_context_data(form=form))
        if isinstance(form, SignInForm) and form.wait:
            answer.status_code = 429
            answer["Retry-After"] = str(form.wait)
        return answer
