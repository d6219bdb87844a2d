from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from stadtkern.data.gather.run import run_import
from stadtkern.data.portal.indicators.compare import Found, Other, placed
from stadtkern.town.folder import TownFolder

PEOPLE = """Jahr;Stadtteil;unter 6;6 bis 17;18 bis 64;65 und älter;insgesamt
2020;Altstadt;10;20;50;20;100
2021;Altstadt;10;20;50;30;110
2023;Altstadt;10;20;50;40;120
2020;<b>Neu & Süd</b>;5;5;30;10;50
2021;<b>Neu & Süd</b>;5;5;30;10;50
2023;<b>Neu & Süd</b>;5;5;30;20;60
"""
INCOME = "Jahr;Insgesamt (in Mill. Euro);Je Einwohner (in Euro)\n2022;330;16600\n"
OTHERS = "AGS;Gemeinde;Einwohner\n12051000;Brandenburg an der Havel;500\n12052000;Cottbus;90\n12053000;Frankfurt (Oder);40\n12054000;Potsdam;10\n"


@pytest.fixture
def people(open_town: TownFolder, tmp_path: Path) -> str:
    """A private dataset of people by district and age; gives its slug."""
    return bring(open_town, tmp_path, "einwohner", PEOPLE, "Wie viele Menschen leben hier?")


def bring(town: TownFolder, folder: Path, name: str, text: str, title: str) -> str:
    file = folder / f"{name}.csv"
    file.write_text(text, "utf-8")
    return run_import(town, file, file.name, dataset=name, title=title).dataset


def html(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def test_a_town_without_data_says_so_calmly(reader) -> None:
    assert "Noch keine Zahlen" in html(reader.get("/numbers/"))
    assert "Dafür gibt es noch keine Daten" in html(reader.get("/numbers/population/"))
    assert reader.get("/numbers/nothing/").status_code == 404
    assert reader.get("/numbers/population/?version=9").status_code == 404
    assert reader.get("/numbers/population/values.csv").status_code == 404


def test_private_data_make_no_public_number(reader, staff, people: str, publish: Callable[..., None]) -> None:
    assert "180 Menschen" not in html(reader.get("/numbers/"))
    assert reader.get("/numbers/population/chart.svg").status_code == 404
    assert "180" in html(staff.get("/numbers/population/"))
    assert "Noch keine Zahlen" in html(reader.get("/numbers/")), "what staff saw is not remembered for the public"
    publish(people)
    assert "180\N{NO-BREAK SPACE}Menschen" in html(reader.get("/numbers/"))


def test_a_number_tells_sentence_areas_missing_years_and_meaning(
    reader, people: str, publish: Callable[..., None]
) -> None:
    publish(people)
    text = html(reader.get("/numbers/population/"))
    assert "Ende 2023 lebten <b>180\N{NO-BREAK SPACE}Menschen</b> in Prüfstadt, 20 % mehr als 2020." in text.replace(
        "20\N{NO-BREAK SPACE}%", "20 %"
    )
    assert "2022" in text, "the missing year is named"
    assert "&lt;b&gt;Neu &amp; Süd&lt;/b&gt;" in text
    assert "<b>Neu" not in text
    assert text.count("drawn-small") == 2
    english = html(reader.get("/numbers/population/?lang=en"))
    assert "At the end of 2023 <b>180\N{NO-BREAK SPACE}people</b> lived in Prüfstadt" in english


def test_shares_are_made_of_age_groups(reader, people: str, publish: Callable[..., None]) -> None:
    publish(people)
    assert "33,3\N{NO-BREAK SPACE}%" in html(reader.get("/numbers/older-people/"))
    assert "22,2\N{NO-BREAK SPACE}%" in html(reader.get("/numbers/young-people/"))


def test_values_come_as_csv_with_town_and_areas(reader, people: str, publish: Callable[..., None]) -> None:
    publish(people)
    rows = list(csv.DictReader(io.StringIO(html(reader.get("/numbers/population/values.csv")))))
    assert [(row["year"], row["area"], row["value"]) for row in rows][:3] == [
        ("2020", "Prüfstadt", "150.0"),
        ("2021", "Prüfstadt", "160.0"),
        ("2023", "Prüfstadt", "180.0"),
    ]
    assert len(rows) == 9
    assert {row["version"] for row in rows} == {"1"}


def test_one_single_year_is_a_sentence_and_a_point(
    reader, open_town: TownFolder, tmp_path: Path, publish: Callable[..., None]
) -> None:
    publish(bring(open_town, tmp_path, "einkommen", INCOME, "Verfügbares Einkommen"))
    text = html(reader.get("/numbers/income/"))
    assert "16.600\N{NO-BREAK SPACE}€" in text
    assert "mehr als" not in text.split('class="lead">')[1].split("</p>")[0]
    assert "circle" in text


def test_other_municipalities_are_found_by_their_keys(
    reader, open_town: TownFolder, tmp_path: Path, people: str, publish: Callable[..., None]
) -> None:
    publish(people)
    assert 'id="others"' not in html(reader.get("/numbers/population/"))
    publish(bring(open_town, tmp_path, "gemeinden", OTHERS, "Gemeinden"))
    text = html(reader.get("/numbers/population/"))
    assert "auf Platz 2 von 5 Gemeinden" in text
    assert "Cottbus" in text
    assert "180\N{NO-BREAK SPACE}Menschen" in text, "the others are not taken for the town's own people"


def test_a_setting_binds_a_number_to_a_dataset(
    reader, open_town: TownFolder, tmp_path: Path, people: str, publish: Callable[..., None]
) -> None:
    publish(people)
    publish(bring(open_town, tmp_path, "zensus", PEOPLE.replace(";100\n", ";9100\n"), "Ganz anders benannt"))
    with open_town.settings_file.open("a", encoding="utf-8") as file:
        file.write('\n[numbers]\npopulation = "zensus/Gesamt"\n')
    open_town.__dict__.pop("settings", None)
    assert "/datasets/zensus/" in html(reader.get("/numbers/population/"))
    assert "9.150" in html(reader.get("/numbers/population/"))


def test_a_changed_definition_keeps_the_former_values_readable(
    reader, open_town: TownFolder, people: str, publish: Callable[..., None]
) -> None:
    publish(people)
    own = Path(__file__).resolve().parents[3] / "src/stadtkern/data/portal/indicators/definitions/older-people.toml"
    text = own.read_text("utf-8")
    head, version = text.split("[[version]]")
    newer = version.replace("number = 1", "number = 2").replace("since = 2026-01-01", "since = 2026-06-01")
    newer = newer.replace("ages = [65, 150]", "ages = [18, 64]").replace(
        'reckon = "per_cent"', 'reckon = "per_cent"\nchange = {de = "Jetzt anders.", en = "Otherwise now."}'
    )
    (open_town.path / "numbers").mkdir()
    (open_town.path / "numbers" / "older-people.toml").write_text(
        f"{head}[[version]]{version}\n[[version]]{newer}", "utf-8"
    )
    now = html(reader.get("/numbers/older-people/"))
    assert "44,4" in now
    assert "Jetzt anders." in now
    assert "Werte nach Fassung 1" in now
    assert "33,3" in now.split("Werte nach Fassung 1")[1]
    former = html(reader.get("/numbers/older-people/?version=1"))
    assert "Das ist eine frühere Fassung" in former
    assert "33,3" in former


def test_the_town_stands_among_the_others_by_its_own_value_where_they_lack_it() -> None:
    others = [Other("12051000", "A", 10), Other("12052000", "B", 30)]
    found = Found(None, None)  # type: ignore[arg-type]
    among = placed(found, None, others, "12999999", "Wir", lambda _: 20.0)
    assert among is not None
    assert (among.place, among.middle, among.own.name) == (2, 20, "Wir")
    assert placed(found, None, others, "12999999", "Wir", lambda _: None) is None
    by_ars = placed(found, None, [*others, Other("120539999001", "C", 5)], "12053001", "Wir", lambda _: None)
    assert by_ars is not None
    assert by_ars.own.name == "C"
