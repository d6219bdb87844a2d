"""Making a quarter in the office: what is asked for, and what is said when it cannot be."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from stadtkern.quarter.effects.model import Settings

BOX = {"west": "13.15", "south": "52.35", "east": "13.153", "north": "52.352"}


def _posted(client: Any, **more: Any) -> Any:
    return client.post("/office/quarters/new/", {"title_de": "Neu", **BOX, **more})


@pytest.mark.parametrize(
    ("box", "de", "en"),
    [
        ({"east": "13.25"}, "Ein Quartier misst 16 bis 512 m je Seite.", "A quarter has 16 to 512 m each way."),
        ({"east": "13.1501"}, "Ein Quartier misst 16 bis 512 m je Seite.", "A quarter has 16 to 512 m each way."),
        ({"east": "13.1"}, "erst Westen und Süden, dann Osten und Norden", "west and south first"),
        ({"north": ""}, "Ein Kasten braucht alle vier Zahlen, oder keine.", "A box needs all four numbers, or none."),
    ],
)
def test_a_box_that_cannot_be_is_told_at_once(place: Any, visitor: Any, box: dict[str, str], de: str, en: str) -> None:
    office = visitor(role="Daten")
    for language, words in (("de", de), ("en", en)):
        answer = office.post(
            "/office/quarters/new/", {"title_de": "Neu", **BOX, **box}, headers={"accept-language": language}
        )
        assert answer.status_code == 400
        assert words in answer.content.decode()
    assert len(place.store.quarters()) == 1


def test_without_data_or_files_nothing_is_built(place: Any, visitor: Any) -> None:
    answer = _posted(visitor(role="Daten"))
    assert answer.status_code == 400
    assert "Bitte wählen Sie Daten der Stadt oder Dateien." in answer.content.decode()


def test_when_building_fails_what_was_typed_is_there_again(place: Any, visitor: Any) -> None:
    office = visitor(role="Daten")
    empty = SimpleUploadedFile("leer.geojson", b'{"type": "FeatureCollection", "features": []}')
    answer = _posted(office, files=empty)
    number = int(re.search(r"/jobs/(\d+)/", answer["location"])[1])  # type: ignore[index]
    page = office.get(answer["location"]).content.decode()
    for _ in range(100):
        if "data-refresh" not in page:
            break
        time.sleep(0.1)
        page = office.get(answer["location"]).content.decode()
    assert f"?again={number}" in page
    form = office.get(f"/office/quarters/new/?again={number}").content.decode()
    assert 'value="Neu"' in form
    assert 'value="13.153"' in form


def test_the_map_stands_where_the_town_is(place: Any, visitor: Any) -> None:
    page = visitor(role="Daten").get("/office/quarters/new/").content.decode()
    told = json.loads(re.search(r'id="map-config" type="application/json">(.*?)</script>', page)[1])  # type: ignore[index]
    assert told["layers"] == []
    assert "base" in told


def test_the_detour_can_be_set_within_what_can_be(place: Any, visitor: Any) -> None:
    """Its field says where the usual value comes from."""
    office, where = visitor(role="Daten"), "/office/quarters/am-anger/settings/"
    page = office.get(where).content.decode()
    assert "Umweg zu Zielen außerhalb" in page
    assert "Üblich: 1,3. Annahme; Umwege zu Fuß liegen meist zwischen 1,2 und 1,4." in page
    usual = {key: value for key, value in Settings().to_json().items() if key not in ("sealing", "prices")}
    assert office.post(where, {**usual, "detour": 5}).status_code == 400
    assert office.post(where, {**usual, "detour": 1.2}).status_code == 302
    assert Settings.from_json(place.store.quarter("am-anger").settings).detour == 1.2
