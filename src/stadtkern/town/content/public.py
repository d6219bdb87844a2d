"""This room's door for others: all that is written and public, for search and home."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import PageLogEntry

from stadtkern.town.content.models import ContentPage, News
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
