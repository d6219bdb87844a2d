"""Forms of the quarter: opening a room, building a quarter, the town's factors."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from stadtkern.data.portal.forms import say
from stadtkern.quarter.blocks.grid import Box
from stadtkern.quarter.keep import Quarter, Rules
from stadtkern.quarter.keep.rooms import MOST_GROUPS, MOST_TASK, MOST_TITLE

MINUTES = (
    ("", say("ohne Ende", "without an end")),
    ("30", say("30 Minuten", "30 minutes")),
    ("45", say("45 Minuten", "45 minutes")),
    ("90", say("90 Minuten", "90 minutes")),
    ("240", say("4 Stunden", "4 hours")),
    ("10080", say("eine Woche", "a week")),
)
# Ninths of the quarter as people say them, with their columns and rows.
PARTS = {
    "": (say("überall", "everywhere"), None),
    "middle": (say("nur in der Mitte", "in the middle only"), (0.3, 0.3, 0.7, 0.7)),
    "north": (say("nur im Norden", "in the north only"), (0.0, 0.5, 1.0, 1.0)),
    "south": (say("nur im Süden", "in the south only"), (0.0, 0.0, 1.0, 0.5)),
    "west": (say("nur im Westen", "in the west only"), (0.0, 0.0, 0.5, 1.0)),
    "east": (say("nur im Osten", "in the east only"), (0.5, 0.0, 1.0, 1.0)),
    "own": (say("in einem Kasten, den Sie angeben", "in a box that you give"), None),
}


class RoomForm(forms.Form):
    """What a room is for. Everything but the title may stay empty."""

    title = forms.CharField(
        max_length=MOST_TITLE,
        label=say("Wie heißt der Raum?", "What is the room called?"),
        help_text=say(
            "Zum Beispiel „Klasse 7b“ oder „Werkstatt am Samstag“.", "For example “Class 7b” or “Saturday workshop”."
        ),
        error_messages={"required": say("Bitte geben Sie dem Raum einen Namen.", "Please give the room a name.")},
    )
    task = forms.CharField(
        max_length=MOST_TASK,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=say("Aufgabe", "Task"),
        help_text=say(
            "Was sollen die Gruppen versuchen? „Ein Platz ohne Autos, auf dem alle gern sind.“",
            "What should the groups try? “A square without cars where everybody likes to be.”",
        ),
    )
    groups = forms.IntegerField(
        min_value=1,
        max_value=MOST_GROUPS,
        initial=4,
        label=say("Wie viele Gruppen?", "How many groups?"),
        help_text=say(
            "Jede Gruppe baut an ihrem eigenen Entwurf. Am besten drei bis fünf Leute je Gruppe.",
            "Each group builds its own design. Best three to five people a group.",
        ),
    )
    minutes = forms.ChoiceField(choices=MINUTES, required=False, label=say("Wie lange?", "How long?"))
    budget = forms.IntegerField(
        min_value=1000,
        max_value=1_000_000_000,
        required=False,
        label=say("Wie viel darf es kosten? (Euro)", "What may it cost? (euros)"),
        help_text=say("Leer lassen heißt: ohne Grenze.", "Empty means: no limit."),
    )
    most_high = forms.IntegerField(
        min_value=1,
        max_value=60,
        required=False,
        label=say("Wie hoch höchstens? (Meter)", "How high at most? (metres)"),
        help_text=say("Drei Meter sind ein Geschoss.", "Three metres are one storey."),
    )
    where = forms.ChoiceField(
        choices=[(key, words) for key, (words, _) in PARTS.items()],
        required=False,
        label=say("Wo darf gebaut werden?", "Where may people build?"),
    )
    box = forms.CharField(
        required=False,
        max_length=40,
        label=say("Kasten in Metern", "Box in metres"),
        help_text=say(
            "Von Westen, von Süden, bis Osten, bis Norden, gezählt ab der Ecke im Südwesten: 120, 80, 220, 190",
            "From west, from south, to east, to north, counted from the south-west corner: 120, 80, 220, 190",
        ),
    )

    def __init__(self, *given: Any, quarter: Quarter, **words: Any) -> None:
        """Take the quarter that the room is in."""
        super().__init__(*given, **words)
        self._quarter = quarter

    def clean(self) -> dict[str, Any]:
        """Read the box when one is asked for."""
        cleaned = super().clean() or {}
        cleaned["area"] = ()
        if cleaned.get("where") == "own":
            box = self._box(str(cleaned.get("box") or ""))
            if box is None:
                wrong = say(
                    "Bitte geben Sie vier ganze Zahlen im Quartier an.",
                    "Please give four whole numbers within the quarter.",
                )
                self.add_error("box", wrong)
            else:
                cleaned["area"] = (box,)
        elif (part := PARTS[cleaned.get("where") or ""][1]) is not None:
            nx, ny = self._quarter.nx, self._quarter.ny
            west, south, east, north = part
            cleaned["area"] = (
                Box(int(west * nx), int(south * ny), 0, int(east * nx) - 1, int(north * ny) - 1, self._quarter.nz - 1),
            )
        return cleaned

    def _box(self, typed: str) -> Box | None:
        words = typed.replace(";", ",").replace(",", " ").split()
        if len(words) != 4 or not all(one.isdecimal() for one in words):
            return None
        x0, y0, x1, y1 = map(int, words)
        fits = 0 <= x0 < x1 < self._quarter.nx and 0 <= y0 < y1 < self._quarter.ny
        return Box(x0, y0, 0, x1, y1, self._quarter.nz - 1) if fits else None

    def words(self) -> dict[str, Any]:
        """Give what the store opens a room with."""
        given = self.cleaned_data
        ends = None
        if given["minutes"]:
            ends = int((timezone.now() + timedelta(minutes=int(given["minutes"]))).timestamp() * 1000)
        rules = Rules(area=given["area"], most_high=given["most_high"], budget=given["budget"])
        return {"title": given["title"], "task": given["task"], "groups": given["groups"], "ends": ends, "rules": rules}
