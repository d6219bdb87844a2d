"""CQL2 (OGC 21-065r2): text and JSON to a tree, the tree to SQL with bound parameters. Knows neither HTTP nor the lake."""

from __future__ import annotations

from stadtkern.data.publish.features.cql.json import parse_json
from stadtkern.data.publish.features.cql.parser import parse_text
from stadtkern.data.publish.features.cql.sql import Fragment, compile_filter

__all__ = ["Fragment", "compile_filter", "parse_json", "parse_text"]
