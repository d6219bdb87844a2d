"""Template tags of what the town writes: a story in the reader's language, and a picture in two sizes."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.images.models import AbstractImage
from wagtail.rich_text import RichText

from stadtkern.town.content.words import language
from stadtkern.town.text import Text

register = template.Library()


@register.simple_tag
def story(text: Text) -> SafeString:
    """Write a story as HTML, marked as German where it is not told in English.

    It was cleaned by Wagtail's whitelist when it was saved.
    """
    html: SafeString = RichText(text.in_language(language())).__html__()
    return format_html('<div lang="de">{}</div>', html) if language() == "en" and text.en == text.de else html


@register.simple_tag
def picture(image: AbstractImage, size: str) -> SafeString:
    """Write a picture with its description, made smaller as WebP; nothing when its file is lost."""
    try:
        one = image.get_rendition(f"{size}|format-webp")
    except OSError:
        return SafeString("")
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
        one.url,
        one.width,
        one.height,
        image.default_alt_text,
    )
