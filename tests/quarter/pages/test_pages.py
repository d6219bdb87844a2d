"""The open pages: what is seen of a quarter, who may see it, and how one comes in without an account."""

from __future__ import annotations

import re
from typing import Any

import pytest

from quarter_town import some_entries
from stadtkern.quarter.effects.registry import EFFECTS
from stadtkern.quarter.live import COOKIE
from stadtkern.quarter.pages import numbers


def test_a_published_quarter_is_listed_with_its_picture_and_linked_in_the_menu(place: Any, visitor: Any) -> None:
    page = visitor().get("/quarters/").content.decode()
    assert "/quarters/am-anger/" in page
    assert "/quarters/am-anger/picture.webp?look=night" in page
    assert 'href="/quarters/"' in visitor().get("/about/").content.decode()


def test_an_unpublished_quarter_is_there_for_staff_and_builders_alone(place: Any, visitor: Any) -> None:
    place.store.save_quarter("am-anger", published=False)
    addresses = ["/quarters/am-anger/", "/quarters/am-anger/picture.webp", "/quarters/am-anger/share.png",
                 "/quarters/am-anger/room/", "/quarters/am-anger/compare/"]  # fmt: skip
    assert [visitor().get(one).status_code for one in addresses] == [404] * 5
    assert visitor().post("/quarters/am-anger/build/").status_code == 404
    assert "am-anger" not in visitor().get("/quarters/").content.decode()
    assert "am-anger" not in visitor().get("/sitemap.xml").content.decode()
    assert [visitor(token=place.token).get(one).status_code for one in addresses] == [200] * 5
    staff = visitor(role="Lesen")
    assert [staff.get(one).status_code for one in addresses] == [200] * 5


def test_the_quarters_page_tells_every_number_of_today_with_a_link_to_what_is_assumed(place: Any, visitor: Any) -> None:
    numbers.today(place.store, place.quarter, wait=True)
    page = visitor().get("/quarters/am-anger/").content.decode()
    missing = [one.key for one in EFFECTS if one.key != "cost" and f"/quarters/effects/{one.key}/" not in page]
    assert missing == []
    assert "data-refresh" not in page


def test_while_numbers_are_reckoned_the_page_says_so(place: Any, visitor: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(numbers, "_reckon", lambda *_: {})
    page = visitor().get("/quarters/am-anger/").content.decode()
    assert "werden gerade gerechnet" in page
    assert 'data-refresh="3"' in page


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_effect_has_a_page_with_definition_and_assumption(place: Any, visitor: Any, language: str) -> None:
    numbers.today(place.store, place.quarter, wait=True)
    reader = visitor(language=language)
    for one in EFFECTS:
        page = reader.get(f"/quarters/effects/{one.key}/")
        assert page.status_code == 200
        text = page.content.decode().replace("&quot;", '"').replace("&#x27;", "'")
        assert one.definition.in_language(language) in text
        assert one.assumption.in_language(language) in text
    assert reader.get("/quarters/effects/nothing/").status_code == 404


def test_building_alone_needs_no_account_and_is_remembered_by_a_cookie_that_scripts_cannot_read(
    place: Any, visitor: Any
) -> None:
    client = visitor()
    assert client.get("/quarters/am-anger/build/")["location"] == "/quarters/am-anger/"
    answer = client.post("/quarters/am-anger/build/")
    assert answer.status_code == 302
    cookie = answer.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    page = client.get(answer["location"]).content.decode()
    number = re.fullmatch(r"/build/(\d+)/", answer["location"])[1]  # type: ignore[index]
    assert f'"socket": "/live/variants/{number}"' in page
    assert f"/build/{number}/plan/" in page
    assert visitor().get(answer["location"]).status_code == 404


def test_beginning_alone_needs_the_pages_own_form(place: Any, visitor: Any) -> None:
    assert visitor(enforce_csrf_checks=True).post("/quarters/am-anger/build/").status_code == 403


def test_who_begins_again_and_again_has_to_wait(place: Any, visitor: Any) -> None:
    codes = [visitor().post("/quarters/am-anger/build/").status_code for _ in range(62)]
    assert codes[:60] == [302] * 60
    assert codes[-1] == 429


def test_a_code_opens_the_room_however_it_is_typed(place: Any, visitor: Any) -> None:
    code = place.room.code
    typed = f" {code[:3].lower()} {code[3:].lower()} "
    assert visitor().post("/join/", {"code": typed})["location"] == f"/join/{code}/"
    assert visitor().post("/join/", {"code": "AAAAAA"}).status_code == 404


def test_joining_gives_a_made_up_name_and_the_chosen_group(place: Any, visitor: Any) -> None:
    client = visitor()
    address = f"/join/{place.room.code}/"
    assert "Ein Platz ohne Autos." in client.get(address).content.decode()
    assert client.post(address, {"group": "2"}).status_code == 302
    who = place.store.participants(place.room.id)[-1]
    assert who.group == 2
    page = client.get(address).content.decode()
    assert who.name.de in page
    second = place.store.variants_of_room(place.room.id)[1]
    assert f"/build/{second.id}/" in page
    client.post(address, {"group": "1"})
    assert place.store.participant(who.id).group == 1
    assert len(place.store.participants(place.room.id)) == 2


def test_a_closed_room_lets_nobody_in(place: Any, visitor: Any) -> None:
    place.store.close_room(place.room.id)
    assert visitor().post(f"/join/{place.room.code}/").status_code == 404
    assert len(place.store.participants(place.room.id)) == 1


def test_the_leader_opens_a_room_with_rules(place: Any, visitor: Any) -> None:
    client = visitor()
    form = {"title": "Werkstatt", "groups": "3", "minutes": "45", "most_high": "12", "budget": "50000", "where": "own",
            "box": "10, 20, 30, 40"}  # fmt: skip
    answer = client.post("/quarters/am-anger/room/", form)
    room = place.store.rooms()[0]
    assert answer["location"] == f"/rooms/{room.id}/"
    (area,) = room.rules.area
    assert (area.x0, area.y0, area.x1, area.y1) == (10, 20, 30, 40)
    assert (room.rules.most_high, room.rules.budget, len(place.store.variants_of_room(room.id))) == (12, 50000, 3)
    assert client.post("/quarters/am-anger/room/", form | {"box": "10, 20, 3000, 40"}).status_code == 400
    page = client.get(f"/rooms/{room.id}/").content.decode()
    assert f"{room.code[:3]} {room.code[3:]}" in page
    assert "<svg" in client.get(f"/rooms/{room.id}/sheet/").content.decode()


def test_only_the_leader_and_staff_have_the_leaders_desk(place: Any, visitor: Any) -> None:
    _, token = place.store.join(place.room.code)
    address = f"/rooms/{place.room.id}/"
    assert visitor().get(address).status_code == 404
    assert visitor(token=token).get(address).status_code == 404
    assert visitor(token=token).post(f"{address}do/", {"do": "close"}).status_code == 404
    assert visitor(token=place.token).get(address).status_code == 200
    staff = visitor(role="Lesen").get(address)
    assert staff.status_code == 200
    assert place.token not in staff.content.decode()


def test_the_leader_pauses_changes_the_task_and_closes(place: Any, visitor: Any) -> None:
    client = visitor(token=place.token)
    desk = f"/rooms/{place.room.id}/do/"
    client.post(desk, {"do": "freeze"})
    assert place.store.room(place.room.id).frozen
    client.post(desk, {"do": "go"})
    client.post(desk, {"do": "task", "title": "", "task": "Mehr Bäume"})
    room = place.store.room(place.room.id)
    assert (room.frozen, room.task, room.title) == (False, "Mehr Bäume", "Klasse 7b")
    assert client.post(desk, {"do": "nonsense"}).status_code == 404
    client.post(desk, {"do": "close"})
    assert place.store.room(place.room.id).closed


def test_the_leaders_link_takes_the_lead_on_another_device_after_asking(place: Any, visitor: Any) -> None:
    client = visitor()
    address = f"/rooms/{place.room.id}/lead/{place.token}/"
    assert COOKIE not in client.get(address).cookies
    client.post(address)
    assert client.get(f"/rooms/{place.room.id}/").status_code == 200
    assert visitor().get(f"/rooms/{place.room.id}/lead/wrong/").status_code == 404


def test_the_plan_shows_a_variant_without_a_script(place: Any, visitor: Any) -> None:
    variant = place.store.variants_of_room(place.room.id)[0]
    place.store.append(variant.id, some_entries(40)).result()
    page = visitor(token=place.token).get(f"/build/{variant.id}/plan/").content.decode()
    assert "40 Änderungen" in page
    assert "picture.webp?look=plan" in page
    picture = visitor(token=place.token).get(f"/build/{variant.id}/picture.webp?look=plan")
    assert picture.content[:4] == b"RIFF"
