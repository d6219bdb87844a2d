from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from stadtkern.data.portal.feeds import ATOM, SITEMAP, Entry, Feed, Page, atom, sitemap

FEED = Feed("https://x.example/a.atom", "https://x.example/", "Titel <b>", "Unter & über", "Stadt", "de")
NASTY = '<script>alert("x")</script> & \x00\x0b\ud800 ﷽ 🎉'


def test_an_entry_comes_back_as_it_was_without_what_xml_forbids() -> None:
    early, late = datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
    text = atom(
        FEED, [Entry("urn:1", NASTY, "https://x.example/1/?a=1&b=2", early), Entry("urn:2", "b", "https://x", late)]
    )
    root = ET.fromstring(text)
    titles = [one.findtext(f"{{{ATOM}}}title") for one in root.findall(f"{{{ATOM}}}entry")]
    assert titles == ["b", '<script>alert("x")</script> &  ﷽ 🎉']
    assert root.findtext(f"{{{ATOM}}}updated") == "2026-03-04T05:06:00Z"
    assert root.find(f"{{{ATOM}}}author/{{{ATOM}}}name") is not None


def test_a_feed_without_entries_is_still_a_feed() -> None:
    root = ET.fromstring(atom(FEED, []))
    assert root.tag == f"{{{ATOM}}}feed"
    assert root.findall(f"{{{ATOM}}}entry") == []


def test_each_page_of_the_sitemap_names_both_languages() -> None:
    root = ET.fromstring(sitemap([Page("https://x.example/a&b/", datetime(2026, 1, 2, tzinfo=UTC))]))
    (page,) = root.findall(f"{{{SITEMAP}}}url")
    assert page.findtext(f"{{{SITEMAP}}}loc") == "https://x.example/a&b/"
    links = [one.get("href") for one in page if one.tag.endswith("link")]
    assert links == ["https://x.example/a&b/?lang=de", "https://x.example/a&b/?lang=en"]
