"""From a table to a reading: the mapping is proposed or obeyed, and a part is made that draws the rows."""

from __future__ import annotations

from stadtkern.data.gather.apply_rows import RowReader, columns_of_plan
from stadtkern.data.gather.apply_series import SeriesReader
from stadtkern.data.gather.model import Mapping, Part, Report, Shape
from stadtkern.data.gather.plan import lay
from stadtkern.data.gather.propose import propose
from stadtkern.data.gather.tabular import Table
from stadtkern.data.gather.tally import Tally

# The part's name stays the same from file to file, so that the next file finds its collection again.
_NAMES = {Shape.SERIES: "werte", Shape.FEATURES: "orte", Shape.TABLE: "tabelle"}


def make_part(
    table: Table,
    report: Report,
    name: str,
    *,
    mapping: Mapping | None = None,
    expect: str = "",
    part_name: str | None = None,
    near: tuple[float, float] | None = None,
) -> tuple[Part, Mapping]:
    """Give the part of a table and the mapping that it is read with.

    Without a mapping one is proposed and its guesses go into the report. Raises ProblemError ("mapping.…") when a given
    mapping cannot be used with this table.
    """
    title = mapping.title if mapping is not None else ""
    if mapping is None:
        proposal = propose(table, name, expect, near)
        mapping, title = proposal.mapping, proposal.title
        for guess in proposal.guesses:
            report.guess(guess)
    plan = lay(mapping, table, report, name)
    table.sample = []  # the sample has done its work; a reading may live long
    tally = Tally(report, part_name)
    called = part_name or _NAMES[mapping.shape]
    if mapping.shape is Shape.SERIES:
        series = SeriesReader(table, plan, report, tally)
        return Part(called, title, mapping.shape, series.batches, streams=series.specs), mapping
    rows = RowReader(table, plan, report, tally)
    return Part(called, title, mapping.shape, rows.batches, columns=columns_of_plan(plan)), mapping
