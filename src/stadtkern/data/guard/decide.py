"""The one decision every door asks: may this viewer do this with this dataset? Knows neither Django nor HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.town.text import Problem, Text


class Action(StrEnum):
    """What someone wants to do with a dataset."""

    LIST = "list"
    READ = "read"
    WRITE = "write"
    MANAGE = "manage"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks. Without ``person_id`` it is the public. A key may be limited to reading."""

    person_id: int | None = None
    name: str = ""
    is_staff: bool = False
    may_write: bool = False


PUBLIC = Viewer()


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes, or no with the reason. ``status`` is what a machine door answers: 404 where even the name is not public."""

    allowed: bool
    problem: Problem | None = None
    status: int = 200


YES = Decision(allowed=True)
_SIGN_IN = Problem(
    "guard.sign-in",
    Text("Dafür müssen Sie angemeldet sein.", "You need to be signed in for this."),
)
_NOT_THERE = Problem("guard.not-there", Text("Das gibt es hier nicht.", "There is no such thing here."))
_READ_ONLY = Problem("guard.read-only", Text("Dieser Schlüssel darf nur lesen.", "This key may only read."))


def decide(viewer: Viewer, dataset: DatasetFacts, action: Action) -> Decision:
    """Decide about one dataset: public ones are open to read, everything else is for signed-in staff."""
    open_to_all = dataset.published and dataset.category == "public"
    if action in (Action.LIST, Action.READ):
        if open_to_all or viewer.is_staff:
            return YES
        return Decision(allowed=False, problem=_NOT_THERE, status=404)
    if not viewer.is_staff:
        if open_to_all:
            return Decision(allowed=False, problem=_SIGN_IN, status=401)
        return Decision(allowed=False, problem=_NOT_THERE, status=404)
    if not viewer.may_write:
        return Decision(allowed=False, problem=_READ_ONLY, status=403)
    return YES


def visible(viewer: Viewer, datasets: tuple[DatasetFacts, ...]) -> tuple[DatasetFacts, ...]:
    """Give those datasets that this viewer may know of."""
    return tuple(one for one in datasets if decide(viewer, one, Action.LIST).allowed)
