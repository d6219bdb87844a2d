"""What a live room says as JSON. The shapes are described in docs/developers/doors.md."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from stadtkern.quarter.blocks.rights import REFUSALS
from stadtkern.quarter.keep import Participant, Room, Variant
from stadtkern.quarter.live.core import Refusal
from stadtkern.town.text import Problem, ProblemError, Text

Json = dict[str, Any]
# Why a connection ends, and what the person reads. Codes from 4000 on are ours; of 1008, 4401, 4403, 4404 and 4410 a browser
# knows that coming again is of no use.
ENDINGS: dict[str, tuple[int, Text]] = {
    "message": (4400, Text("Die Verbindung war gestört. Laden Sie die Seite neu.", "The connection was disturbed. Load the page again.")),
    "token": (4401, Text("Treten Sie dem Raum mit seinem Code bei.", "Join the room with its code.")),
    "not-yours": (4403, Text("Das ist der Entwurf einer anderen Gruppe.", "This is another group's design.")),
    "missing": (4404, Text("Diesen Entwurf gibt es nicht.", "There is no such design.")),
    "elsewhere": (1008, Text("Sie bauen jetzt in einem anderen Fenster weiter.", "You go on building in another window now.")),
    "closed": (4410, Text("Der Raum ist geschlossen. Der Entwurf bleibt erhalten.", "The room is closed. The design stays.")),
    "flood": (4429, Text("Das war zu viel auf einmal. Warten Sie kurz.", "That was too much at once. Wait a moment.")),
    "again": (4500, Text("Der Raum wird neu geladen. Was bestätigt war, ist gespeichert.", "The room is loaded again. What was confirmed is saved.")),
}  # fmt: skip
NOTICES = {
    "leader": Text("Das darf nur die Leitung.", "Only the leader may do that."),
    "message": Text("Das wurde nicht verstanden.", "That was not understood."),
    "person": Text("Diese Person ist nicht in Ihrem Raum.", "This person is not in your room."),
    "undone": Text("Zurückgenommen.", "Taken back."),
    "nothing": Text("Da war nichts zurückzunehmen.", "There was nothing to take back."),
    "size": Text("Der Bereich liegt außerhalb des Quartiers.", "The area is outside the quarter."),
}


def hello(
    me: Participant,
    variant: Variant,
    room: Room,
    *,
    counter: int,
    position: int,
    people: Iterable[Participant],
    effects: list[Json],
    language: str,
) -> Json:
    """Greet somebody: who they are, where, what holds here, who else is there."""
    return {
        "type": "hello",
        "you": person(me, language) | {"counter": counter},
        "variant": {"id": variant.id, "name": variant.name},
        "position": position,
        "room": room_facts(room, leader=me.leader),
        "people": [person(one, language) for one in people],
        "effects": effects,
    }


def person(one: Participant, language: str) -> Json:
    """Say who somebody is, to a reader of a language."""
    return {
        "id": one.id,
        "name": one.name.in_language(language),
        "colour": one.colour,
        "leader": one.leader,
        "muted": one.muted,
        "group": one.group,
    }


def room_facts(room: Room, *, leader: bool) -> Json:
    """Say what holds in a room. The code is for the leader alone."""
    facts = {
        "id": room.id,
        "title": room.title,
        "task": room.task,
        "opens": room.opens,
        "ends": room.ends,
        "frozen": room.frozen,
        **room.rules.to_json(),
        "area": [asdict(one) for one in room.rules.area],
        "locks": [asdict(one) for one in room.rules.locks],
    }
    return facts | {"code": room.code} if leader else facts


def refused(refusal: Refusal) -> Json:
    """Say to one person why something was refused: what they counted as ``counter``, and in a flood all since ``from``."""
    code, text = REFUSALS[refusal.code]
    return {"type": "refused", "from": refusal.first, "counter": refusal.last, "code": code, **text.to_json()}


def notice(code: str) -> Json:
    """Say something to one person."""
    return {"type": "notice", "code": code, **NOTICES[code].to_json(), "final": False}


def ending(code: str) -> Json:
    """Say why the connection ends now."""
    return {"type": "notice", "code": code, **ENDINGS[code][1].to_json(), "final": True}


def problem_of(code: str) -> ProblemError:
    """Make the problem of an ending, for whoever asks before a connection is open."""
    return ProblemError(Problem(f"live.{code}", ENDINGS[code][1]))
