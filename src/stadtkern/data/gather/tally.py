"""Counts a part's rows into the report, and takes them back when the part is read anew."""

from __future__ import annotations

from dataclasses import dataclass

from stadtkern.data.gather.model import Refusal, Report
from stadtkern.town.text import Text


@dataclass(slots=True)
class Tally:
    """One part's share of a report. Reading the part a second time starts its share from nothing."""

    report: Report
    part: str | None = None
    read: int = 0
    refused: int = 0
    flagged: int = 0

    def start(self) -> None:
        """Take back what an earlier reading of this part counted."""
        report = self.report
        report.read -= self.read
        report.refused_count -= self.refused
        report.flagged_count -= self.flagged
        report.refused[:] = [one for one in report.refused if one.part != self.part]
        report.flagged[:] = [one for one in report.flagged if one.part != self.part]
        self.read = self.refused = self.flagged = 0

    def count(self, rows: int) -> None:
        """Count data rows as read."""
        self.read += rows
        self.report.read += rows

    def refuse(self, row: int, code: str, reason: Text, *, column: str | None = None, value: object = None) -> None:
        """Note that a row, already counted as read, does not go in."""
        self.refused += 1
        self.report.refuse(Refusal(row, code, reason, column, _short(value), self.part))

    def flag(self, row: int, code: str, reason: Text, *, column: str | None = None, value: object = None) -> None:
        """Note that a cell became missing or was altered while its row goes in."""
        self.flagged += 1
        self.report.flag(Refusal(row, code, reason, column, _short(value), self.part))


def _short(value: object) -> str | None:
    """Shorten a value for the report: it shall remind a person of the cell, not repeat a megabyte."""
    if value is None:
        return None
    text = str(value)
    return text if len(text) <= 120 else text[:119] + "…"
