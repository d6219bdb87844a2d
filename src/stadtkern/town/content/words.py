"""Both languages where Django wants one text that is decided late: labels of fields, names of kinds of pages."""

from __future__ import annotations

from django.utils.functional import lazy
from django.utils.translation import get_language

from stadtkern.town.text import Text


def language() -> str:
    """Give the reader's language: "de" or "en"."""
    return "en" if (get_language() or "de").lower().startswith("en") else "de"


def _say(de: str, en: str) -> str:
    return Text(de, en).in_language(language())


lazy_say = lazy(_say, str)
