"""Parses the query options of a set or entity: $filter, $orderby, $top, $skip, $count, $select, $expand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from stadtkern.data.publish.sensorthings.core import tree
from stadtkern.data.publish.sensorthings.core.model import TYPES, EntityType
from stadtkern.data.publish.sensorthings.core.refuse import refused
from stadtkern.data.publish.sensorthings.v11.filters import parse_filter, parse_order

AFTER = "$skiptoken"
_KNOWN = frozenset({"$filter", "$orderby", "$top", "$skip", "$count", "$select", "$expand", "$resultFormat", AFTER})
_MAXIMUM_DEPTH = 10


def parse_options(kind: EntityType, pairs: Iterable[tuple[str, str]], depth: int = 0) -> tree.Query:
    """Give the query for options as (name, text). Raises RefusedError for what is unknown, twice or wrong."""
    query = tree.Query()
    raw: list[tuple[str, str]] = []
    seen: set[str] = set()
    for name, text in pairs:
        if not name.startswith("$"):
            raw.append((name, text))
            continue
        if name not in _KNOWN:
            raise refused("option", f"Die Option „{name}“ gibt es nicht.", f"There is no option “{name}”.")
        if name in seen:
            raise refused("option", f"Die Option „{name}“ steht doppelt.", f"The option “{name}” stands twice.")
        seen.add(name)
        if name not in ("$skip", AFTER):
            raw.append((name, text))
        query = _with(query, kind, name, text, depth)
    return replace(query, raw=tuple(raw))


def _with(query: tree.Query, kind: EntityType, name: str, text: str, depth: int) -> tree.Query:
    match name:
        case "$filter":
            return replace(query, filter=parse_filter(text))
        case "$orderby":
            return replace(query, order=parse_order(text))
        case "$top":
            return replace(query, top=_whole(name, text))
        case "$skip":
            return replace(query, skip=_whole(name, text))
        case "$count":
            return replace(query, count=_truth(text))
        case "$select":
            return replace(query, select=_select(kind, text))
        case "$expand":
            return replace(query, expand=_expand(kind, text, depth))
        case "$skiptoken":
            return replace(query, after=text)
        case _:
            return query


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise refused(
            "number",
            f"{name} braucht eine ganze Zahl ab 0, hier steht „{text[:20]}“.",
            f"{name} takes a whole number from 0, here stands “{text[:20]}”.",
        )
    return int(text)


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise refused("count", "$count ist true oder false.", "$count is true or false.")
    return text == "true"


def _select(kind: EntityType, text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    for name in names:
        if name in ("id", "@iot.id", "@iot.selfLink", "selfLink") or name in kind.properties or name in kind.links:
            continue
        if name.partition("/")[0] in kind.properties:
            continue
        raise refused(
            "unknown-property",
            f"„{name}“ gibt es bei {kind.plural} nicht.",
            f"{kind.plural} have no “{name}”.",
        )
    return tuple(name.partition("/")[0] for name in names)


def _expand(kind: EntityType, text: str, depth: int) -> tuple[tree.Expand, ...]:
    if depth > _MAXIMUM_DEPTH:
        raise refused("expand-depth", "$expand ist zu tief verschachtelt.", "$expand is nested too deeply.")
    found: dict[str, tree.Expand] = {}
    for part in split(text, ","):
        path, options = _cut(part.strip())
        one = _expand_path(kind, path, options, depth)
        known = found.get(one.link.name)
        found[one.link.name] = one if known is None else _merged(known, one)
    return tuple(found.values())


def _expand_path(kind: EntityType, path: str, options: str, depth: int) -> tree.Expand:
    """Read ``Datastreams/Observations(…)``: the options belong to the last, those before are given along whole."""
    name, slash, rest = path.partition("/")
    link = kind.links.get(name.strip())
    if link is None:
        raise refused(
            "unknown-link",
            f"„{name}“ lässt sich bei {kind.plural} nicht mit ausgeben.",
            f"{kind.plural} have no “{name}” to expand.",
        )
    target = TYPES[link.to]
    if slash:
        inner = _expand_path(target, rest, options, depth + 1)
        written = f"{rest}({options})" if options else rest
        return tree.Expand(link, tree.Query(expand=(inner,), raw=(("$expand", written),)))
    return tree.Expand(link, parse_options(target, _pairs(options), depth + 1))


def _merged(one: tree.Expand, other: tree.Expand) -> tree.Expand:
    """Join ``Datastreams($select=name),Datastreams/Observations``: what either says holds."""
    first, second = one.query, other.query
    by_name = {expand.link.name: expand for expand in first.expand}
    for expand in second.expand:
        known = by_name.get(expand.link.name)
        by_name[expand.link.name] = expand if known is None else _merged(known, expand)
    raw = dict(first.raw)
    for name, text in second.raw:
        raw[name] = f"{raw[name]},{text}" if name == "$expand" and name in raw else text
    merged = tree.Query(
        filter=first.filter or second.filter,
        order=first.order or second.order,
        top=first.top if first.top is not None else second.top,
        skip=first.skip or second.skip,
        count=first.count or second.count,
        select=first.select if first.select is not None else second.select,
        expand=tuple(by_name.values()),
        raw=tuple(raw.items()),
    )
    return tree.Expand(one.link, merged)


def _cut(part: str) -> tuple[str, str]:
    if "(" not in part:
        return part, ""
    if not part.endswith(")"):
        raise refused(
            "syntax", f"In $expand fehlt eine Klammer: „{part[:60]}“.", f"$expand lacks a bracket: “{part[:60]}”."
        )
    path, _, options = part[:-1].partition("(")
    return path.strip(), options


def _pairs(options: str) -> Iterator[tuple[str, str]]:
    if not options.strip():
        return
    for part in split(options, ";"):
        name, equals, text = part.strip().partition("=")
        if not equals:
            raise refused("syntax", f"„{part[:40]}“ ist keine Option.", f"“{part[:40]}” is no option.")
        yield name.strip(), text


def split(text: str, mark: str) -> Iterator[str]:
    """Split at a mark that stands outside quotes and brackets."""
    start = depth = 0
    quoted = False
    for place, letter in enumerate(text):
        if letter == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif letter == "(":
            depth += 1
        elif letter == ")":
            depth -= 1
        elif letter == mark and depth == 0:
            yield text[start:place]
            start = place + 1
    if quoted or depth:
        raise refused("syntax", "Eine Klammer oder ein Anführungszeichen fehlt.", "A bracket or quote is missing.")
    yield text[start:]
