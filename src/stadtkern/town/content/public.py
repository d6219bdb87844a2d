"""This room's door for others: all that is written and public, for search and home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import PageLogEntry

from stadtkern.town.content.models import ContentPage, News, NewsList, PageList
from stadtkern.town.offers import NEWS, PAGE, Offer
from stadtkern.town.text import Text


def mark() -> str:
    """Give a word that changes whenever a page or a piece of news is published, changed or taken away."""
    return str(PageLogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)


def entries() -> list[Offer]:
    """Give all public pages, then all public news, the newest first."""
    pages = ContentPage.objects.live().public().order_by("path").select_related("picture")
    return [*(_page(one) for one in pages), *latest_news(None)]


def latest_news(count: int | None = 3) -> list[Offer]:
    """Give the latest public news, the newest first; all of it without ``count``."""
    found = News.objects.live().public().order_by("-day", "-first_published_at").select_related("picture")[:count]
    return [_news(one) for one in found]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where someone writes in the office: addresses of new news and pages and of their lists, empty without the right."""

    new_news: str = ""
    new_page: str = ""
    news: str = ""
    pages: str = ""


def desk_of(user: Any) -> Desk:
    """Give where this person may write. Only inside the office: elsewhere these addresses are not known."""
    lists = {"news": NewsList.objects.first(), "contentpage": PageList.objects.first()}
    may = {kind: one is not None and one.permissions_for_user(user).can_add_subpage() for kind, one in lists.items()}
    new = {
        kind: reverse("wagtailadmin_pages:add", args=["content", kind, one.pk]) if one is not None and may[kind] else ""
        for kind, one in lists.items()
    }
    all_of = {
        kind: reverse("wagtailadmin_explore", args=[one.pk]) if one is not None and may[kind] else ""
        for kind, one in lists.items()
    }
    return Desk(new["news"], new["contentpage"], all_of["news"], all_of["contentpage"])


def _page(one: ContentPage) -> Offer:
    return Offer(PAGE, one.heading, _words(one), one.get_url() or "/pages/", one.last_published_at, _picture(one))


def _news(one: News) -> Offer:
    day = timezone.make_aware(datetime.combine(one.day, time(12)))
    return Offer(NEWS, one.heading, _words(one), one.get_url() or "/news/", day, _picture(one))


def _picture(one: News | ContentPage) -> str:
    """Give the address of a small picture, drawn now if it never was; nothing when its file is lost."""
    if one.picture is None:
        return ""
    try:
        return str(one.picture.get_rendition("fill-640x400|format-webp").url)
    except OSError:
        return ""


def _words(one: News | ContentPage) -> Text:
    return Text(_plain(one.lead.de, one.story.de), _plain(one.lead.en, one.story.en))


def _plain(lead: str, html: str) -> str:
    return " ".join(f"{lead} {strip_tags(html.replace('<', ' <'))}".split())
