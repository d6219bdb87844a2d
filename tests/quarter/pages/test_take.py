"""Files to take along: every format of a quarter, a design and a variant; who may have them; what is said when one cannot be."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest

from quarter_town import some_entries
from stadtkern.quarter.export import FORMATS
from stadtkern.quarter.pages import numbers, taken, ways_out
from stadtkern.town.text import ProblemError, problem


@pytest.fixture(autouse=True)
def _rested() -> None:
    ways_out.FILES._kept.clear()


@pytest.fixture
def variant(place: Any) -> Any:
    """The first group's variant, with fifty blocks."""
    found = place.store.variants_of_room(place.room.id)[0]
    place.store.append(found.id, some_entries(50)).result()
    return found


@pytest.fixture
def design(place: Any, variant: Any) -> Any:
    """The variant, sent in with its numbers and shown."""
    effects = numbers.design(place.store, place.quarter, variant.id, 50)
    sent = place.store.send_in(variant.id, name="Ein Platz für alle", position=50, effects=effects)
    return place.store.decide(sent.id, "shown")


def _fetched(client: Any, address: str) -> tuple[Any, bytes]:
    answer = client.get(address)
    for _ in range(20):
        if answer.status_code != 202:
            break
        answer = client.get(address)
    return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content


def _is(key: str, data: bytes) -> bool:
    begins = {
        "png": b"\x89PNG",
        "night": b"\x89PNG",
        "plan": b"\x89PNG",
        "pdf": b"%PDF",
        "glb": b"glTF",
        "mts": b"MTSM",
    }
    if key in begins:
        return data.startswith(begins[key])
    if key == "stl":
        return "list.csv" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    return json.loads(data)["type"] == {"geojson": "FeatureCollection", "cityjson": "CityJSON"}[key]


@pytest.mark.parametrize("key", FORMATS)
def test_a_design_leaves_in_every_format_with_its_type_and_a_name_one_finds_again(
    place: Any, visitor: Any, design: Any, key: str
) -> None:
    answer, data = _fetched(visitor(), f"/variants/{design.id}/export/{key}/")
    assert answer.status_code == 200
    assert _is(key, data)
    assert answer["content-type"] == FORMATS[key].media
    name = re.search(r'filename="([^"]+)"', answer["content-disposition"])[1]  # type: ignore[index]
    assert name.startswith("am-anger-ein-platz-fuer-alle")
    assert name.endswith(FORMATS[key].ending)
    assert "public" in answer["cache-control"]


def test_a_quarter_as_it_stands_and_a_variant_as_it_is_leave_too(place: Any, visitor: Any, variant: Any) -> None:
    _, today = _fetched(visitor(), "/quarters/am-anger/export/mts/")
    answer, built = _fetched(visitor(token=place.token), f"/build/{variant.id}/export/mts/")
    assert _is("mts", today)
    assert _is("mts", built)
    assert today != built
    assert "private" in answer["cache-control"]
    place.store.append(variant.id, some_entries(20, first=51)).result()
    assert _fetched(visitor(token=place.token), f"/build/{variant.id}/export/mts/")[1] != built


def test_all_names_of_a_design_are_different(place: Any, visitor: Any, design: Any) -> None:
    names = {visitor().head(f"/variants/{design.id}/export/{key}/")["content-disposition"] for key in FORMATS}
    assert len(names) == len(FORMATS)


def test_designs_whose_names_no_file_can_bear_have_names_apart(place: Any, visitor: Any, design: Any) -> None:
    told = set()
    for position in (20, 50):
        sent = place.store.send_in(design.variant, name="🌳🌳 مرحبا", position=position)
        place.store.decide(sent.id, "shown")
        told.add(visitor().head(f"/variants/{sent.id}/export/glb/")["content-disposition"])
    assert len(told) == 2
    assert all(re.search(r'"am-anger-entwurf-\d+-\d+\.glb"', name) for name in told)


@pytest.mark.parametrize(
    ("name", "written"), [("Grün 🌳 für alle", "Grün für alle"), ("🌳🌳", "Entwurf "), ("ساحة خضراء", "Entwurf ")]
)
def test_a_sheet_has_no_signs_that_its_letters_lack(
    place: Any, visitor: Any, design: Any, monkeypatch: Any, name: str, written: str
) -> None:
    told: list[str] = []

    def noted(*_: Any, **words: Any) -> None:
        told.append(words["variant"].de)
        words["out"].write_bytes(b"x")

    monkeypatch.setattr(taken, "export", noted)
    one = place.store.send_in(design.variant, name=name, position=50, effects=design.effects)
    place.store.decide(one.id, "shown")
    for key in ("png", "geojson"):
        _fetched(visitor(), f"/variants/{one.id}/export/{key}/")
    assert told[0].startswith(written)
    assert told[1] == name


def test_a_sheet_tells_the_numbers_that_were_frozen(place: Any, visitor: Any, design: Any, monkeypatch: Any) -> None:
    told: list[Any] = []
    monkeypatch.setattr(
        taken, "export", lambda *_, **words: told.append(words["values"]) or words["out"].write_bytes(b"x")
    )
    monkeypatch.setattr(numbers, "design", lambda *_: pytest.fail("nothing is reckoned anew"))
    place.store.save_quarter("am-anger", settings={"people_per_dwelling": 4.0})
    _fetched(visitor(), f"/variants/{design.id}/export/pdf/")
    assert {key: one.value for key, one in told[0].items()} == {
        key: one["value"] for key, one in design.effects.items()
    }


def test_who_may_not_see_a_design_may_not_take_it(place: Any, visitor: Any, design: Any, variant: Any) -> None:
    place.store.decide(design.id, "sent")
    other = visitor(token=place.store.open_room(place.quarter.id, title="Andere")[1])
    theirs = [f"/variants/{design.id}/export/png/", f"/build/{variant.id}/export/png/"]
    assert [visitor().get(one).status_code for one in theirs] == [404, 404]
    assert [other.get(one).status_code for one in theirs] == [404, 404]
    staff = visitor(role="Lesen")
    assert [_fetched(one, theirs[0])[0].status_code for one in (staff, visitor(token=place.token))] == [200, 200]
    assert "private" in _fetched(staff, theirs[0])[0]["cache-control"]
    place.store.save_quarter("am-anger", published=False)
    assert visitor().get("/quarters/am-anger/export/plan/").status_code == 404
    assert visitor().head("/quarters/am-anger/export/plan/").status_code == 404


@pytest.mark.parametrize(
    ("language", "words"), [("de", "Das Format „dwg“ gibt es nicht"), ("en", "There is no format")]
)
def test_a_format_that_is_none_is_told_in_the_readers_language(
    place: Any, visitor: Any, language: str, words: str
) -> None:
    answer = visitor(language=language).get("/quarters/am-anger/export/dwg/")
    assert answer.status_code == 404
    assert words in answer.content.decode()
    assert 'href="/quarters/am-anger/#take"' in answer.content.decode()


def test_what_a_format_cannot_do_is_told(place: Any, visitor: Any, monkeypatch: Any) -> None:
    def nothing(*_: Any, **__: Any) -> None:
        raise problem("export.building", "Hier steht kein Gebäude.", "No building stands here.")

    monkeypatch.setattr(taken, "export", nothing)
    answer, data = _fetched(visitor(), "/quarters/am-anger/export/stl/")
    assert answer.status_code == 404
    assert "Hier steht kein Gebäude." in data.decode()


def test_a_file_is_made_once_and_asked_for_again_only_when_it_changed(
    place: Any, visitor: Any, monkeypatch: Any
) -> None:
    first, data = _fetched(visitor(), "/quarters/am-anger/export/glb/")
    monkeypatch.setattr(taken, "_make", lambda *_: pytest.fail("it is there already"))
    assert _fetched(visitor(), "/quarters/am-anger/export/glb/")[1] == data
    again = visitor().get("/quarters/am-anger/export/glb/", headers={"if-none-match": first["etag"]})
    assert again.status_code == 304
    page = visitor().get("/quarters/am-anger/").content.decode()
    assert re.search(r"\.glb · \d", page)


def test_a_file_that_takes_long_is_waited_for_on_a_page_of_its_own(place: Any, visitor: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(taken, "_waited", lambda _: False)
    answer = visitor().get("/quarters/am-anger/export/png/")
    assert answer.status_code == 202
    assert answer["cache-control"] == "no-store"
    assert 'data-refresh="' in answer.content.decode()
    monkeypatch.undo()
    assert _fetched(visitor(), "/quarters/am-anger/export/png/")[0].status_code == 200


def test_when_too_many_wait_nobody_else_may(place: Any, visitor: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(taken, "MOST_WAITING", 0)
    answer = visitor().get("/quarters/am-anger/export/png/")
    assert (answer.status_code, answer["retry-after"]) == (503, "60")


def test_who_asks_for_hundreds_of_files_has_to_wait(place: Any, visitor: Any, monkeypatch: Any) -> None:
    def never(*_: Any) -> None:
        raise ProblemError(ways_out._TOO_MANY)

    monkeypatch.setattr(taken, "made", never)
    client = visitor()
    codes = [client.get("/quarters/am-anger/export/png/").status_code for _ in range(152)]
    assert codes[-1] == 429
    assert 429 not in codes[:150]


def test_old_files_go_when_there_are_too_many_bytes(place: Any, visitor: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(taken, "MOST_BYTES", 1)
    for key in ("mts", "glb", "geojson"):
        assert _fetched(visitor(), f"/quarters/am-anger/export/{key}/")[0].status_code == 200
    left = list((place.store.folder / "am-anger" / "files").iterdir())
    assert [one.suffix for one in left] == [".geojson"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_quarter_design_and_plan_offer_every_format_with_what_it_is_for(
    place: Any, visitor: Any, design: Any, variant: Any, language: str
) -> None:
    client = visitor(token=place.token, language=language)
    for page, start in (
        ("/quarters/am-anger/", "/quarters/am-anger/export/"),
        (f"/variants/{design.id}/", f"/variants/{design.id}/export/"),
        (f"/build/{variant.id}/plan/", f"/build/{variant.id}/export/"),
    ):
        text = client.get(page).content.decode()
        assert [key for key in FORMATS if f'href="{start}{key}/"' not in text] == []
        assert ways_out.FOR["mts"].in_language(language) in text
