"""Designs: sent in with frozen numbers, checked by the office, shown, compared."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quarter_town import some_entries


@pytest.fixture
def variant(place: Any) -> Any:
    """The first group's variant, with fifty blocks."""
    found = place.store.variants_of_room(place.room.id)[0]
    place.store.append(found.id, some_entries(50)).result()
    return found


def _send(place: Any, visitor: Any, variant: Any, **more: str) -> Any:
    form = {"name": "Alles Platz", "text": "Mehr Platz zum Sitzen.", **more}
    return visitor(token=place.token).post(f"/build/{variant.id}/send/", form)


def test_sending_in_freezes_numbers_and_stops_at_the_position(place: Any, visitor: Any, variant: Any) -> None:
    stops = json.dumps([{"text": "Hier", "at": [1, 2, 3], "eye": [4, 5, 6]}, {"text": "kaputt", "at": "x"}, 7])
    answer = _send(place, visitor, variant, position="30", stops=stops)
    (one,) = place.store.contributions(place.quarter.id)
    assert answer["location"] == f"/variants/{one.id}/"
    assert (one.position, one.state, one.name) == (30, "sent", "Alles Platz")
    assert [stop.text for stop in one.stops] == ["Hier"]
    before = one.effects
    place.store.append(variant.id, some_entries(300, first=51)).result()
    assert place.store.contribution(one.id).effects == before
    assert before["cost"]["value"] > 0
    assert before["cost"]["today"] == 0


def test_a_design_without_a_name_is_asked_for_one(place: Any, visitor: Any, variant: Any) -> None:
    answer = _send(place, visitor, variant, name="  ")
    assert answer.status_code == 400
    assert "Geben Sie Ihrem Entwurf einen Namen." in answer.content.decode()
    assert place.store.contributions() == ()


def test_a_design_in_which_nothing_is_built_is_not_sent(place: Any, visitor: Any, variant: Any) -> None:
    answer = _send(place, visitor, variant, position="0")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "In diesem Entwurf ist noch nichts umgebaut." in page
    assert 'value="Alles Platz"' in page
    assert place.store.contributions() == ()


def test_the_builder_opens_the_form_with_its_stops_without_sending(place: Any, visitor: Any, variant: Any) -> None:
    stops = json.dumps([{"text": "Vom Dach", "at": [1, 2, 3], "eye": [4, 5, 6]}])
    page = _send(place, visitor, variant, ask="1", stops=stops, name="")
    assert "Vom Dach" in page.content.decode()
    assert place.store.contributions() == ()


def test_who_looks_on_cannot_send_in(place: Any, visitor: Any, variant: Any) -> None:
    visitor(role="Lesen").post(f"/build/{variant.id}/send/", {"name": "Fremd"})
    assert place.store.contributions() == ()
    assert visitor().post(f"/build/{variant.id}/send/", {"name": "Fremd"}).status_code == 404


def test_a_design_is_private_until_the_office_shows_it(place: Any, visitor: Any, variant: Any) -> None:
    _send(place, visitor, variant)
    (one,) = place.store.contributions()
    addresses = [f"/variants/{one.id}/", f"/variants/{one.id}/look/", f"/variants/{one.id}/picture.webp",
                 f"/variants/{one.id}/share.png"]  # fmt: skip
    assert [visitor().get(each).status_code for each in addresses] == [404] * 4
    office = visitor(role="Daten")
    assert "Alles Platz" in office.get("/office/quarters/").content.decode()
    assert office.post(f"/office/quarters/designs/{one.id}/", {"state": "shown"}).status_code == 302
    assert [visitor().get(each).status_code for each in addresses] == [200] * 4
    assert "Alles Platz" in visitor().get("/quarters/am-anger/").content.decode()
    assert f"/variants/{one.id}/" in visitor().get("/sitemap.xml").content.decode()


def test_declining_needs_a_reason_which_the_group_reads(place: Any, visitor: Any, variant: Any) -> None:
    _send(place, visitor, variant)
    (one,) = place.store.contributions()
    office = visitor(role="Daten")
    office.post(f"/office/quarters/designs/{one.id}/", {"state": "declined", "reason": ""})
    assert place.store.contribution(one.id).state == "sent"
    office.post(f"/office/quarters/designs/{one.id}/", {"state": "declined", "reason": "Da steht ein Name."})
    assert "Da steht ein Name." in visitor(token=place.token).get(f"/variants/{one.id}/").content.decode()


def test_readers_of_the_office_decide_nothing(place: Any, visitor: Any, variant: Any) -> None:
    _send(place, visitor, variant)
    (one,) = place.store.contributions()
    reader = visitor(role="Lesen")
    assert reader.post(f"/office/quarters/designs/{one.id}/", {"state": "shown"}).status_code == 403
    assert reader.post("/office/quarters/am-anger/publish/", {"public": "0"}).status_code == 403
    assert reader.get("/office/quarters/").status_code == 200


def test_what_gets_worse_stands_first_unless_asked_otherwise(place: Any, visitor: Any) -> None:
    number = place.store.new_variant(place.quarter.id, "x").id
    effects = {
        "green_area": {"value": 50.0, "today": 100.0},
        "trees": {"value": 30.0, "today": 10.0},
        "dwellings": {"value": 5.0, "today": 5.0},
    }
    one = place.store.send_in(number, name="Beides", effects=effects)
    place.store.decide(one.id, "shown")
    for order, first, second in (("worst", "green_area", "trees"), ("best", "trees", "green_area")):
        page = visitor().get(f"/variants/{one.id}/?order={order}").content.decode()
        assert page.index(f"/effects/{first}/") < page.index(f"/effects/{second}/")
        assert "schlechter" in page
        assert "besser" in page


def test_up_to_four_designs_stand_side_by_side_with_a_radar(place: Any, visitor: Any) -> None:
    numbers = []
    for name in ("Eins", "Zwei", "Drei", "Vier", "Fünf"):
        effects = {
            key: {"value": 10.0 + len(name), "today": 10.0} for key in ("green_area", "canopy", "shade", "sealed_share")
        }
        one = place.store.send_in(place.store.new_variant(place.quarter.id, name).id, name=name, effects=effects)
        numbers.append(place.store.decide(one.id, "shown").id)
    wanted = "&".join(f"v={number}" for number in [*numbers, "x", 999])
    page = visitor().get(f"/quarters/am-anger/compare/?{wanted}").content.decode()
    assert page.count('class="compare-name"') == 4
    assert page.count("radar-area") == 8  # drawn wide, and narrow for phones
    assert "green_area" in page


def test_a_name_is_text_and_never_markup(place: Any, visitor: Any) -> None:
    one = place.store.send_in(place.store.new_variant(place.quarter.id, "x").id, name="<b>&", effects={})
    place.store.decide(one.id, "shown")
    for address in (f"/variants/{one.id}/", f"/quarters/am-anger/compare/?v={one.id}", f"/variants/{one.id}/look/"):
        page = visitor().get(address).content.decode()
        assert "<b>&" not in page
        assert "&lt;b&gt;" in page
