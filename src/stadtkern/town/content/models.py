"""Pages and news as the office keeps them, and the rights that roles are made of."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from stadtkern.town.content.words import lazy_say as say
from stadtkern.town.text import Text

_NEWS_A_PAGE = 12


def today() -> date:
    """Give the town's day of today."""
    return timezone.localdate()


class OfficeRight(models.Model):
    """No table: only the place where the rights to the town's data hang, which roles are given."""

    class Meta:
        """What may be allowed."""

        managed = False
        verbose_name = say("Daten der Stadt", "The town's data")
        default_permissions = ()
        permissions: ClassVar[Any] = [
            ("see_data", "Alle Datensätze sehen, auch nicht veröffentlichte"),
            ("manage_data", "Daten hereinholen, beschreiben, veröffentlichen und zurücknehmen"),
            ("make_keys", "Schlüssel für Programme und Sensoren anlegen"),
        ]


class Written(Page):
    """What pages and news share: words in both languages. Wagtail's own title is the German one."""

    title_en = models.CharField(
        say("Titel auf Englisch", "Title (English)"),
        max_length=255,
        blank=True,
        help_text=say("Bleibt es leer, steht der deutsche Titel da.", "Left empty, the German title is shown."),
    )
    intro = models.TextField(
        say("Worum es geht", "What it is about"),
        max_length=400,
        blank=True,
        help_text=say(
            "Ein oder zwei Sätze. Sie stehen groß am Anfang und in Listen.",
            "One or two sentences. They stand large at the start and in lists.",
        ),
    )
    intro_en = models.TextField(
        say("Worum es geht, auf Englisch", "What it is about (English)"), max_length=400, blank=True
    )
    body = RichTextField(say("Text", "Text"), blank=True)
    body_en = RichTextField(say("Text auf Englisch", "Text (English)"), blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=say("Bild", "Picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        """Only its kinds have tables of pages."""

        abstract = True

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("title_en"), FieldPanel("intro_en"), FieldPanel("body_en")],
            heading=say("Auf Englisch", "In English"),
            classname="collapsed",
        ),
    ]
    promote_panels: ClassVar[list[Any]] = [FieldPanel("slug")]

    @property
    def heading(self) -> Text:
        """The title in both languages."""
        return Text(self.title, self.title_en or self.title)

    @property
    def lead(self) -> Text:
        """The opening sentences in both languages."""
        return Text(self.intro, self.intro_en or self.intro)

    @property
    def story(self) -> Text:
        """The text in both languages, as kept: safe HTML that Wagtail's editor wrote and its whitelist passed."""
        return Text(self.body, self.body_en or self.body)


class Start(Page):
    """The root of what the office writes. The town's home itself is drawn by the portal."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["content.NewsList", "content.PageList"]

    class Meta:
        """Its name in the office."""

        verbose_name = say("Inhalte der Stadt", "The town's content")


class NewsList(Page):
    """All news, the newest first."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["content.Start"]
    subpage_types: ClassVar[list[str]] = ["content.News"]
    template = "content/news_list.html"

    class Meta:
        """Its name in the office."""

        verbose_name = say("Liste der Neuigkeiten", "List of news")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add one page of news."""
        from django.core.paginator import Paginator

        found = News.objects.child_of(self).live().order_by("-day", "-first_published_at").select_related("picture")
        part = Paginator(found, _NEWS_A_PAGE).get_page(request.GET.get("page", "1"))
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"news": part.object_list, "page_number": part.number, "pages": part.paginator.num_pages}


class News(Written):
    """One piece of news."""

    day = models.DateField(say("Tag", "Day"), default=today)
    parent_page_types: ClassVar[list[str]] = ["content.NewsList"]
    subpage_types: ClassVar[list[str]] = []
    template = "content/news.html"

    class Meta:
        """Its name in the office."""

        verbose_name = say("Neuigkeit", "News item")
        verbose_name_plural = say("Neuigkeiten", "News")

    content_panels: ClassVar[list[Any]] = [Written.content_panels[0], FieldPanel("day"), *Written.content_panels[1:]]


class PageList(Page):
    """All pages that the town wrote."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["content.Start"]
    subpage_types: ClassVar[list[str]] = ["content.ContentPage"]
    template = "content/page_list.html"

    class Meta:
        """Its name in the office."""

        verbose_name = say("Liste der Seiten", "List of pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the pages, in the order the office gave them."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"children": ContentPage.objects.child_of(self).live().order_by("path")}


class ContentPage(Written):
    """A page of its own, which may have pages below it."""

    parent_page_types: ClassVar[list[str]] = ["content.PageList", "content.ContentPage"]
    subpage_types: ClassVar[list[str]] = ["content.ContentPage"]
    template = "content/page.html"

    class Meta:
        """Its name in the office."""

        verbose_name = say("Seite", "Page")
        verbose_name_plural = say("Seiten", "Pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what lies below and above."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        above = ContentPage.objects.ancestor_of(self).live().order_by("depth")
        return context | {"children": ContentPage.objects.child_of(self).live().order_by("path"), "above": above}
