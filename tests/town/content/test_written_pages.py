"""News and pages as everyone meets them: public ones only, in both languages, never more HTML than was meant."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

NASTY = '<script>alert("x")</script>'


def picture_file(kind: str = "PNG") -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (40, 30), "#2a6c98").save(out, kind)
    return out.getvalue()


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_without_news_the_page_says_so(visitor) -> None:
    assert "Noch keine Neuigkeiten" in text_of(visitor.get("/news/"))
    assert "Noch keine Seiten" in text_of(visitor.get("/pages/"))


def test_public_news_are_listed_the_newest_day_first(visitor, news) -> None:
    news("Alt", day=date(2025, 1, 1))
    news("Neu", day=date(2025, 3, 3), intro="Was geschah")
    page = text_of(visitor.get("/news/"))
    assert page.index("Neu") < page.index("Alt")
    assert "3. März 2025" in page
    assert "Was geschah" in page


def test_a_draft_is_nowhere(visitor, news) -> None:
    from stadtkern.town.content import public

    draft = news("Noch geheim", live=False)
    assert "Noch geheim" not in text_of(visitor.get("/news/"))
    assert visitor.get(f"/news/{draft.slug}/").status_code == 404
    assert public.entries() == []


def test_news_speak_english_where_they_can_and_german_where_not(visitor, news) -> None:
    one = news("Brücke gesperrt", title_en="Bridge closed", body="<p>Bis Mai.</p>")
    page = visitor.get(f"/news/{one.slug}/", headers={"accept-language": "en"}).content.decode()
    assert "Bridge closed" in page
    assert "Bis Mai." in page
    assert 'lang="en"' in page
    assert '<div lang="de">' in page


def test_titles_are_never_html(visitor, news) -> None:
    one = news(NASTY, slug="boese", intro=NASTY)
    for path in ("/news/", f"/news/{one.slug}/"):
        page = text_of(visitor.get(path))
        assert NASTY not in page
        assert "&lt;script&gt;" in page


def test_the_editor_keeps_no_script_in_a_text(person) -> None:
    from stadtkern.town.content.models import News, NewsList

    client = person("Verwaltung")
    body = '{"blocks":[{"key":"a","type":"unstyled","depth":0,"text":"<script>alert(1)</script>","inlineStyleRanges":[],"entityRanges":[]}],"entityMap":{}}'
    words = {
        "title": "Sicher", "slug": "sicher", "day": "2025-03-03", "intro": "", "title_en": "", "intro_en": "", "picture": "",
        "body": body, "body_en": "null", "action-publish": "1",
        "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0, "comments-MIN_NUM_FORMS": 0, "comments-MAX_NUM_FORMS": "",
    }  # fmt: skip
    parent = NewsList.objects.get().pk
    assert client.post(f"/office/pages/add/content/news/{parent}/", words).status_code == 302
    assert "<script" not in News.objects.get().body
    assert "&lt;script&gt;" in text_of(client.get("/news/sicher/"))


def test_pages_lie_below_pages_and_lead_back(visitor, town) -> None:
    from stadtkern.town.content.models import ContentPage, PageList

    above = ContentPage(title="Rathaus", title_en="Town hall")
    PageList.objects.get().add_child(instance=above)
    above.add_child(instance=ContentPage(title="Öffnungszeiten", slug="zeiten"))
    assert "Rathaus" in text_of(visitor.get("/pages/"))
    assert "/pages/rathaus/zeiten/" in text_of(visitor.get("/pages/rathaus/"))
    below = text_of(visitor.get("/pages/rathaus/zeiten/"))
    assert '<a href="/pages/rathaus/">Rathaus</a>' in below


@pytest.mark.parametrize("path", ["/news/gibtesnicht/", "/pages/x/y/", "/stadt/", "/news/../pages/x/"])
def test_what_is_not_written_is_not_there(visitor, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_search_and_home_are_offered_what_is_public_and_told_when_it_changes(news) -> None:
    from stadtkern.town import offers
    from stadtkern.town.content import public

    before = offers.mark()
    news("Radzähler", intro="Neu.", body="<p>An der <b>Brücke</b>.</p>", day=date(2025, 3, 3))
    assert offers.mark() != before
    (one,) = public.entries()
    assert (one.kind, one.url, one.text.de) == ("news", "/news/radzahler/", "Neu. An der Brücke .")
    assert one.date is not None
    assert offers.news(3)[0].title.de == "Radzähler"


# Wagtail leaves the file it draws a small picture into to the collector.
@pytest.mark.filterwarnings("ignore:Unclosed file", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_picture_is_shown_small_with_its_words(visitor, news, town) -> None:
    from io import BytesIO

    from django.core.files.images import ImageFile
    from django.test import override_settings
    from wagtail.images.models import Image

    with override_settings(MEDIA_ROOT=str(town.files / "media")):
        image = Image.objects.create(title="Die Brücke im März", file=ImageFile(BytesIO(picture_file()), "bruecke.png"))
        one = news("Mit Bild", picture=image)
        page = text_of(visitor.get(f"/news/{one.slug}/"))
    assert 'alt="Die Brücke im März"' in page
    assert 'src="/media/images/' in page


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bild.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("bild.png", b"das ist kein Bild"),
        ("bild.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("bild.html", b"<script>alert(1)</script>"),
    ],
)
def test_what_is_no_picture_is_refused(person, town, name: str, content: bytes) -> None:
    from django.test import override_settings
    from wagtail.images.models import Image

    client = person("Verwaltung")
    with override_settings(MEDIA_ROOT=str(town.files / "media")):
        answer = client.post(
            "/office/images/add/", {"title": "x", "file": SimpleUploadedFile(name, content), "tags": ""}
        )
    assert answer.status_code == 200
    assert Image.objects.count() == 0
    assert not list((town.files / "media").rglob("*.*"))
