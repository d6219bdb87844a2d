"""What a dataset's page tells machines about itself: schema.org as a data block in the page."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from stadtkern.data.portal.access import language, town_name
from stadtkern.data.portal.linked_data import dataset_ld, script
from stadtkern.data.registry.facts import DatasetFacts

register = template.Library()


@register.simple_tag(takes_context=True)
def dataset_json_ld(context: Context, dataset: DatasetFacts) -> SafeString:
    """Write a published dataset as JSON-LD; nothing for one that is not public."""
    if not dataset.published:
        return mark_safe("")
    base = context["request"].build_absolute_uri("/").rstrip("/")
    told = dataset_ld(dataset, base, town_name(), language())
    return mark_safe(f'<script type="application/ld+json">{script(told)}</script>')  # noqa: S308 - see script
