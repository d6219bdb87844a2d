from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from portal_files import NASTY, counter_csv

from stadtkern.data.gather.run import run_import
from stadtkern.town.folder import TownFolder

PLAIN_PAGES = [
    "/",
    "/datasets/",
    "/map/",
    "/about/",
    "/imprint/",
    "/privacy/",
    "/accessibility/",
    "/licences/",
    "/source/",
    "/sign-in/",
]


def html(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize("path", PLAIN_PAGES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_an_empty_town_has_all_pages_in_both_languages(reader, path: str, language: str) -> None:
    text = html(reader.get(path, headers={"accept-language": language}))
    assert f'<html lang="{language}"' in text
    assert text.count("<h1") == 1
    assert re.search(r"<title>\s*\S", text)


@pytest.mark.parametrize("path", PLAIN_PAGES)
def test_no_page_holds_a_style_or_script_that_the_policy_forbids(reader, path: str) -> None:
    text = html(reader.get(path))
    assert not re.search(r"<[^>]+\sstyle=", text)
    assert not re.search(r"<[^>]+\son\w+=", text)
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_an_empty_town_invites_staff_to_add_and_the_public_to_wait(reader, staff) -> None:
    assert "/office/add/" not in html(reader.get("/"))
    assert "/office/add/" in html(staff.get("/"))
    assert "Noch keine Daten" in html(reader.get("/datasets/"))


def test_the_public_sees_only_what_is_published(
    reader, staff, counters: str, trees: str, publish: Callable[..., None]
) -> None:
    publish(trees)
    listed = html(reader.get("/datasets/"))
    assert "Bäume der Stadt" in listed
    assert "Räder am Neutor" not in listed
    assert "Räder am Neutor" not in html(reader.get("/"))
    for path in (f"/datasets/{counters}/", f"/datasets/{counters}/chart.svg", "/datasets/there-is-none/"):
        assert reader.get(path).status_code == 404
    assert "Räder am Neutor" in html(staff.get("/datasets/"))
    assert "nur für Angemeldete" in html(staff.get(f"/datasets/{counters}/"))


def test_what_is_withdrawn_is_gone_at_once(reader, trees: str, publish: Callable[..., None]) -> None:
    from stadtkern.data.registry import public

    publish(trees)
    assert reader.get(f"/datasets/{trees}/").status_code == 200
    public.withdraw(public.dataset_id(trees) or 0)
    assert reader.get(f"/datasets/{trees}/").status_code == 404


def test_a_series_page_draws_says_and_lists_what_is_in_the_lake(staff, counters: str) -> None:
    text = html(staff.get(f"/datasets/{counters}/?period=day&at=2025-03-04"))
    assert "drawn-line" in text
    assert "4. März 2025" in text
    # 20 quiet quarters of an hour less two busy hours: 2 x 4 x 40 + 14 x 4 x 10 + 8 x 4 x 1 = 912
    month = html(staff.get(f"/datasets/{counters}/?period=month&at=2025-03-04"))
    assert re.search(r"4\. März 2025</th>\s*<td class=\"number\">912</td>", month)
    assert "Werktags ist zwischen <strong>7 und 8 Uhr</strong>" in text
    assert "drawn-week" in text


def test_yearly_values_are_shown_by_year_and_not_added_up(staff, open_town: TownFolder, tmp_path: Path) -> None:
    lines = ["Jahr;Einkommen in Mill. Euro;Je Einwohner"] + [
        f"{year};{5000 + year},5;{20000 + year}" for year in range(1995, 2017)
    ]
    (tmp_path / "einkommen.csv").write_text("\n".join(lines) + "\n", "utf-8")
    slug = run_import(open_town, tmp_path / "einkommen.csv", "einkommen.csv", dataset="einkommen").dataset
    text = html(staff.get(f"/datasets/{slug}/"))
    assert "Jahreswerte" in text
    assert "Mio. €" in text
    assert re.search(r"<th scope=\"row\">2016</th>\s*<td class=\"number\">7\.016,5</td>", text)
    assert "period=day" not in text
    assert "Am meisten war am" not in text


def test_the_day_of_the_clock_change_has_23_hours(staff, counters: str) -> None:
    text = html(staff.get(f"/datasets/{counters}/?from=2025-03-30&to=2025-03-30"))
    hours = re.findall(r'<th scope="row">30\. März 2025, (\d\d):\d\d</th>\s*<td class="number">', text)
    assert "01" in hours
    assert "02" not in hours
    assert "03" in hours


def test_a_period_without_values_says_so(staff, counters: str) -> None:
    text = html(staff.get(f"/datasets/{counters}/?period=day&at=1999-01-01"))
    assert "keine Werte" in text


@pytest.mark.parametrize(
    "query",
    [
        "stream=999999",
        "stream=abc",
        "page=99999999",
        "page=-1",
        "period=%3Cscript%3E",
        "from=x&to=y",
        "by=nope%22;DROP",
        "sort=-nope%22%20DESC;--",
    ],
)
@pytest.mark.parametrize("which", ["counters", "trees"])
def test_strange_addresses_are_answered_calmly(staff, request: pytest.FixtureRequest, which: str, query: str) -> None:
    slug = request.getfixturevalue(which)
    text = html(staff.get(f"/datasets/{slug}/?{query}"))
    assert "<script>" not in text


def test_an_unknown_collection_is_not_there(staff, trees: str) -> None:
    assert staff.get(f"/datasets/{trees}/?c=other").status_code == 404


def test_a_chosen_stream_is_drawn_alone(staff, counters: str) -> None:
    page = html(staff.get(f"/datasets/{counters}/"))
    streams = re.findall(r'name="stream" value="(\d+)"', page)
    assert len(streams) == 2
    one = html(staff.get(f"/datasets/{counters}/?stream={streams[1]}"))
    assert re.findall(r'name="stream" value="(\d+)" checked', one) == [streams[1]]


def test_a_chart_is_a_file_of_its_own(staff, counters: str, trees: str) -> None:
    for slug in (counters, trees):
        answer = staff.get(f"/datasets/{slug}/chart.svg")
        assert answer.status_code == 200
        assert answer["content-type"].startswith("image/svg+xml")
        assert answer.content.startswith(b"<svg")
    assert staff.get(f"/datasets/{counters}/chart.svg?measure=9").status_code == 404


def test_features_show_kinds_sentences_map_and_rows(staff, trees: str) -> None:
    text = html(staff.get(f"/datasets/{trees}/"))
    assert "drawn-bars" in text
    assert "am häufigsten ist <strong>Ahorn</strong> mit 36, das sind 60\u00a0% von allen" in text
    config = json.loads(
        re.search(r'<script id="map-config" type="application/json">(.*?)</script>', text, re.DOTALL).group(1)
    )  # type: ignore[union-attr]
    (layer,) = config["layers"]
    assert (layer["kind"], layer["count"], layer["tiles"]) == ("point", 60, "/tiles/baeume/{z}/{x}/{y}.mvt")
    assert 13 < config["bounds"][0] < 13.2
    assert "/download/baeume.geojson" in text


def test_text_from_data_is_never_markup(staff, trees: str) -> None:
    from stadtkern.data.registry import public

    public.update_dataset(
        public.dataset_id(trees) or 0,
        title_de=NASTY,
        description_de=NASTY,
        owner_office=NASTY,
        keywords=NASTY,
        contact=NASTY,
    )
    for path in (f"/datasets/{trees}/", "/datasets/", "/", "/map/", "/office/", f"/office/datasets/{trees}/"):
        text = html(staff.get(path))
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text or "\\u003Cscript" in text


def test_rows_are_sorted_by_link_and_paged(staff, trees: str) -> None:
    def column(query: str) -> list[str]:
        return re.findall(r'data-label="Höhe \(m\)">([\d,]+)<', html(staff.get(f"/datasets/{trees}/?{query}")))

    page = html(staff.get(f"/datasets/{trees}/"))
    (name,) = re.findall(r'sort=(\w+)#table">Höhe', page)
    rising, falling = column(f"sort={name}"), column(f"sort=-{name}")
    assert (rising[0], falling[0]) == ("5,5", "24,5")
    assert len(rising) == 25
    assert len(column(f"sort={name}&page=3")) == 10
    assert 'aria-sort="descending"' in html(staff.get(f"/datasets/{trees}/?sort=-{name}"))


def test_search_finds_titles_and_columns_in_any_spelling(staff, counters: str, trees: str) -> None:
    assert "<mark>Bäume</mark> der Stadt" in html(staff.get("/datasets/?q=baeume"))
    found = html(staff.get("/datasets/?q=hoehe"))
    assert "Bäume der Stadt" in found
    assert "Räder am Neutor" not in found
    assert "Dazu ist nichts da" in html(staff.get("/datasets/?q=quietscheente"))


def test_the_home_page_speaks_of_what_was_measured(
    reader, open_town: TownFolder, tmp_path: Path, publish: Callable[..., None]
) -> None:
    slug = run_import(open_town, counter_csv(tmp_path / "r.csv"), "r.csv", dataset="raeder", title="Radverkehr").dataset
    publish(slug, title_de="Wie viele Räder fahren?", theme="TRAN")
    text = html(reader.get("/"))
    # The last day, Friday 11 April, is like every Friday.
    assert "Am Freitag, 11. April 2025" in text
    assert "<b>912\N{NO-BREAK SPACE}Räder</b>" in text
    assert "etwa so viel wie" in text
    assert 'class="spark' in text
    tile = r'tile-name">Mobilität</span><span class="tile-number">912</span><span class="tile-unit">Räder, .*am 11. April 2025<'
    assert re.search(tile, text)
    english = html(reader.get("/", headers={"accept-language": "en"}))
    assert "<b>912\N{NO-BREAK SPACE}bicycles</b>" in english


def test_the_map_lists_every_layer_beside_it(reader, trees: str, publish: Callable[..., None]) -> None:
    assert "map-config" not in html(reader.get("/map/"))
    publish(trees)
    text = html(reader.get("/map/"))
    assert "60 Punkte" in text
    assert 'data-map="map-config"' in text


def test_the_lines_for_programs_hold_this_towns_address(staff, counters: str, trees: str) -> None:
    assert "http://testserver/download/raeder.csv" in html(staff.get(f"/datasets/{counters}/"))
    assert "http://testserver/sta/v1.1/Datastreams(" in html(staff.get(f"/datasets/{counters}/"))
    assert "http://testserver/features/collections/baeume/items" in html(staff.get(f"/datasets/{trees}/"))


def test_quality_is_told_in_sentences(staff, trees: str) -> None:
    text = html(staff.get(f"/datasets/{trees}/"))
    assert "Wie gut sind die Daten?" in text
    assert "60 Zeilen" in text


def test_the_towns_colours_are_served_and_checked(reader, open_town: TownFolder) -> None:
    assert reader.get("/town.css").content == b""
    with open_town.settings_file.open("a", encoding="utf-8") as file:
        file.write('[look]\nbrick = "#123456"\nbrick_night = "#abcdef"\npine = "red;} body{display:none"\n')
    open_town.__dict__.pop("settings", None)
    assert reader.get("/town.css").content == b":root{--town-brick:#123456;--town-brick-night:#abcdef}\n"


def test_what_is_not_there_is_told_in_the_readers_language(reader) -> None:
    german, english = reader.get("/nothing/"), reader.get("/nothing/", headers={"accept-language": "en"})
    assert german.status_code == english.status_code == 404
    assert "Hier ist nichts" in german.content.decode()
    assert "There is nothing here" in english.content.decode()


def test_the_language_is_kept_when_chosen(reader) -> None:
    reader.post("/i18n/setlang/", {"language": "en", "next": "/"})
    assert "Find data" in html(reader.get("/datasets/", headers={"accept-language": "de"}))
