"""What every page's frame knows of quarters: whether there is one to rebuild."""

from __future__ import annotations

import time
from functools import lru_cache

from django.http import HttpRequest

from stadtkern.quarter.pages.access import store

# Other processes may publish, too; a link that comes some seconds late harms nobody.
SECONDS = 5


def quarters(_request: HttpRequest) -> dict[str, bool]:
    """Give templates ``quarters_open``: whether any quarter is published."""
    here = store()
    return {"quarters_open": _any_open(str(here.folder), here.changes, int(time.monotonic() / SECONDS))}


@lru_cache(maxsize=4)
def _any_open(_folder: str, _changes: int, _moment: int) -> bool:
    return store().row("SELECT 1 FROM quarter WHERE published = 1 LIMIT 1") is not None
