"""The town's own look, ``[look]`` in town.toml: two colours, made readable by day and by night, and a coat of arms."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from stadtkern.town.arms import Arms, arms_of
from stadtkern.town.colours import ENOUGH, for_the_night, least, parse, readable, write
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import Problem, ProblemError, Text
from stadtkern.town.written import write_number

log = logging.getLogger(__name__)

# --surface, --ground and --sand of web/styles/tokens.css: what a colour is read on. A test holds them together.
DAY = ("#ffffff", "#fbf7ef", "#f4ecdd")
NIGHT = ("#1d2c38", "#15212b", "#1a2833")
_NAMES = {"brick": Text("Ziegel", "brick"), "pine": Text("Kiefer", "pine")}
_told: set[tuple[str, str]] = set()


@dataclass(frozen=True, slots=True)
class Look:
    """What a town has chosen. ``colours``: names of tokens.css with values; ``notes``: what its staff should know."""

    colours: dict[str, str]
    arms: Arms | None
    notes: tuple[Problem, ...]


def look_of(town: TownFolder) -> Look:
    """Give a town's look. What cannot be used is left out and told in ``notes``; the pages never fail for it."""
    notes: list[Problem] = []
    colours: dict[str, str] = {}
    for name in _NAMES:
        colours |= _colour(town, name, notes)
    arms = None
    try:
        arms = arms_of(town.path, str(town.get("look", "arms", "")))
    except ProblemError as error:
        notes.append(error.problem)
    for note in notes:
        if (str(town.path), note.text.en) not in _told:
            _told.add((str(town.path), note.text.en))
            log.warning("[look] %s", note.text.en)
    return Look(colours, arms, tuple(notes))


def _colour(town: TownFolder, name: str, notes: list[Problem]) -> dict[str, str]:
    """Give the day's and the night's tone of one colour; nothing where the town has chosen none."""
    chosen = _chosen(town, name, notes)
    night = _chosen(town, f"{name}_night", notes)
    found: dict[str, str] = {}
    if chosen:
        found[name] = _made_readable(name, chosen, DAY, notes, night=False)
        if not night:
            # Nobody has chosen this tone, so nobody need be told that it was made lighter.
            found[f"{name}-night"] = readable(for_the_night(chosen), NIGHT, darker=False)
    if night:
        found[f"{name}-night"] = _made_readable(name, night, NIGHT, notes, night=True)
    return found


def _chosen(town: TownFolder, key: str, notes: list[Problem]) -> str:
    value = str(town.get("look", key, ""))
    if not value:
        return ""
    try:
        return write(parse(value))
    except ProblemError as error:
        notes.append(error.problem)
        return ""


def _made_readable(name: str, chosen: str, grounds: tuple[str, ...], notes: list[Problem], *, night: bool) -> str:
    made = readable(chosen, grounds, darker=not night)
    if made != chosen:
        label, weak = _NAMES[name], least(chosen, grounds)
        notes.append(
            Problem(
                "look.contrast",
                Text(
                    f"Die Farbe {chosen} ({label.de}, {'nachts' if night else 'tags'}) hebt sich zu wenig ab"
                    f" ({write_number(weak, 'de', 1)} : 1, nötig sind {write_number(ENOUGH, 'de', 1)} : 1). Gezeigt wird {made}.",
                    f"The colour {chosen} ({label.en}, by {'night' if night else 'day'}) does not stand out enough"
                    f" ({weak:.1f}:1, {ENOUGH}:1 is needed). {made} is shown.",
                ),
            )
        )
    return made
