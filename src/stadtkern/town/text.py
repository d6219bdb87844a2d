"""Words in both languages, and problems as values.

A text carries German and English together, from the place where its meaning is known to the page or answer that shows
it. So a sentence can never exist in one language only, and rooms that know no Django can still speak to people.
"""

from __future__ import annotations

from dataclasses import dataclass, field

LANGUAGES = ("de", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or word in German and English."""

    de: str
    en: str

    def __str__(self) -> str:
        return self.de

    def in_language(self, language: str) -> str:
        """Give the text in ``language`` ("de", "en-GB" …); anything but English is answered in German."""
        return self.en if language.lower().startswith("en") else self.de

    def to_json(self) -> dict[str, str]:
        """Give the shape that JSON answers carry: ``{"de": …, "en": …}``."""
        return {"de": self.de, "en": self.en}


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, as a value: a stable code for machines, a text for people."""

    code: str
    text: Text
    hint: Text | None = None

    def to_json(self) -> dict[str, object]:
        """Give the shape that JSON answers carry."""
        answer: dict[str, object] = {"code": self.code, "reason": self.text.to_json()}
        if self.hint is not None:
            answer["hint"] = self.hint.to_json()
        return answer


@dataclass(slots=True)
class ProblemError(Exception):
    """Carries a problem up to the door that answers it. Never a stack trace for a reader."""

    problem: Problem
    details: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.problem.code}: {self.problem.text.en}"


def problem(code: str, de: str, en: str, hint: Text | None = None) -> ProblemError:
    """Make the error that carries a problem; the caller raises it."""
    return ProblemError(Problem(code, Text(de, en), hint))
