"""Atom (RFC 4287) and sitemaps (sitemaps.org 0.9) as text. Pure: every value is escaped by the XML writer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
NEVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed. ``mark`` is unique and never changes (RFC 4287, 4.2.6)."""

    mark: str
    title: str
    address: str
    updated: datetime
    published: datetime | None = None
    summary: str = ""
    author: str = ""
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says about itself."""

    address: str
    page: str
    title: str
    under: str
    author: str
    language: str


def atom(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """Write an Atom feed, the newest entry first."""
    ordered = sorted(entries, key=lambda one: one.updated, reverse=True)
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    _text(root, "id", feed.address)
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.under)
    _text(root, "updated", _time(ordered[0].updated if ordered else NEVER))
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.address})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page})
    _text(ET.SubElement(root, "author"), "name", feed.author)
    _text(root, "generator", "stadtkern")
    for one in ordered:
        entry = ET.SubElement(root, "entry")
        _text(entry, "id", one.mark)
        _text(entry, "title", one.title)
        ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": one.address})
        _text(entry, "updated", _time(one.updated))
        if one.published:
            _text(entry, "published", _time(one.published))
        if one.author:
            _text(ET.SubElement(entry, "author"), "name", one.author)
        for term in one.terms:
            ET.SubElement(entry, "category", {"term": _clean(term)})
        if one.summary:
            _text(entry, "summary", one.summary)
    return _written(root)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the sitemap: its address, and when it changed, if that is known."""

    address: str
    changed: datetime | None = None


def sitemap(pages: Sequence[Page]) -> bytes:
    """Write a sitemap with each page's addresses in both languages. A sitemap holds 50,000 pages at most."""
    root = ET.Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    for page in pages[:50_000]:
        one = ET.SubElement(root, "url")
        _text(one, "loc", page.address)
        if page.changed:
            _text(one, "lastmod", _time(page.changed))
        for language in ("de", "en"):
            href = f"{page.address}?lang={language}"
            ET.SubElement(one, "xhtml:link", {"rel": "alternate", "hreflang": language, "href": href})
    return _written(root)


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    """Drop what XML 1.0 forbids: control characters, lone surrogates, U+FFFE and U+FFFF."""
    return "".join(
        sign
        for sign in text
        if (sign in "\t\n" or sign >= " ") and not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff"
    )


def _time(when: datetime) -> str:
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _written(root: ET.Element) -> bytes:
    ET.indent(root, " ")
    text: bytes = ET.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + text
