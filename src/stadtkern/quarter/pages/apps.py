"""Django's view of this room."""

from __future__ import annotations

from django.apps import AppConfig


class QuarterConfig(AppConfig):
    """Pages of the quarters. There are no models: everything is in ``quarter.keep``."""

    name = "stadtkern.quarter.pages"
    label = "quarter"

    def ready(self) -> None:
        """Offer quarters and designs to search, sitemap and home."""
        from stadtkern.quarter.pages import offered
        from stadtkern.town import offers

        offers.register("quarter", mark=offered.mark, entries=offered.entries)
