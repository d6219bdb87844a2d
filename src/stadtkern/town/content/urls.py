"""Addresses of what the town writes: /news/ and /pages/, each with what lies below."""

from __future__ import annotations

from django.urls import path, register_converter
from wagtail.views import serve


class WrittenPath:
    """A path into the tree of pages and news; its empty start is the root, which has no page of its own."""

    regex = r"(?:news|pages)/(?:[-\w]+/)*"

    def to_python(self, value: str) -> str:
        """Take it as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Write it as it stands. Raises ValueError for the root, which has no address."""
        if not value.startswith(("news/", "pages/")):
            raise ValueError(value)
        return value


register_converter(WrittenPath, "written")

urlpatterns = [path("<written:path>", serve, name="wagtail_serve")]
