"""Variants that were sent in: what was built at a position, with words, stops and the numbers of that moment."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from stadtkern.quarter.keep.core import now, one_id
from stadtkern.quarter.keep.facts import STATES, Contribution, State, Stop
from stadtkern.quarter.keep.rooms import Rooms
from stadtkern.town.text import ProblemError, problem

MOST_NAME, MOST_TEXT, MOST_STOPS, MOST_SENTENCE = 80, 2000, 12, 240
_QUERY = "SELECT contribution.* FROM contribution JOIN variant ON variant.id = contribution.variant"


class Contributions(Rooms):
    """The part of the store that knows what was sent in."""

    def send_in(
        self,
        variant: int,
        *,
        name: str,
        text: str = "",
        position: int | None = None,
        by: int | None = None,
        stops: Sequence[Stop] = (),
        effects: dict[str, Any] | None = None,
    ) -> Contribution:
        """Send a variant in as it is, or as it was at a position. Staff look at it before others see it.

        Raises ProblemError without a name, or when the variant or position does not exist.
        """
        if not name.strip():
            raise problem("contribution.name", "Geben Sie Ihrem Entwurf einen Namen.", "Give your design a name.")
        last = self.position(variant)
        at = last if position is None else position
        if not 0 <= at <= last:
            raise problem(
                "variant.position",
                f"So weit ist diese Variante noch nicht: {at}.",
                f"This variant has not come that far: {at}.",
            )
        told = [asdict(one) | {"text": one.text.strip()[:MOST_SENTENCE]} for one in stops[:MOST_STOPS]]
        row = [
            variant, at, name.strip()[:MOST_NAME], text.strip()[:MOST_TEXT], by, json.dumps(told, ensure_ascii=False),
            "sent", "", now(), json.dumps(effects or {}, ensure_ascii=False),
        ]  # fmt: skip
        number = self.write(
            lambda connection: one_id(
                connection.execute(
                    "INSERT INTO contribution (variant, position, name, text, by, stops, state, reason, sent, effects)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    row,
                )
            )
        )
        return self._sure_contribution(number)

    def contribution(self, number: int) -> Contribution | None:
        """Find what was sent in."""
        row = self.row("SELECT * FROM contribution WHERE id = ?", number)
        return None if row is None else _contribution(row)

    def contributions(self, quarter: int | None = None, state: State | None = None) -> tuple[Contribution, ...]:
        """Give what was sent in for a quarter or for all, in a state or in any, newest first."""
        given = [("variant.quarter = ?", quarter), ("contribution.state = ?", state)]
        asked = [(words, value) for words, value in given if value is not None]
        where = "WHERE " + " AND ".join(words for words, _ in asked) if asked else ""
        query = f"{_QUERY} {where} ORDER BY contribution.id DESC"
        return tuple(_contribution(row) for row in self.rows(query, *(value for _, value in asked)))

    def contributions_of(self, variant: int) -> tuple[Contribution, ...]:
        """Give what was sent in of one variant, newest first."""
        query = "SELECT * FROM contribution WHERE variant = ? ORDER BY id DESC"
        return tuple(_contribution(row) for row in self.rows(query, variant))

    def decide(self, number: int, state: State, reason: str = "") -> Contribution:
        """Show what was sent in, decline it with a reason, or put it back. Raises ProblemError when it does not exist."""
        if state not in STATES:
            raise ValueError(f"there is no state {state}")
        if state == "declined" and not reason.strip():
            raise problem(
                "contribution.reason",
                "Schreiben Sie einen Grund, damit die Gruppe ihn versteht.",
                "Write a reason, so that the group understands.",
            )
        row = [state, reason.strip()[:MOST_TEXT], None if state == "sent" else now(), number]

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE contribution SET state = ?, reason = ?, decided = ? WHERE id = ?", row)

        self.write(work)
        return self._sure_contribution(number)

    def _sure_contribution(self, number: int) -> Contribution:
        found = self.contribution(number)
        if found is None:
            raise _missing()
        return found


def _missing() -> ProblemError:
    return problem("contribution.missing", "Diesen Entwurf gibt es nicht.", "There is no such design.")


def _contribution(row: sqlite3.Row) -> Contribution:
    return Contribution(
        id=row["id"],
        variant=row["variant"],
        position=row["position"],
        name=row["name"],
        text=row["text"],
        by=row["by"],
        stops=tuple(Stop(one["text"], tuple(one["at"]), tuple(one["eye"])) for one in json.loads(row["stops"])),
        state=row["state"],
        reason=row["reason"],
        sent=row["sent"],
        decided=row["decided"],
        effects=json.loads(row["effects"]),
    )
