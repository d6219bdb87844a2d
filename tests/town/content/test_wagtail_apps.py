"""What the office brings along at a start, and what it leaves behind."""

from __future__ import annotations

import os
import subprocess
import sys

STARTED = """
import sys
import django
django.setup()
from wagtail.rich_text import expand_db_html
from wagtail.utils.text import text_from_html
assert text_from_html("<p>Was <b>geht</b>?</p>") == "Was geht?"
print([name for name in ("lxml", "charset_normalizer", "ninja", "pandas", "numba", "shapely", "pyproj") if name in sys.modules])
import lxml.etree
print(lxml.etree.fromstring("<a/>").tag)
"""


def test_an_idle_office_brings_along_nothing_that_it_does_not_use() -> None:
    """HTML is read all the same, and who needs lxml later finds it."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "stadtkern.front.settings"}
    done = subprocess.run(
        [sys.executable, "-c", STARTED], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["[]", "a"]
