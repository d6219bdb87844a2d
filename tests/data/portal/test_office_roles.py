"""What each role may do in the office, and that no page of it asks the browser for what the policy forbids."""

from __future__ import annotations

import re

import pytest
from portal_files import PASSWORD

from stadtkern.town.folder import TownFolder

SEEING = ["/office/datasets/", "/office/datasets/baeume/", "/office/datasets/baeume/preview/", "/office/sources/",
          "/office/imports/", "/office/reports/", "/office/imports/1/"]  # fmt: skip
BRINGING = ["/office/add/", "/office/broker/", "/office/datasets/baeume/delete/", "/office/imports/1/undo/"]
WAGTAIL = ["/office/pages/", "/office/pages/4/", "/office/pages/add/content/news/4/", "/office/images/", "/office/images/add/",
           "/office/users/", "/office/users/new/", "/office/groups/", "/office/groups/edit/3/", "/office/workflows/list/",
           "/office/workflows/tasks/index/", "/office/account/", "/office/reports/site-history/"]  # fmt: skip


@pytest.fixture
def role(open_town: TownFolder):
    """Give a browser of someone with one role."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from django.test import Client

    def sign_in(name: str) -> Client:
        made = get_user_model().objects.create_user(name.lower(), password=PASSWORD)
        made.groups.add(Group.objects.get(name=name))
        client = Client(headers={"accept-language": "de"})
        client.force_login(made)
        return client

    return sign_in


@pytest.mark.parametrize(
    ("name", "sees", "brings", "makes_keys"),
    [
        ("Verwaltung", True, True, True),
        ("Daten", True, True, True),
        ("Lesen", True, False, False),
        ("Redaktion", False, False, False),
    ],
)
def test_a_role_opens_its_pages_and_no_others(
    role, trees: str, name: str, sees: bool, brings: bool, makes_keys: bool
) -> None:
    client = role(name)
    assert client.get("/office/").status_code == 200
    assert {client.get(path).status_code for path in SEEING} == {200 if sees else 403}
    assert {client.get(path).status_code for path in BRINGING} == {200 if brings else 403}
    assert client.get("/office/keys/").status_code == (200 if makes_keys else 403)
    assert client.get(f"/datasets/{trees}/").status_code == (200 if sees else 404)


def test_a_reader_changes_nothing(role, trees: str) -> None:
    from stadtkern.data.portal.access import registry

    client = role("Lesen")
    before = registry().dataset(trees)
    for path in (f"/office/datasets/{trees}/publish/", f"/office/datasets/{trees}/delete/", "/office/imports/1/undo/"):
        assert client.post(path).status_code == 403
    assert client.post(f"/office/datasets/{trees}/", {"title_de": "Gekapert"}).status_code == 404
    assert registry().dataset(trees) == before
    page = client.get(f"/office/datasets/{trees}/").content.decode()
    assert 'method="post"' not in page.split('class="office"', 1)[1]


@pytest.mark.parametrize(
    ("name", "sees", "writes"), [("Verwaltung", True, True), ("Lesen", True, False), ("Redaktion", False, False)]
)
def test_machine_doors_know_what_a_role_allows(role, name: str, sees: bool, writes: bool) -> None:
    from django.contrib.auth import get_user_model

    from stadtkern.town import people

    role(name)
    person = get_user_model().objects.get(username=name.lower())
    known = people.by_id(person.pk)
    assert known is not None
    assert (known.is_staff, known.may_write) == (sees, writes)
    by_key = people.by_key(people.make_key(person.pk, "Fühler", may_write=True))
    assert by_key is not None
    assert by_key.may_write == writes
    reading = people.by_key(people.make_key(person.pk, "Anzeige", may_write=False))
    assert reading is not None
    assert not reading.may_write


def test_the_key_of_an_account_that_ended_opens_nothing(role) -> None:
    from django.contrib.auth import get_user_model

    from stadtkern.town import people

    role("Verwaltung")
    person = get_user_model().objects.get(username="verwaltung")
    key = people.make_key(person.pk, "Fühler", may_write=True)
    get_user_model().objects.update(is_active=False)
    known = people.by_key(key)
    assert known is not None
    assert not known.is_staff
    assert not known.may_write
    assert people.by_id(person.pk) is None


def test_no_page_of_the_office_holds_a_script_or_asks_another_server(staff, trees: str) -> None:
    """The content policy allows own files only; Wagtail's pages too are printed so."""
    faults = []
    for path in ["/office/", *SEEING, *BRINGING, "/office/keys/", *WAGTAIL]:
        answer = staff.get(path, follow=True)
        assert answer.status_code == 200, path
        page = answer.content.decode()
        for words, body in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL):
            kind = re.search(r'type="([^"]*)"', words)
            if body.strip() and "src=" not in words and (kind is None or kind[1] in {"module", "text/javascript"}):
                faults.append(f"{path}: script {body.strip()[:60]}")
        loads = re.findall(
            r'src="(https?://(?!testserver)[^"]*)"|<link[^>]*href="(https?://(?!testserver)[^"]*)"', page
        )
        faults += [f"{path}: {one}" for one in loads]
        faults += [f"{path}: {one}" for one in re.findall(r"\son[a-z]+=\"", page.replace(' content="', " "))]
    assert faults == []


def test_wagtails_own_door_leads_to_the_one_that_asks_for_patience(reader) -> None:
    assert reader.get("/office/login/?next=/office/pages/")["location"] == "/sign-in/?next=/office/pages/"
    assert reader.get("/office/pages/")["location"] == "/sign-in/?next=/office/pages/"
    assert reader.post("/office/login/", {"username": "x", "password": "y"})["location"] == "/sign-in/"
    assert reader.get("/office/password_reset/").status_code == 404


def test_choosers_are_begun_by_attributes_and_anything_else_is_noticed() -> None:
    from stadtkern.data.portal.office_frame import begin_without_script

    made = begin_without_script('new PageChooser("id_page", {"modalUrl": "/x/?a=1&b=<script>"});')
    assert 'data-begin="PageChooser"' in made
    assert "<script>" not in made
    for strange in ("alert(1); alert(2)", "var a = 1;", "new X(document.cookie);"):
        with pytest.raises(ValueError):
            begin_without_script(strange)


def test_a_preview_says_that_nobody_else_sees_it_yet(staff, trees: str, publish) -> None:
    page = staff.get(f"/office/datasets/{trees}/preview/").content.decode()
    assert "noch nicht öffentlich" in page
    assert f'src="/datasets/{trees}/"' in page
    publish(trees)
    assert (
        "Dieser Datensatz ist öffentlich."
        in staff.get(f"/office/datasets/{trees}/preview/?width=phone").content.decode()
    )


def test_the_start_shows_what_to_do_and_an_editor_what_to_write(staff, role, trees: str) -> None:
    page = staff.get("/office/").content.decode()
    assert "Es fehlt noch: Beschreibung, Amt, Kontakt, Lizenz." in page
    assert "Neuigkeit schreiben" in page
    editor = role("Redaktion").get("/office/").content.decode()
    assert "Neuigkeit schreiben" in editor
    assert "Braucht Aufmerksamkeit" not in editor
