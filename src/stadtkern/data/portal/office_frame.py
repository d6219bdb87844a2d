"""Wagtail's frame under a strict content policy: what it prints as scripts inside a page becomes attributes.

``web/office/begin.ts`` reads them and calls the same functions, a fixed list of them.
"""

from __future__ import annotations

import json
import re
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets.chooser import BaseChooser

# "new PageChooser("id", {…});", "createTaskChooser("id");"
_CALL = re.compile(r"\s*(?:new\s+)?([A-Za-z]+)\((.*)\);?\s*", re.DOTALL)


def begin_without_script(call: str) -> SafeString:
    """Turn a call with JSON words into an element that tells our script the same.

    Raises ValueError when it is anything but one call with JSON words: then Wagtail has changed and a test says so.
    """
    found = _CALL.fullmatch(call)
    if found is None:
        raise ValueError(call)
    words = json.loads(f"[{found[2]}]")
    return format_html('<span hidden data-begin="{}" data-begin-words="{}"></span>', found[1], json.dumps(words))


def _render(self: BaseChooser, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
    """Render a chooser as Wagtail does, its beginning as attributes."""
    del renderer
    data = self.get_value_data(value)
    begin = begin_without_script(self.render_js_init(attrs["id"], name, data))
    return format_html("{}{}", SafeString(self.render_html(name, data, attrs)), begin)


def take_scripts_out() -> None:
    """Have all of Wagtail's choosers print no script. May be called again."""
    BaseChooser.render = _render
