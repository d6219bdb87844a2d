from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from portal_files import NASTY, PASSWORD, counter_csv, tree_csv

from stadtkern.data.gather import jobs
from stadtkern.town.folder import TownFolder

GUARDED = [
    "/office/",
    "/office/add/",
    "/office/keys/",
    "/office/broker/",
    "/office/datasets/x/",
    "/office/imports/1/",
    "/office/jobs/1/",
    "/office/trials/0123456789abcdef/",
]


def done(job_id: int) -> jobs.JobState:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        state = jobs.state(job_id)
        assert state is not None
        if state.finished is not None:
            return state
        time.sleep(0.02)
    raise AssertionError("the job did not end")


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def upload(client, path: Path, **more: str) -> str:
    """Upload a file, wait until it has been read; gives the trial's address."""
    answer = client.post(
        "/office/add/", {"way": "file", **more, "file": SimpleUploadedFile(path.name, path.read_bytes())}
    )
    assert answer.status_code == 302, answer.content.decode()[:500]
    wait_for_jobs()
    return answer["location"]


def run(client, trial: str, **words: str) -> str:
    """Import a trial; gives the job's page when it is over."""
    answer = client.post(f"{trial}run/", words)
    assert answer.status_code == 302
    done(int(answer["location"].rstrip("/").rsplit("/", 1)[1]))
    return text_of(client.get(answer["location"]))


def wait_for_jobs() -> None:
    for one in jobs.states():
        done(one.id)


@pytest.mark.parametrize("path", GUARDED)
def test_the_office_asks_who_is_there(reader, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 302
    assert answer["location"].startswith("/sign-in/?next=")


def test_an_account_without_rights_is_told_so(open_town: TownFolder) -> None:
    from django.contrib.auth import get_user_model
    from django.test import Client

    get_user_model().objects.create_user("gast", password=PASSWORD)
    client = Client(headers={"accept-language": "de"})
    client.login(username="gast", password=PASSWORD)
    answer = client.get("/office/")
    assert answer.status_code == 403
    assert "Das dürfen Sie hier nicht" in answer.content.decode()


def test_signing_in_and_out(staff, reader) -> None:
    wrong = reader.post("/sign-in/", {"username": "amt", "password": "falsch"})
    assert "stimmen nicht" in wrong.content.decode()
    assert reader.post("/sign-in/", {"username": "amt", "password": PASSWORD})["location"] == "/office/"
    assert reader.get("/office/").status_code == 200
    assert reader.get("/sign-out/").status_code == 405
    reader.post("/sign-out/")
    assert reader.get("/office/").status_code == 302


def test_signing_in_never_leads_to_another_site(staff, reader) -> None:
    answer = reader.post("/sign-in/", {"username": "amt", "password": PASSWORD, "next": "https://evil.example/"})
    assert answer["location"] == "/office/"


def test_a_file_is_tried_imported_described_and_published(staff, reader, tmp_path: Path) -> None:
    trial = upload(staff, tree_csv(tmp_path / "baeume.csv"))
    page = text_of(staff.get(trial))
    assert "Stimmt das so?" in page
    assert "&lt;script&gt;" in page
    assert NASTY not in page
    assert "Noch keine Daten" in text_of(reader.get("/datasets/"))
    result = run(staff, trial, title="Bäume")
    assert "60 von 60 Zeilen" in result
    assert staff.get(trial).status_code == 404
    refused = text_of(staff.post("/office/datasets/baeume/publish/", follow=True))
    assert "Noch nicht veröffentlicht" in refused
    assert "Es fehlt eine Lizenz" in refused
    words = {
        "title_de": "Welche Bäume stehen hier?",
        "description_de": "Alle Bäume an Straßen.",
        "owner_office": "Grünamt",
        "contact": "gruen@stadt.example",
        "licence": "dl-zero-de/2.0",
        "theme": "ENVI",
    }
    assert staff.post("/office/datasets/baeume/", words).status_code == 302
    assert "Veröffentlicht." in text_of(staff.post("/office/datasets/baeume/publish/", follow=True))
    public = text_of(reader.get("/datasets/baeume/"))
    assert "Welche Bäume stehen hier?" in public
    assert "mailto:gruen@stadt.example" in public
    staff.post("/office/datasets/baeume/withdraw/")
    assert reader.get("/datasets/baeume/").status_code == 404


def test_a_corrected_mapping_is_read_again_and_kept_for_the_next_file(staff, tmp_path: Path) -> None:
    from stadtkern.data.portal.access import registry

    trial = upload(staff, tree_csv(tmp_path / "baeume.csv"))
    page = text_of(staff.get(trial))
    headers = re.findall(r'name="c(\d+)-title" value="([^"]*)"', page)
    place = next(number for number, title in headers if title == "Straße")
    answer = staff.post(
        f"{trial}again/",
        {"settings": "1", f"c{place}-title": "Lage", f"c{place}-name": "Lage!", f"c{place}-role": "name"},
    )
    assert answer.status_code == 302
    wait_for_jobs()
    assert 'value="Lage"' in text_of(staff.get(trial))
    run(staff, trial, title="Bäume")
    (collection,) = registry().dataset("baeume").collections
    assert ("lage", "Lage", "name") in {(one.name, one.title, one.role) for one in collection.columns}
    again = upload(staff, tree_csv(tmp_path / "neu.csv", rows=70), dataset="baeume")
    assert 'value="Lage"' in text_of(staff.get(again))


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"timezone": "Mond/Krater"}, "Mond/Krater"),
        ({"crs": "EPSG:999999"}, "999999"),
        ({"c0-name": "!!!"}, "keine Buchstaben"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_with_its_reason(
    staff, tmp_path: Path, words: dict[str, str], reason: str
) -> None:
    trial = upload(staff, tree_csv(tmp_path / "baeume.csv"))
    page = text_of(staff.post(f"{trial}again/", {"settings": "1", **words}, follow=True))
    assert reason in page
    assert "Stimmt das so?" in page


@pytest.mark.parametrize(
    ("name", "content"),
    [("leer.csv", b""), ("bild.csv", b"\x89PNG\r\n\x1a\n" + bytes(200)), ("x.zip", b"PK\x03\x04kaputt")],
)
def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing(
    staff, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    trial = upload(staff, tmp_path / name)
    page = text_of(staff.get(trial))
    assert "Es wurde nichts geschrieben" in page
    assert staff.post(f"{trial}run/").status_code == 302
    assert "Noch keine Daten" in text_of(staff.get("/datasets/"))
    staff.post(f"{trial}discard/")
    assert staff.get(trial).status_code == 404


def test_no_file_is_asked_for_again(staff) -> None:
    answer = staff.post("/office/add/", {"way": "file"})
    assert answer.status_code == 400
    assert "Bitte wählen Sie eine Datei" in answer.content.decode()


def test_a_file_above_the_limit_is_cut_off(staff, open_town: TownFolder) -> None:
    open_town.settings.setdefault("limits", {})["file_mb"] = 1
    answer = staff.post("/office/add/", {"way": "file", "file": SimpleUploadedFile("gross.csv", b"a;b\n" * 500_000)})
    assert answer.status_code == 413
    assert "größer als 1 MB" in answer.content.decode()
    assert list((open_town.files / "trials").iterdir()) == []


def test_an_upload_needs_the_forms_token(open_town: TownFolder, staff) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.login(username="amt", password=PASSWORD)
    answer = client.post("/office/add/", {"way": "file", "file": SimpleUploadedFile("a.csv", b"a;b\n1;2\n")})
    assert answer.status_code == 403
    assert not list((open_town.files / "trials").glob("*/trial.json"))


@pytest.mark.parametrize(
    "address", ["", "kein-netz", "ftp://stadt.example/a.csv", "file:///etc/passwd", "javascript:alert(1)"]
)
def test_only_web_addresses_are_fetched(staff, address: str) -> None:
    answer = staff.post("/office/add/", {"way": "address", "address": address})
    if answer.status_code == 302:
        wait_for_jobs()
        assert "https://" in text_of(staff.get(answer["location"]))
    else:
        assert answer.status_code == 400


def test_an_unreachable_address_says_so(staff) -> None:
    answer = staff.post("/office/add/", {"way": "address", "address": "http://127.0.0.1:9/daten.csv"})
    wait_for_jobs()
    assert "nicht zu erreichen" in text_of(staff.get(answer["location"]))


def test_imports_are_compared_and_taken_back(staff, tmp_path: Path) -> None:
    from stadtkern.data.portal.access import registry

    run(staff, upload(staff, tree_csv(tmp_path / "eins.csv", rows=60)), title="Bäume")
    slug = registry().datasets()[0].slug
    run(staff, upload(staff, tree_csv(tmp_path / "zwei.csv", rows=65), dataset=slug), dataset=slug)
    page = text_of(staff.get(f"/office/datasets/{slug}/"))
    newer, older = re.findall(r"/office/imports/(\d+)/\"", page)[:2]
    assert "5 dazu, 0 weg, 0 geändert" in text_of(staff.get(f"/office/datasets/{slug}/compare/?a={older}&b={newer}"))
    assert "Zurücknehmen" in text_of(staff.get(f"/office/imports/{newer}/undo/"))
    assert registry().dataset(slug).collections[0].rows == 65
    staff.post(f"/office/imports/{newer}/undo/")
    wait_for_jobs()
    assert registry().dataset(slug).collections[0].rows == 60
    assert "zurückgenommen" in text_of(staff.get(f"/office/imports/{newer}/"))


def test_the_same_file_again_changes_nothing(staff, tmp_path: Path) -> None:
    path = counter_csv(tmp_path / "raeder.csv", days=3)
    run(staff, upload(staff, path), title="Räder")
    from stadtkern.data.portal.access import registry

    slug = registry().datasets()[0].slug
    assert "Diese Datei war schon da" in run(staff, upload(staff, path, dataset=slug), dataset=slug)


def test_deleting_asks_first_and_then_leaves_nothing(staff, trees: str) -> None:
    assert "wirklich löschen" in text_of(staff.get(f"/office/datasets/{trees}/delete/"))
    assert staff.get(f"/datasets/{trees}/").status_code == 200
    staff.post(f"/office/datasets/{trees}/delete/")
    assert staff.get(f"/datasets/{trees}/").status_code == 404


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("rad@stadt.example", "mailto:rad@stadt.example"),
        ("0335 / 12 34-0", "tel:033512340"),
        ("stadt.example/rad", "https://stadt.example/rad"),
        ("tel:+49335", "tel:+49335"),
    ],
)
def test_a_contact_may_be_written_as_people_do(staff, trees: str, given: str, kept: str) -> None:
    from stadtkern.data.portal.access import registry

    assert staff.post(f"/office/datasets/{trees}/", {"title_de": "Bäume", "contact": given}).status_code == 302
    assert registry().dataset(trees).contact == kept


def test_a_form_with_mistakes_keeps_what_was_typed(staff, trees: str) -> None:
    answer = staff.post(
        f"/office/datasets/{trees}/",
        {"title_de": "", "contact": "irgendwer", "spatial": "12x", "owner_office": "Mein Amt"},
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert page.count('class="wrong"') == 3
    assert 'value="Mein Amt"' in page
    assert 'aria-invalid="true"' in page


def test_a_key_is_shown_once_works_and_can_be_revoked(staff) -> None:
    from stadtkern.town import people

    page = text_of(staff.post("/office/keys/", {"name": "Wetterstation", "may_write": "on"}))
    (key,) = set(re.findall(r"sk_[\w-]+", page))
    assert people.by_key(key).may_write
    again = text_of(staff.get("/office/keys/"))
    assert key not in again
    assert "Wetterstation" in again
    number = re.search(r"/office/keys/(\d+)/revoke/", again).group(1)
    staff.post(f"/office/keys/{number}/revoke/")
    assert people.by_key(key) is None


def test_nobody_revokes_the_key_of_another(staff, open_town: TownFolder) -> None:
    from stadtkern.town import people

    other = people.make_staff("andere", PASSWORD)
    key = people.make_key(other, "fremd", may_write=False)
    for number in range(1, 5):
        staff.post(f"/office/keys/{number}/revoke/")
    assert people.by_key(key) is not None


def test_a_broker_that_is_not_there_is_told(staff) -> None:
    answer = staff.post("/office/broker/", {"host": "127.0.0.1", "port": "9", "topic": "stadt/#"})
    assert answer.status_code == 302
    wait_for_jobs()
    assert "Das ging nicht" in text_of(staff.get(answer["location"]))
    wrong = staff.post("/office/broker/", {"host": "", "port": "99999", "topic": "a/#/b"})
    assert wrong.content.decode().count('class="wrong"') == 3


def test_removing_a_source_asks_first_and_leaves_the_data(staff, trees: str, reader) -> None:
    from stadtkern.data.registry import public

    number = public.save_source(
        public.dataset_id(trees) or 0, "http", "https://stadt.example/<b>.csv", every_minutes=60
    )
    address = f"/office/sources/{number}/delete/"
    assert address in text_of(staff.get(f"/office/datasets/{trees}/"))
    asked = text_of(staff.get(address))
    assert "https://stadt.example/&lt;b&gt;.csv entfernen?" in asked
    assert public.source_facts(number) is not None
    assert reader.post(address)["location"].startswith("/sign-in/")
    assert public.source_facts(number) is not None
    assert staff.post(address)["location"] == f"/office/datasets/{trees}/"
    assert public.source_facts(number) is None
    assert "Die Daten bleiben" in text_of(staff.get(f"/office/datasets/{trees}/"))
    assert "Ahorn" in text_of(staff.get(f"/datasets/{trees}/"))
    assert staff.post(address).status_code == 404


@pytest.mark.parametrize("trial", ["..", "0123456789abcdef", "%2e%2e%2fregistry"])
def test_a_trial_that_is_none_is_not_there(staff, trial: str) -> None:
    assert staff.get(f"/office/trials/{trial}/").status_code == 404
