"""Quarters in the town's own pages: home, search, places, feed; and nothing of one that is not published."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse

from stadtkern.town import offers


@pytest.fixture
def design(place: Any) -> Any:
    """A design that is shown."""
    sent = place.store.send_in(place.store.new_variant(place.quarter.id, "1").id, name="Ein Platz", text="Mit Bäumen.")
    return place.store.decide(sent.id, "shown")


def test_the_home_page_shows_a_quarter_to_rebuild(place: Any, visitor: Any) -> None:
    page = visitor().get("/").content.decode()
    assert 'href="/quarters/am-anger/"' in page
    assert "/quarters/am-anger/picture.webp?look=night&amp;w=960" in page
    place.store.save_quarter("am-anger", published=False)
    assert "am-anger" not in visitor().get("/").content.decode()


def test_the_search_knows_quarters_and_designs_as_what_they_are(place: Any, design: Any) -> None:
    kinds = {one.url: one.kind for one in offers.entries()}
    assert kinds["/quarters/am-anger/"] == offers.QUARTER
    assert kinds[f"/variants/{design.id}/"] == offers.DESIGN
    before = offers.mark()
    place.store.decide(design.id, "declined", "Nein.")
    assert offers.mark() != before
    assert f"/variants/{design.id}/" not in {one.url for one in offers.entries()}


def test_a_place_in_a_quarter_leads_to_it(place: Any, visitor: Any) -> None:
    inside = f"{reverse('place')}?at=52.35,13.15"
    assert 'href="/quarters/am-anger/"' in visitor().get(inside).content.decode()
    assert "am-anger" not in visitor().get(f"{reverse('place')}?at=52.5,13.15").content.decode()
    assert [one.url for one in offers.here(13.15, 52.35, offers.QUARTER)] == ["/quarters/am-anger/"]


@pytest.mark.parametrize(("language", "word"), [("de", "Entwurf"), ("en", "Design")])
def test_the_feed_tells_what_is_new(place: Any, visitor: Any, design: Any, language: str, word: str) -> None:
    answer = visitor(language=language).get("/quarters.atom")
    assert answer["content-type"].startswith("application/atom+xml")
    atom = "{http://www.w3.org/2005/Atom}"
    root = ET.fromstring(answer.content)
    links = [one.find(f"{atom}link").get("href") for one in root.findall(f"{atom}entry")]  # type: ignore[union-attr]
    assert {one.split("testserver", 1)[1] for one in links if one} == {"/quarters/am-anger/", f"/variants/{design.id}/"}
    assert word in {one.get("term") for one in root.iter(f"{atom}category")}


def test_a_source_is_called_as_its_dataset(place: Any, visitor: Any) -> None:
    report = {"sources": [{"name": "lageplan.pbf", "kind": "osm", "read": {"stops": 1}, "became": {"trees": 2}}]}
    place.store.save_quarter("am-anger", report=report)
    page = visitor().get("/quarters/am-anger/").content.decode()
    assert "1 Haltestelle." in page
    assert "2 Bäume." in page
