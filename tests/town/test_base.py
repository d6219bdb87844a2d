"""The frame that every page has."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation


def page(path: str = "/", language: str = "de", theme: str = "", user: object = None) -> str:
    request: HttpRequest = RequestFactory().get(path)
    request.user = user or AnonymousUser()  # type: ignore[assignment]
    if theme:
        request.COOKIES["theme"] = theme
    with translation.override(language):
        return render_to_string("town/base.html", request=request)


pytestmark = pytest.mark.usefixtures("town")


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_says_its_language_and_offers_the_other(language: str) -> None:
    written = page(language=language)
    assert f'<html lang="{language}"' in written
    other = "en" if language == "de" else "de"
    assert f'name="language" value="{other}"' in written
    assert f'name="language" value="{language}"' not in written


def test_the_language_switch_comes_back_to_the_same_page() -> None:
    assert '<input type="hidden" name="next" value="/datasets/?q=a&amp;b=%22">' in page('/datasets/?q=a&b="')


def test_carries_no_inline_script_style_or_handler() -> None:
    written = page()
    assert not re.search(r"<script(?![^>]*\bsrc=)", written)
    assert "<style" not in written
    assert not re.search(r"<[^>]*\s(style|on\w+)=", written)


def test_asks_nothing_of_other_servers() -> None:
    """The head names its own address in full; everything else is asked for at this town alone."""
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//(?!testserver/)', page())


def test_the_first_link_skips_to_the_content() -> None:
    written = page()
    first = re.search(r"<a [^>]*href=\"([^\"]+)\"", written)
    assert first is not None
    assert first[1] == "#main"
    assert '<main id="main" tabindex="-1">' in written


@pytest.mark.parametrize(
    ("path", "current"),
    [("/", "/"), ("/datasets/", "/datasets/"), ("/datasets/raeder/", "/datasets/"), ("/map/", "/map/")],
)
def test_the_menu_marks_where_one_is(path: str, current: str) -> None:
    assert re.findall(r'<a href="([^"]+)" aria-current', page(path)) == [current]


def test_what_was_asked_never_becomes_html() -> None:
    """The page's own box keeps the words; the frame's box is empty, and its links carry them escaped."""
    written = page("/datasets/?q=<b>")
    assert "<b>" not in written
    assert "q=%3Cb%3E" in written or "q=&lt;b&gt;" in written


@pytest.mark.parametrize(("cookie", "expected"), [("dark", True), ("light", True), ('"><script>', False), ("", False)])
def test_a_chosen_theme_is_printed_and_nothing_else_is(cookie: str, expected: bool) -> None:
    start = page(theme=cookie).split("<head>")[0]
    assert (f'data-theme="{cookie}"' in start) is expected
    assert "script" not in start


def test_says_the_towns_name() -> None:
    assert "Prüfstadt" in page()
