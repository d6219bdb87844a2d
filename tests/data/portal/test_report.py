"""Reporting a mistake: from the reader's form to the office's list."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from portal_files import NASTY

from stadtkern.data.portal import views_report
from stadtkern.data.registry import public, reports


@pytest.fixture(autouse=True)
def fresh_rate() -> None:
    views_report.RATE.forget()


@pytest.fixture
def form(trees: str, publish: Callable[..., None]) -> str:
    """The address of a public dataset's form."""
    publish(trees)
    return f"/datasets/{trees}/report/"


def waiting() -> list[reports.ReportFacts]:
    return reports.reports([public.dataset_id("baeume") or 0], done=False)


def test_a_report_reaches_the_office_and_the_reader_learns_what_comes_next(reader, form: str) -> None:
    answer = reader.post(
        form, {"what": "Die Linde ist ein Ahorn.", "where": "Weg 3", "email": "a@b.example"}, follow=True
    )
    page = answer.content.decode()
    assert "Wie geht es weiter?" in page
    assert "Danach wird Ihre Adresse gelöscht" in page
    (found,) = waiting()
    assert (found.what, found.where, found.email) == ("Die Linde ist ein Ahorn.", "Weg 3", "a@b.example")
    assert f"Sie hat die Nummer {found.id}." in page


def test_looking_at_data_sets_no_cookie_and_the_form_sets_the_one_that_protects_it(reader, form: str) -> None:
    assert not reader.get("/datasets/baeume/").cookies
    assert set(reader.get(form).cookies) == {"csrftoken"}


def test_a_report_without_the_forms_token_is_refused(form: str) -> None:
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post(form, {"what": "x"})
    assert answer.status_code == 403
    assert "Es wurde nichts gespeichert." in answer.content.decode()
    answer = Client(enforce_csrf_checks=True).post(form, {"what": "x"}, headers={"accept-language": "en"})
    assert "Nothing was saved." in answer.content.decode()
    assert waiting() == []


def test_a_town_asked_under_a_foreign_name_says_where_names_are_set(reader, form: str, caplog) -> None:
    answer = reader.get(form, headers={"host": "anyone.example"})
    assert answer.status_code == 400
    assert "[serve] hosts" in answer.content.decode()
    assert "anyone.example" not in caplog.text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"what": ""}, "Bitte schreiben Sie, was nicht stimmt."),
        ({"what": "   "}, "Bitte schreiben Sie, was nicht stimmt."),
        ({"what": "x" * 4001}, "höchstens 4.000 Zeichen"),
        ({"what": "x", "where": "y" * 201}, "höchstens 200 Zeichen"),
        ({"what": "x", "email": "kein @ zeichen"}, "keine vollständige E-Mail-Adresse"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(reader, form: str, words: dict, said: str) -> None:
    answer = reader.post(form, words)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'aria-invalid="true"' in page
    assert waiting() == []


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(reader, form: str) -> None:
    answer = reader.post(form, {"what": "buy", "website": "http://spam.example"}, follow=True)
    assert "Wie geht es weiter?" in answer.content.decode()
    assert waiting() == []


def test_many_reports_from_one_place_have_to_wait(reader, form: str) -> None:
    for n in range(5):
        assert reader.post(form, {"what": f"Nummer {n}"}).status_code == 302
    answer = reader.post(form, {"what": "Nummer 5"})
    assert answer.status_code == 429
    assert answer["Retry-After"] == "3600"
    assert "Nummer 5" in answer.content.decode()
    assert len(waiting()) == 5
    assert reader.post(form, {"what": "von anderswo"}, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_a_forwarded_address_that_reaches_the_pages_does_not_count(reader, form: str) -> None:
    codes = [reader.post(form, {"what": "x"}, headers={"x-forwarded-for": f"10.0.0.{n}"}).status_code for n in range(6)]
    assert codes == [302] * 5 + [429]


def test_nobody_reports_on_what_is_not_public(reader, trees: str) -> None:
    assert reader.post(f"/datasets/{trees}/report/", {"what": "x"}).status_code == 404
    assert waiting() == []


def test_the_list_is_for_staff_alone(reader, form: str) -> None:
    assert reader.get("/office/reports/").status_code == 302
    assert reader.post("/office/reports/1/").status_code == 302


def test_the_office_settles_a_report_with_a_note_and_the_address_goes(reader, staff, form: str) -> None:
    reader.post(form, {"what": NASTY, "where": "Zeile 3", "email": "a@b.example"})
    page = staff.get("/office/reports/").content.decode()
    assert "<script>alert" not in page
    assert "Zeile 3" in page
    assert "mailto:a@b.example" in page
    (found,) = waiting()
    staff.post(f"/office/reports/{found.id}/", {"note": "Geprüft, war falsch."})
    assert waiting() == []
    done = reports.report(found.id)
    assert (done.email, done.note, done.person) == ("", "Geprüft, war falsch.", done.person)
    assert done.done is not None
    assert done.person
    after = staff.get("/office/reports/").content.decode()
    assert "Nichts offen" in after
    assert "Geprüft, war falsch." in after
    assert "a@b.example" not in after
    staff.post(f"/office/reports/{found.id}/", {"again": "1"})
    assert [one.id for one in waiting()] == [found.id]
    assert staff.post("/office/reports/99999/", {"note": ""}).status_code == 404


def test_a_report_goes_with_its_dataset(reader, form: str) -> None:
    reader.post(form, {"what": "x"})
    (found,) = waiting()
    public.delete_dataset(public.dataset_id("baeume") or 0)
    with pytest.raises(Exception, match=r"report\.unknown|Diese Meldung"):
        reports.report(found.id)


def test_the_row_that_is_meant_may_stand_in_the_address(reader, form: str) -> None:
    page = reader.get(f"{form}?where=Baum%2012").content.decode()
    assert re.search(r'name="where" value="Baum 12"', page)
