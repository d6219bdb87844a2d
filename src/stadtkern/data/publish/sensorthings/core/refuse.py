"""Why a question or a new entity is refused, in both languages, with the status a door answers."""

from __future__ import annotations

from dataclasses import dataclass

from stadtkern.town.text import Problem, Text


@dataclass(slots=True)
class RefusedError(Exception):
    """Carries a problem and an HTTP status (400: the question is wrong, 404: it is not there …) to the door."""

    problem: Problem
    status: int = 400

    def __str__(self) -> str:
        return f"{self.problem.code}: {self.problem.text.en}"


def refused(code: str, de: str, en: str, status: int = 400) -> RefusedError:
    """Make the error to raise."""
    return RefusedError(Problem(f"sta.{code}", Text(de, en)), status)


def not_there() -> RefusedError:
    """Make the error for what does not exist, or not for this viewer."""
    return refused("not-there", "Das gibt es hier nicht.", "There is no such thing here.", 404)
