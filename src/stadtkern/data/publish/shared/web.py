"""Answers: what the reader wants, what is still fresh, what a file is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha1
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from stadtkern.data.guard.decide import PUBLIC, Action, decide
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts

_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


def version(*collections: CollectionFacts) -> str:
    """Give a short mark that changes whenever one of the collections was written."""
    marks = (f"{one.id}:{one.rows}:{one.modified.isoformat() if one.modified else ''}" for one in collections)
    return sha1("|".join(marks).encode(), usedforsecurity=False).hexdigest()[:16]


def is_open(dataset: DatasetFacts) -> bool:
    """Whether everyone may read the dataset, so that caches on the way may keep it."""
    return decide(PUBLIC, dataset, Action.READ).allowed


def cache_control(dataset: DatasetFacts, seconds: int = 60) -> str:
    """Say who may keep an answer: everyone, or only the reader's own browser."""
    return f"public, max-age={seconds}" if is_open(dataset) else "private, no-cache"


def fresh(request: Request, etag: str, headers: Mapping[str, str]) -> Response | None:
    """Answer 304 when the reader already has what ``etag`` names (RFC 9110, If-None-Match)."""
    known = request.headers.get("if-none-match")
    if known is None:
        return None
    marks = {mark.strip().removeprefix("W/") for mark in known.split(",")}
    if etag.removeprefix("W/") in marks or "*" in marks:
        return Response(None, 304, {**headers, "ETag": etag})
    return None


def attachment(name: str) -> str:
    """Give Content-Disposition for a file; the name is reduced to plain letters and given in full beside (RFC 6266)."""
    plain = _PLAIN.sub("-", name).strip("-.") or "daten"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def wanted(request: Request, offers: Mapping[str, str], default: str) -> str | None:
    """Give the format the reader wants: ``f=`` first, then the Accept header; None for an unknown ``f``.

    ``offers`` maps the short name to its media type. A browser, which asks for text/html, gets html if it is offered.
    """
    asked = request.query_params.get("f")
    if asked is not None:
        return asked if asked in offers else None
    best, best_weight = default, 0.0
    for part in request.headers.get("accept", "").split(","):
        media, _, rest = part.strip().partition(";")
        weight = _weight(rest)
        for short, offered in offers.items():
            if media.strip().lower() == offered.split(";")[0] and weight > best_weight:
                best, best_weight = short, weight
    return best


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        key, _, value = parameter.strip().partition("=")
        if key == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
