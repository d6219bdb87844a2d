"""What the builder begins with: ways to send in, to share and to take along; and what it shows to who only looks on."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from quarter_town import some_entries
from stadtkern.quarter.export import FORMATS
from stadtkern.quarter.pages import numbers


def _config(client: Any, address: str) -> dict[str, Any]:
    page = client.get(address).content.decode()
    found = re.search(r'id="builder-config" type="application/json">(.*?)</script>', page)
    assert found is not None
    told: dict[str, Any] = json.loads(found[1])
    return told


@pytest.fixture
def variant(place: Any) -> Any:
    """The first group's variant, with fifty blocks."""
    found = place.store.variants_of_room(place.room.id)[0]
    place.store.append(found.id, some_entries(50)).result()
    return found


@pytest.fixture
def builder(place: Any, visitor: Any) -> Any:
    """Somebody of the first group, whose forms are checked as a browser's are."""
    _, token = place.store.join(place.room.code, 1)
    return visitor(token=token, enforce_csrf_checks=True)


def test_the_builders_own_form_sends_in_with_its_stops(place: Any, builder: Any, variant: Any) -> None:
    told = _config(builder, f"/build/{variant.id}/")
    stops = [{"text": "Vom Dach", "at": [1, 2, 3], "eye": [4, 5, 6]}]
    form = {"name": "Unser Platz", "text": "", "position": "50", "stops": json.dumps(stops)}
    assert builder.post(told["urls"]["send_in"], form).status_code == 403
    answer = builder.post(told["urls"]["send_in"], form | {"csrfmiddlewaretoken": told["csrf"]})
    (one,) = place.store.contributions()
    assert answer["location"] == f"/variants/{one.id}/"
    assert [stop.text for stop in one.stops] == ["Vom Dach"]
    again = _config(builder, f"/build/{variant.id}/")
    assert (again["name"], again["stops"][0]["text"]) == ("Unser Platz", "Vom Dach")


def test_a_form_that_lacks_a_name_keeps_its_stops(place: Any, builder: Any, variant: Any) -> None:
    told = _config(builder, f"/build/{variant.id}/")
    stops = json.dumps([{"text": "Vom Dach", "at": [1, 2, 3], "eye": [4, 5, 6]}])
    answer = builder.post(told["urls"]["send_in"], {"stops": stops, "csrfmiddlewaretoken": told["csrf"]})
    assert answer.status_code == 400
    assert "Vom Dach" in answer.content.decode()
    assert place.store.contributions() == ()


def test_what_is_shared_is_the_room_and_once_it_is_shown_the_design(place: Any, builder: Any, variant: Any) -> None:
    assert _config(builder, f"/build/{variant.id}/")["urls"]["share"].endswith(f"/join/{place.room.code}/")
    sent = place.store.send_in(variant.id, name="Platz", position=50)
    place.store.decide(sent.id, "shown")
    assert _config(builder, f"/build/{variant.id}/")["urls"]["share"].endswith(f"/variants/{sent.id}/")


def test_every_format_is_offered_where_one_builds_and_where_one_looks(place: Any, builder: Any, variant: Any) -> None:
    sent = place.store.send_in(variant.id, name="Platz", position=50)
    place.store.decide(sent.id, "shown")
    for address in (f"/build/{variant.id}/", f"/variants/{sent.id}/look/"):
        urls = _config(builder, address)["urls"]
        assert {key for key in urls if key.startswith("export_")} == {f"export_{key}" for key in FORMATS}


def test_a_design_brings_its_frozen_numbers_and_its_tour(place: Any, visitor: Any, variant: Any) -> None:
    effects = numbers.design(place.store, place.quarter, variant.id, 50)
    sent = place.store.send_in(variant.id, name="Platz", position=50, effects=effects)
    place.store.decide(sent.id, "shown")
    told = _config(visitor(), f"/variants/{sent.id}/look/")
    assert told["role"] == "viewer"
    assert told["socket"] is None
    assert {one["key"] for one in told["effects"]} == set(effects)
    assert {one["key"]: one["value"] for one in told["values"]["values"]} == {
        key: one["value"] for key, one in effects.items()
    }


def test_who_looks_on_gets_the_counted_numbers_and_cannot_send(place: Any, visitor: Any, variant: Any) -> None:
    told = _config(visitor(role="Lesen"), f"/build/{variant.id}/")
    assert told["snapshot"] == f"/live/variants/{variant.id}/snapshot"
    assert "send_in" not in told["urls"]
    assert told["csrf"] == ""
    assert "trees" in {one["key"] for one in told["values"]["values"]}


def test_easy_words_are_chosen_by_address_and_remembered(place: Any, builder: Any, variant: Any) -> None:
    assert _config(builder, f"/build/{variant.id}/")["easy"] is False
    assert _config(builder, f"/build/{variant.id}/?easy=1")["easy"] is True
    assert _config(builder, f"/build/{variant.id}/")["easy"] is True
    assert _config(builder, f"/build/{variant.id}/?easy=0")["easy"] is False


def test_a_closed_room_is_looked_at(place: Any, builder: Any, variant: Any) -> None:
    place.store.close_room(place.room.id)
    told = _config(builder, f"/build/{variant.id}/")
    assert told["socket"] is None
    assert "join" not in told["urls"]
    builder.post(f"/build/{variant.id}/send/", {"name": "Zu spät"})
    assert place.store.contributions() == ()


def test_without_a_script_plan_and_table_are_as_near(place: Any, builder: Any, variant: Any) -> None:
    page = builder.get(f"/build/{variant.id}/").content.decode()
    assert page.count("<h1") == 1
    main = page[page.index("<main") : page.index("</main>")]
    assert f'href="/build/{variant.id}/plan/#plan"' in main
    assert f'href="/build/{variant.id}/plan/#table"' in main
    plan = builder.get(f"/build/{variant.id}/plan/").content.decode()
    assert 'id="plan"' in plan
    assert 'id="table"' in plan


def test_pages_of_a_room_are_kept_by_nobody_else(place: Any, builder: Any, variant: Any) -> None:
    pages = [f"/build/{variant.id}/", f"/build/{variant.id}/plan/", f"/join/{place.room.code}/", "/quarters/am-anger/"]
    assert [builder.get(one)["cache-control"] for one in pages] == ["private"] * 4
