"""Signing in is slowed down for those who guess, in words that anyone understands and that give nothing away."""

from __future__ import annotations

import pytest
from django.test import Client
from portal_files import PASSWORD

from stadtkern.town import sign_in
from stadtkern.town.patience import FREE, Patience
from stadtkern.town.sign_in import please_wait

WRONG = "falsch-geraten"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(sign_in, "patience", Patience(clock))
    return clock


def guess(reader: Client, name: str, password: str = WRONG, address: str = "192.0.2.1", language: str = "de"):
    return reader.post(
        "/sign-in/", {"username": name, "password": password}, REMOTE_ADDR=address,
        headers={"accept-language": language},
    )  # fmt: skip


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(staff, reader, clock) -> None:
    for _ in range(FREE):
        assert guess(reader, "amt").status_code == 200
    answer = guess(reader, "amt", PASSWORD)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "30"
    assert "Bitte warten Sie 30 Sekunden" in answer.content.decode()
    assert "Name oder Passwort stimmen nicht" not in answer.content.decode()
    assert "_auth_user_id" not in reader.session
    assert "Please wait 30 seconds" in guess(reader, "amt", language="en").content.decode()
    clock.now += 30
    assert guess(reader, "amt", PASSWORD)["location"] == "/office/"


def test_a_name_that_does_not_exist_is_answered_word_for_word_alike(staff, clock) -> None:
    def said(name: str, address: str) -> list[tuple[int, str]]:
        client = Client()
        answers = [guess(client, name, address=address) for _ in range(FREE + 1)]
        notices = [one.content.decode().split('role="alert"')[1].split('<div class="field"')[0] for one in answers]
        return [(one.status_code, notice) for one, notice in zip(answers, notices, strict=True)]

    assert said("amt", "192.0.2.1") == said("gibtesnicht", "192.0.2.2")


def test_guessing_many_names_from_one_address_waits_too_and_others_sign_in(staff, reader, clock) -> None:
    for n in range(FREE):
        assert guess(reader, f"name{n}").status_code == 200
    assert guess(reader, "amt", PASSWORD).status_code == 429
    assert guess(reader, "amt", PASSWORD, address="192.0.2.77").status_code == 302


def test_empty_fields_are_no_try(staff, reader, clock) -> None:
    for _ in range(FREE + 3):
        assert guess(reader, "amt", "").status_code == 200
    assert guess(reader, "amt", PASSWORD).status_code == 302


def test_waiting_is_told_in_whole_words() -> None:
    assert "eine Sekunde und" in please_wait(1).de
    assert "59 Sekunden" in please_wait(59).de
    assert "eine Minute" in please_wait(60).de
    assert "2 minutes" in please_wait(61).en
    assert "15 Minuten" in please_wait(900).de
