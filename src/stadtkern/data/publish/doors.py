"""What every machine door is handed: the lake, the registry, and how to learn who asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from stadtkern.data.guard.decide import Action, Decision, Viewer, decide
from stadtkern.data.lake import Lake
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.data.registry.read import RegistryReader
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import Problem, Text

NOT_THERE = Problem("door.not-there", Text("Das gibt es hier nicht.", "There is no such thing here."))


@dataclass(frozen=True, slots=True)
class Doors:
    """The same for each door, made once by the front door. ``viewer`` tells who asks, from session, key or nothing."""

    lake: Lake
    registry: RegistryReader
    folder: TownFolder
    viewer: Callable[[Request], Viewer]
    title: Text

    def base(self, request: Request) -> str:
        """Give the address the reader used, without a slash at the end."""
        return f"{request.url.scheme}://{request.url.netloc}"

    def language(self, request: Request) -> str:
        """Give "de" or "en": what the address says, else the reader's choice, else the browser's wish."""
        asked = request.query_params.get("lang") or request.cookies.get("django_language")
        wish = asked or request.headers.get("accept-language", "de")
        return "en" if wish.lower().startswith("en") else "de"

    def collection(
        self, request: Request, slug: str, action: Action = Action.READ
    ) -> tuple[DatasetFacts, CollectionFacts] | Response:
        """Find a collection and ask the guard; give both, or the answer that says no."""
        found = self.registry.collection(slug)
        if found is None:
            return self.problem(request, NOT_THERE, 404)
        decision = decide(self.viewer(request), found[0], action)
        return found if decision.allowed else self.refuse(request, decision)

    def dataset(self, request: Request, slug: str, action: Action = Action.READ) -> DatasetFacts | Response:
        """Find a dataset and ask the guard; give it, or the answer that says no."""
        found = self.registry.dataset(slug)
        if found is None:
            return self.problem(request, NOT_THERE, 404)
        decision = decide(self.viewer(request), found, action)
        return found if decision.allowed else self.refuse(request, decision)

    def refuse(self, request: Request, decision: Decision) -> Response:
        """Answer a decision that was no."""
        return self.problem(request, decision.problem or NOT_THERE, decision.status)

    def problem(self, request: Request, problem: Problem, status: int) -> Response:
        """Answer a problem as RFC 9457 (application/problem+json) in the reader's language."""
        language = self.language(request)
        body = {
            "type": f"{self.base(request)}/docs/problems#{problem.code}",
            "code": problem.code,
            "title": problem.text.in_language(language),
            "status": status,
        }
        if problem.hint is not None:
            body["detail"] = problem.hint.in_language(language)
        headers = {"WWW-Authenticate": 'Basic realm="stadtkern"'} if status == 401 else {}
        return Response(msgspec.json.encode(body), status, headers, media_type="application/problem+json")
