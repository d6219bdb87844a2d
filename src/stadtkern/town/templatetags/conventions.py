"""What a page says about itself to search engines, networks and other pages, made from its own title and description.

``{% captured page_title %}{% block title %}…{% endblock %}{% endcaptured %}`` keeps what is between for ``{{ page_title }}``,
``{% stylesheet "main" %}`` links an entry's styles without its script, ``{% addresses %}`` gives the page's own addresses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from stadtkern.town.assets_manifest import style_tags

register = template.Library()

_SPACE = re.compile(r"\s+")


class Captured(Node):
    """Renders what is inside and keeps it, its spaces tidied, under a name for the rest of the page."""

    def __init__(self, nodelist: NodeList, name: str) -> None:
        """Take what is inside, and the name."""
        self.nodelist = nodelist
        self.name = name

    def render(self, context: Context) -> SafeString:
        """Print nothing; the page prints it where it wants."""
        text = _SPACE.sub(" ", self.nodelist.render(context)).strip()
        context.dicts[0][self.name] = mark_safe(text)  # noqa: S308 - a template's output, escaped when it was made
        return mark_safe("")


@register.tag("captured")
def captured(parser: Parser, token: Token) -> Captured:
    """Read ``{% captured name %}…{% endcaptured %}``. Raises TemplateSyntaxError without a name."""
    words = token.split_contents()
    if len(words) != 2 or not words[1].isidentifier():
        raise template.TemplateSyntaxError("{% captured %} wants one name.")
    inside = parser.parse(("endcaptured",))
    parser.delete_first_token()
    return Captured(inside, words[1])


@register.simple_tag
def stylesheet(name: str) -> SafeString:
    """Link an entry's styles alone, for pages that run no script."""
    return mark_safe(style_tags(name))  # noqa: S308 - made of file names that the build wrote


@dataclass(frozen=True, slots=True)
class Addresses:
    """A page's own address, in each language, and of the picture that stands for it. All absolute."""

    canonical: str
    de: str
    en: str
    plain: str
    picture: str


@register.simple_tag(takes_context=True)
def addresses(context: Context) -> Addresses | None:
    """Give the addresses of the page that is shown; None where there is no request (an error page)."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return None
    plain = request.build_absolute_uri(request.path)
    asked = request.GET.get("lang", "")
    canonical = f"{plain}?lang={asked}" if asked in ("de", "en") else plain
    return Addresses(
        canonical, f"{plain}?lang=de", f"{plain}?lang=en", plain, request.build_absolute_uri(_picture(request))
    )


def _picture(request: HttpRequest) -> str:
    """Give the address of a page's share picture: of its dataset, number, quarter or design, else of the town."""
    match = request.resolver_match
    if match is not None and match.url_name in ("dataset", "number", "quarter", "design") and match.kwargs:
        return f"{request.path}share.png"
    return "/share.png"
