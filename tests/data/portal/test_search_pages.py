"""The search, the style page and the home page, as their readers meet them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from portal_files import NASTY

from stadtkern.data.gather.run import run_import
from stadtkern.data.search.town import town_finder
from stadtkern.town.folder import TownFolder

PLACES = f"""Name;Freie Plätze;Straße;Lat;Lon
Kita Regenbogen;3;Libellenweg 3;52.40;13.10
Kita Am Wall;4;Ahornweg 19;52.41;13.11
{NASTY};5;Nirgends;52.42;13.12
محطة 🚲;6;Weg;52.43;13.13
"""
STRANGE = ["", "x" * 5000, '"( AND *', "🚲", "محطة", "\u202eabc", "%00", NASTY, "a:b^2~ +c -d [x TO y]", "../../etc"]


def html(answer) -> str:
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


@pytest.fixture
def kitas(open_town: TownFolder, tmp_path: Path) -> str:
    """A private dataset of places; gives its slug."""
    file = tmp_path / "kitas.csv"
    file.write_text(PLACES, "utf-8")
    return run_import(open_town, file, "kitas.csv", dataset="kitas", title="Wo gibt es Kitaplätze?").dataset


@pytest.fixture
def found(open_town: TownFolder, kitas: str, publish: Callable[..., None]) -> str:
    """The same, published and in the index."""
    publish(kitas, theme="EDUC", description_de="Alle Kindergärten mit <b>freien</b> Plätzen.")
    assert town_finder(open_town).settle()
    return kitas


def test_one_box_finds_data_and_places_in_groups(reader, found: str) -> None:
    page = html(reader.get("/search/", {"q": "Kita"}))
    assert 'href="/datasets/kitas/"' in page
    assert '<h2 id="place-title">Orte</h2>' in page
    assert "<mark>Kita</mark> Regenbogen" in page
    assert "<mark>Kitaplätze</mark>" in page
    assert "Data" in html(reader.get("/search/", {"q": "Kita"}, headers={"accept-language": "en"}))


def test_nothing_private_is_found_by_the_public_but_by_staff(reader, staff, kitas: str, open_town: TownFolder) -> None:
    assert town_finder(open_town).settle()
    for words in ("Kita", "Regenbogen", "Kitta", "Libellenweg"):
        for path in ("/search/", "/search/suggest", "/search/places", "/datasets/"):
            said = html(reader.get(path, {"q": words}))
            assert "Kita Regenbogen" not in said
            assert "Kitaplätze" not in said
            assert "/datasets/kitas" not in said
    assert "Regenbogen" in html(staff.get("/search/", {"q": "Kita"}))
    assert "nicht öffentlich" in html(staff.get("/search/", {"q": "Kita"}))


def test_a_dataset_taken_back_is_gone_at_once(reader, found: str) -> None:
    from stadtkern.data.registry import public

    assert "Regenbogen" in html(reader.get("/search/", {"q": "Regenbogen"}))
    public.withdraw(public.dataset_id(found))
    assert "Kita <mark>" not in html(reader.get("/search/", {"q": "Regenbogen"}))
    assert reader.get("/search/places", {"q": "Regenbogen"}).json() == {"results": []}


@pytest.mark.parametrize("words", STRANGE)
def test_strange_questions_are_answered_calmly_and_never_as_markup(reader, found: str, words: str) -> None:
    page = html(reader.get("/search/", {"q": words}))
    assert "<script>alert" not in page
    assert "<h1>Suche</h1>" in page
    assert reader.get("/search/suggest", {"q": words}).status_code == 200
    assert reader.get("/search/places", {"q": words}).status_code == 200
    assert html(reader.get("/datasets/", {"q": words}))


def test_a_name_that_is_an_attack_is_found_as_text(reader, found: str) -> None:
    page = html(reader.get("/search/", {"q": "alert"}))
    assert "&lt;script&gt;" in page
    assert "<mark>alert</mark>" in page
    assert "<script>alert" not in page


def test_nothing_found_leads_on(reader, found: str) -> None:
    page = html(reader.get("/search/", {"q": "quietscheente"}))
    assert "Dazu ist hier nichts zu finden" in page
    assert "Wo gibt es Kitaplätze?" in page
    assert 'href="/datasets/"' in page


def test_a_slip_is_told(reader, found: str) -> None:
    page = html(reader.get("/search/", {"q": "Regenbogne"}))
    assert "Genau so steht das nirgends" in page
    assert "Kita <mark>Regenbogen</mark>" in page


def test_a_very_long_question_says_that_it_was_cut(reader, found: str) -> None:
    page = html(reader.get("/search/", {"q": "kita " + "x" * 5000}))
    assert "Gesucht wird nach den ersten 200 Zeichen." in page


def test_the_maps_search_gets_places_with_coordinates(reader, found: str) -> None:
    results = reader.get("/search/places", {"q": "regenb"}).json()["results"]
    assert [one["title"] for one in results] == ["Kita Regenbogen"]
    assert set(results[0]) == {"title", "kind", "detail", "lon", "lat", "bbox", "url"}
    assert (results[0]["lon"], results[0]["lat"]) == pytest.approx((13.10, 52.40), abs=1e-5)
    assert results[0]["kind"] == "place"
    assert reader.get(results[0]["url"].split("#")[0]).status_code == 200


def test_what_is_proposed_leads_to_pages_that_are_there(reader, found: str) -> None:
    answer = reader.get("/search/suggest", {"q": "kit"}).json()
    assert answer["query"] == "kit"
    titles = [one["title"] for one in answer["results"]]
    assert titles[0] == "Wo gibt es Kitaplätze?"
    assert reader.get("/search/suggest", {"q": "regenbgo"}).json()["results"][0]["title"] == "Kita Regenbogen"
    assert "Kita Regenbogen" in titles
    for one in answer["results"]:
        assert "".join(piece["text"] for piece in one["pieces"]) == one["title"]
        assert reader.get(one["url"].split("#")[0]).status_code == 200


def test_the_list_finds_words_and_keeps_filters(reader, found: str) -> None:
    assert "<mark>Kitaplätze</mark>" in html(reader.get("/datasets/", {"q": "kita", "theme": "childcare"}))
    none = html(reader.get("/datasets/", {"q": "kita", "theme": "mobility"}))
    assert "Dazu ist nichts da" in none


def test_home_tells_a_number_for_a_theme_and_says_where_nothing_is(reader, found: str) -> None:
    page = html(reader.get("/"))
    assert re.search(
        r'Kita und Schule</span><span class="tile-number">18</span><span class="tile-unit">freie Plätze', page
    )
    assert "Hierzu gibt es noch keine Daten." in page
    assert 'action="/search/"' in page


def test_home_is_calm_without_any_data(reader) -> None:
    page = html(reader.get("/"))
    assert "Hier zeigt die Stadt bald" in page
    assert "tile" not in re.sub(r"<title>.*?</title>", "", page)


def test_home_shows_news_that_a_room_offers(reader, found: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    from stadtkern.town import offers
    from stadtkern.town.text import Text

    monkeypatch.setattr(offers, "_providers", {})
    news = offers.Offer(
        "news",
        Text("<b>Neue</b> Brücke", "New bridge"),
        Text("Ab Mai.", "From May."),
        "/x/",
        datetime(2026, 3, 1, tzinfo=UTC),
    )
    offers.register("t", mark=lambda: "only here", entries=lambda: [news])
    page = html(reader.get("/"))
    assert "&lt;b&gt;Neue&lt;/b&gt; Brücke" in page
    assert "1. März 2026" in page


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_style_page_shows_every_state_once(reader, language: str) -> None:
    page = html(reader.get("/style/", headers={"accept-language": language}))
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(set(ids)) == sorted(ids)
    for part in (
        "button--act",
        "busy",
        "disabled",
        "aria-invalid",
        "notice--bad",
        "pagination",
        "progress",
        "empty",
        "loading",
        "night",
    ):
        assert part in page
    assert not re.search(r"<[^>]+\sstyle=", page)


def test_staff_read_on_the_style_page_what_their_settings_lack(reader, staff, open_town: TownFolder) -> None:
    with open_town.settings_file.open("a", encoding="utf-8") as file:
        file.write('[look]\npine = "#FFEE00"\narms = "fehlt.svg"\n')
    open_town.__dict__.pop("settings", None)
    assert "fehlt.svg" in html(staff.get("/style/"))
    assert "hebt sich zu wenig ab" in html(staff.get("/style/"))
    assert "fehlt.svg" not in html(reader.get("/style/"))
    assert reader.get("/town/arms").status_code == 404
    assert b"#ffee00" not in reader.get("/town.css").content.lower()


def test_the_coat_of_arms_stands_in_head_and_foot_and_cannot_act(reader, open_town: TownFolder) -> None:
    (open_town.path / "wappen.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9"/><script>alert(1)</script></svg>',
        "utf-8",
    )
    with open_town.settings_file.open("a", encoding="utf-8") as file:
        file.write('[look]\narms = "wappen.svg"\n')
    open_town.__dict__.pop("settings", None)
    page = html(reader.get("/"))
    address = re.search(r'class="arms" src="([^"]+)"', page).group(1)
    assert page.count(f'src="{address}"') == 2
    assert 'rel="icon" href="/town/icon' in page
    for path in (address, "/town/icon"):
        answer = reader.get(path)
        assert answer["Content-Type"] == "image/svg+xml"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert b"script" not in answer.content
