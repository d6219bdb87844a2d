"""The handbook, walked in a browser: each of its pages works as it says, and its pictures show the office as it is.

``STADTKERN_PICTURES=1 pytest tests/e2e/test_handbook.py`` takes the pictures anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from e2e.office_steps import BOOK, PASSWORD, PICTURES, Clerk, shelf
from serving import Serving, serving, stadtkern

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]
PLACES = "Name;Plätze;Belag;Breite;Länge\n" + "".join(
    f"Bolzplatz {name};{6 + place};Rasen;51,98{place};13,94{place}\n"
    for place, name in enumerate(("Süd", "Nord", "am Wald", "Schule", "Ufer"))
)


@pytest.fixture(scope="module")
def own_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A town on its first day."""
    folder = tmp_path_factory.mktemp("handbook") / "stadt"
    stadtkern("init", folder, "--name", "Birkenfurt", "--staff", "verwaltung", "--password", PASSWORD)
    with serving(folder) as town:
        yield town


@pytest.fixture
def clerk(browser: Browser, own_town: Serving) -> Iterator[Clerk]:
    """A member of the administration, signed in."""
    one = Clerk(browser, own_town.address)
    one.signs_in("verwaltung", PASSWORD)
    yield one
    one.closes()


def public(town: Serving, slug: str) -> httpx.Response:
    """What everyone gets of a dataset."""
    return town.get(f"/datasets/{slug}/")


def test_the_handbook_has_eleven_pages_and_shows_every_picture_it_has() -> None:
    """Eleven numbered pages, each with a picture; no picture lies about unused or is missing."""
    pages = sorted(BOOK.glob("[0-9]*.md"))
    assert [page.name[:2] for page in pages] == [f"{number:02}" for number in range(1, 12)]
    shown = {name for page in pages for name in re.findall(r"\(pictures/([\w-]+\.png)\)", page.read_text("utf-8"))}
    assert all("(pictures/" in page.read_text("utf-8") for page in pages)
    assert {path.name for path in PICTURES.glob("*.png")} == shown


def test_who_knows_only_the_handbook_publishes_tables_and_a_counter(
    clerk: Clerk, own_town: Serving, real: Path
) -> None:
    """Real playgrounds, real incomes and a year of a real counter go from the file to everyone, by the book."""
    clerk.reads("01-anmelden")
    clerk.picture("buero")
    clerk.reads("02-datei")
    clerk.follow("Daten hinzufügen")
    clerk.page.set_input_files("input[type=file]", real / "tables" / "spielplaetze-muenster.csv")
    clerk.picture("datei")
    clerk.uploads(real / "tables" / "spielplaetze-muenster.csv")
    clerk.picture("probelauf")

    clerk.reads("03-zuordnung")
    clerk.page.locator("table.preview thead a", has_text="Groesse").click()
    column = clerk.page.locator(".column.pointed")
    column.get_by_label(clerk.named("Titel"), exact=True).fill("Größe")
    column.get_by_label(clerk.named("Einheit"), exact=True).fill("m2")
    clerk.picture("zuordnung", "#map-title")
    clerk.press("So noch einmal lesen")
    clerk.page.wait_for_selector(".column input[value='Größe']", state="attached")
    clerk.fill("Titel eines neuen Datensatzes", "Spielplätze")
    clerk.imports()
    clerk.picture("fertig")
    assert public(own_town, "spielplaetze").status_code == 404

    clerk.reads("04-veroeffentlichen")
    clerk.follow("Jetzt beschreiben und veröffentlichen")
    clerk.describes("Alle öffentlichen Spielplätze mit Größe und Altersgruppe.", "Grünamt")
    clerk.picture("beschreiben")
    clerk.follow("Vorschau")
    clerk.page.frame_locator("iframe").get_by_role("heading", level=1).wait_for()
    clerk.picture("vorschau")
    clerk.page.go_back()
    clerk.press("Veröffentlichen")
    clerk.sees("Alle können die Daten jetzt sehen und laden.")
    assert "Fichtenweg" in own_town.get("/features/collections/spielplaetze/items?limit=5").text

    publish_by_the_book(clerk, [real / "tables" / "muenster-verfuegbares-einkommen.csv"], "Einkommen")
    assert "Insgesamt" in public(own_town, "einkommen").text
    station = min(path for path in (real / "counters-muenster").iterdir() if path.is_dir())
    publish_by_the_book(clerk, sorted(station.glob("2024-*.csv")), "Radverkehr")
    page = public(own_town, "radverkehr")
    assert page.status_code == 200
    values = own_town.get("/sta/v1.1/Observations?$count=true&$top=1").json()["@iot.count"]
    assert values > 30_000
    assert {"spielplaetze", "einkommen", "radverkehr"} <= set(
        re.findall(r"[\w-]+", own_town.get("/catalogue.ttl").text)
    )


def publish_by_the_book(clerk: Clerk, files: list[Path], title: str) -> None:
    """Pages 2 and 4 once more."""
    clerk.home()
    clerk.reads("02-datei")
    clerk.follow("Daten hinzufügen")
    clerk.uploads(*files)
    clerk.fill("Titel eines neuen Datensatzes", title)
    clerk.imports()
    clerk.reads("04-veroeffentlichen")
    clerk.follow("Jetzt beschreiben und veröffentlichen")
    clerk.describes("Aus der offenen Sammlung der Stadt.", "Statistik")
    clerk.press("Veröffentlichen")
    clerk.sees("Alle können die Daten jetzt sehen und laden.")


def test_an_address_comes_again_by_itself_and_its_versions_are_compared_and_taken_back(
    clerk: Clerk, own_town: Serving, tmp_path: Path
) -> None:
    """Pages 5, 6 and 7: an address with a schedule, the history, a new version, the difference, and back."""
    (tmp_path / "bolz.csv").write_text(PLACES, "utf-8")
    with shelf(tmp_path) as elsewhere:
        clerk.reads("05-adresse-broker")
        clerk.follow("Daten hinzufügen")
        clerk.page.get_by_label(clerk.named("Adresse der Datei")).fill(f"{elsewhere}/bolz.csv")
        clerk.page.get_by_label(clerk.named("Wie oft nachsehen?")).select_option("60")
        clerk.picture("adresse", "#net-title")
        clerk.press("Abrufen und prüfen")
        clerk.sees("Zeilen gelesen")
        clerk.fill("Titel eines neuen Datensatzes", "Bolzplätze")
        clerk.imports()
        clerk.follow("Quellen")
        clerk.follow("Broker anschließen")
        clerk.fill("Adresse des Brokers", "mqtt.stadtwerke.example")
        clerk.page.get_by_label("Thema", exact=True).fill("stadt/+/luft/#")
        clerk.picture("broker")

        clerk.reads("06-zeitplan-verlauf")
        clerk.follow("Quellen")
        clerk.picture("quellen")
        clerk.page.get_by_role("link", name="Bolzplätze").click()
        clerk.page.get_by_label(clerk.named("Wie oft?")).select_option("1440")
        clerk.press("Speichern", within=clerk.page.locator("form[action$='/schedule/']"))
        clerk.sees("Gespeichert.")
        (tmp_path / "bolz.csv").write_text(
            PLACES.replace("Ufer;10", "Ufer;22").replace("Schule", "Grundschule"), "utf-8"
        )
        clerk.press("Jetzt abrufen")
        clerk.page.wait_for_selector("h1:has-text('Fertig')")
        clerk.follow("Verlauf")
        clerk.picture("verlauf")

    clerk.reads("07-vergleichen-zuruecknehmen")
    clerk.page.get_by_role("link", name="Bolzplätze").first.click()
    clerk.press("Unterschiede zeigen")
    clerk.sees("1 dazu, 1 weg, 1 geändert.")
    clerk.page.locator("details.opens summary").first.click()
    clerk.picture("vergleich")
    clerk.page.go_back()
    clerk.press("zurücknehmen", "link")
    clerk.picture("zuruecknehmen")
    clerk.press("Zurücknehmen")
    clerk.page.wait_for_selector("h1:has-text('Fertig')")
    clerk.page.goto(own_town.address + "/office/datasets/bolzplaetze/")
    clerk.sees("zurückgenommen")


def test_an_editor_writes_and_the_administration_approves(browser: Browser, clerk: Clerk, own_town: Serving) -> None:
    """Pages 8 and 9: a person with one role writes news, cannot publish it, and another approves it."""
    clerk.reads("09-personen-rollen")
    clerk.page.get_by_role("button", name=clerk.named("Einstellungen")).click()
    clerk.follow("Personen")
    clerk.follow("Person hinzufügen")
    clerk.page.fill("#id_username", "rita")
    clerk.page.fill("#id_first_name", "Rita")
    clerk.page.fill("#id_last_name", "Redlich")
    clerk.page.fill("#id_password1", PASSWORD)
    clerk.page.fill("#id_password2", PASSWORD)
    clerk.page.get_by_label("Redaktion", exact=True).check()
    clerk.picture("person")
    clerk.press("Erstellen")
    clerk.sees("Rita Redlich")

    editor = Clerk(browser, own_town.address)
    editor.signs_in("rita", PASSWORD)
    assert editor.page.get_by_role("link", name="Datensätze").count() == 0
    editor.reads("08-seiten-neuigkeiten")
    editor.follow("Neuigkeit schreiben")
    editor.page.fill("#id_title", "Drei neue Radzähler an der Brücke")
    editor.page.fill("#id_intro", "Seit heute zählen sie jede Viertelstunde.")
    editor.page.locator(".public-DraftEditor-content").first.click()
    editor.page.keyboard.type("Die Werte stehen als offene Daten im Netz.")
    # The editor hands its text to the form a moment later.
    handed = editor.page.locator("input[type=hidden]")
    for _ in range(50):
        if any("offene Daten im Netz" in one for one in handed.evaluate_all("all => all.map(one => one.value)")):
            break
        editor.page.wait_for_timeout(200)
    else:
        pytest.fail("the text did not reach the form")
    editor.picture("neuigkeit")
    editor.page.get_by_role("button", name=editor.named("Mehr Aktionen")).click()
    editor.press("In Freigabe einreichen")
    editor.page.wait_for_load_state()
    assert "Radzähler an der Brücke" not in own_town.get("/news/").text
    editor.closes()

    clerk.reads("08-seiten-neuigkeiten")
    clerk.home()
    clerk.sees(clerk.named("Ihre Überprüfung steht aus"))
    clerk.picture("freigabe", "#awaiting-review-section")
    clerk.page.get_by_role("link", name="Drei neue Radzähler an der Brücke").first.click()
    clerk.page.get_by_role("button", name=clerk.named("Mehr Aktionen")).click()
    clerk.press("Freigeben und Veröffentlichen")
    clerk.page.wait_for_load_state()
    assert "Radzähler an der Brücke" in own_town.get("/news/").text
    assert "offene Daten im Netz" in own_town.get("/news/drei-neue-radzahler-an-der-brucke/").text


def test_a_key_is_made_and_lets_a_program_in(clerk: Clerk, own_town: Serving) -> None:
    """Page 10: the key is shown once and opens the machine doors for writing."""
    clerk.reads("10-schluessel")
    clerk.follow("Schlüssel")
    clerk.fill("Wofür ist der Schlüssel?", clerk.named("Wetterstation am Rathaus"))
    clerk.page.get_by_label(clerk.named("Darf auch schreiben")).check()
    clerk.press("Schlüssel anlegen")
    clerk.sees("Er steht nur dieses eine Mal hier")
    clerk.picture("schluessel")
    key = re.search(r"sk_[\w-]+", clerk.page.content())
    assert key is not None
    ways = f"{own_town.address}/sta/v1.1/Things"
    body = {"name": "Rathaus", "description": "Wetter"}
    assert httpx.post(ways, json=body, trust_env=False).status_code in {401, 404}
    there = httpx.post(ways, json=body, headers={"authorization": f"Bearer {key[0]}"}, trust_env=False)
    assert there.status_code == 201, there.text
    clerk.press("Ungültig machen")
    clerk.page.locator("dialog button[value=yes]").click()
    clerk.sees("Der Schlüssel gilt nicht mehr.")


def test_the_first_page_is_for_everyone(browser: Browser, own_town: Serving) -> None:
    """Page 1: the way in, as a visitor meets it."""
    visitor = Clerk(browser, own_town.address)
    visitor.reads("01-anmelden")
    visitor.page.goto(own_town.address + "/")
    visitor.press("Anmelden", "link")
    visitor.picture("anmelden")
    visitor.closes()
