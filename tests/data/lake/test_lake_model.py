"""The lake beside a plain model of what it should hold, under whatever order of writes, moves and undos."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from lake_rows import Column, ask, at, content, put, put_and_fail, table

from stadtkern.data.lake import Observation, _history, _series, open_lake
from stadtkern.town.text import ProblemError

Key = tuple[int, int]
NUMBERS = st.integers(0, 2).map(float)
KEYS = st.tuples(st.integers(1, 2), st.integers(0, 3))
# Two years lie in two partitions.
YEAR = 366 * 1440


class Row:
    """One row: its number and which import wrote it (None: live)."""

    def __init__(self, number: float, owner: int | None) -> None:
        self.number, self.owner = number, owner


State = dict[Key, list[Row]]


def copy(state: State) -> State:
    return {key: list(rows) for key, rows in state.items() if rows}


class LakeLikeModel(RuleBasedStateMachine):
    """Each rule does the same to the lake and to a dict of lists."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="stadtkern-lake-"))
        self.lake = open_lake(self.folder, memory="200MB", threads=1)
        self.state: State = {}
        self.imports: dict[int, State] = {}
        self.undone: set[int] = set()
        self.table: list[tuple[int, str]] | None = None
        self.tables: dict[int, list[tuple[int, str]] | None] = {}
        self.ids: set[int] = set()

    def teardown(self) -> None:
        if hasattr(self, "lake"):
            self.lake.close()
            shutil.rmtree(self.folder)

    @rule(rows=st.lists(st.tuples(KEYS, NUMBERS), min_size=1, max_size=4))
    def append(self, rows: list[tuple[Key, float]]) -> None:
        ids = self.lake.append([Observation(key[0], at(key[1] * YEAR), number) for key, number in rows]).result(20)
        assert min(ids) > max(self.ids, default=0)
        self.ids |= set(ids)
        for key, number in rows:
            self.state.setdefault(key, []).append(Row(number, None))

    @rule(
        rows=st.lists(st.tuples(KEYS, NUMBERS), max_size=5), fails=st.booleans(), window=st.sampled_from([1, 2, 1000])
    )
    def importing(self, rows: list[tuple[Key, float]], fails: bool, window: int) -> None:
        number = len(self.imports) + 1
        batch = [(key[0], key[1] * YEAR, value) for key, value in rows]
        if fails:
            with pytest.raises(ZeroDivisionError):
                put_and_fail(self.lake, number, batch)
            return
        self.imports[number] = copy(self.state)
        # A long import goes window by window; what comes of it is the same.
        with patch.object(_series, "WINDOW", window):
            written = put(self.lake, number, batch)
        last = dict(rows)
        same = 0
        for key, value in last.items():
            if any(row.number == value for row in self.state.get(key, [])):
                same += 1
            else:
                self.state[key] = [Row(value, number)]
        assert (written.unchanged, written.written) == (same, len(last) - same)
        assert written.duplicates == len(rows) - len(last)

    @precondition(lambda self: self.imports)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.imports)))
        with patch.object(_history, "WINDOW", data.draw(st.sampled_from([1, 2, 500_000]))):
            self.lake.undo_series(number)
        wrote = any(row.owner == number for rows in self.state.values() for row in rows) or number in self._wrote()
        if wrote:
            self.undone.add(number)
        for key in list(self.state):
            if any(row.owner == number for row in self.state[key]):
                stays = [row for row in self.state[key] if row.owner != number]
                self.state[key] = stays + self._before(number, key)

    def _wrote(self) -> set[int]:
        return set(self.imports)

    def _before(self, number: int, key: Key) -> list[Row]:
        found: list[Row] = []
        for row in self.imports[number].get(key, []):
            found += self._before(row.owner, key) if row.owner in self.undone and row.owner is not None else [row]
        return found

    @rule()
    def move(self) -> None:
        self.lake.move()

    @rule()
    def tidy(self) -> None:
        self.lake.tidy()

    @rule(stream=st.integers(1, 2))
    def delete(self, stream: int) -> None:
        self.lake.delete_streams([stream])
        self.state = {key: rows for key, rows in self.state.items() if key[0] != stream}

    @rule(texts=st.lists(st.sampled_from("ab"), max_size=3))
    def replace_table(self, texts: list[str]) -> None:
        with self.lake.importing(1000) as writer:
            writer.table(1, [Column("t", "text")], False, table(t=texts) if texts else iter([]))
        self.tables[writer.before] = self.table
        self.table = [(place + 1, text) for place, text in enumerate(texts)]

    @precondition(lambda self: self.tables)
    @rule(data=st.data())
    def undo_table(self, data: st.DataObject) -> None:
        before = data.draw(st.sampled_from(sorted(self.tables)))
        self.lake.undo_table(1, before)
        self.table = self.tables[before]

    @rule()
    def reopen(self) -> None:
        self.lake.close()
        self.lake = open_lake(self.folder, memory="200MB", threads=1)

    @invariant()
    def same(self) -> None:
        if not hasattr(self, "lake"):
            return
        expected = sorted((key[0], key[1] * YEAR, row.number) for key, rows in self.state.items() for row in rows)
        assert content(self.lake) == expected
        assert ask(self.lake, "SELECT count(*) = count(DISTINCT id) FROM observation") == [(True,)]
        if self.table is not None:
            assert ask(self.lake, "SELECT _id, t FROM lake.tables.c1 ORDER BY _id") == self.table


def test_a_snapshot_unknown_to_the_model_is_unknown_to_the_lake(tmp_path: Path) -> None:
    lake = open_lake(tmp_path / "lake")
    with pytest.raises(ProblemError):
        lake.undo_table(1, 10_000)
    lake.close()


TestLakeLikeModel = LakeLikeModel.TestCase
TestLakeLikeModel.settings = settings(
    max_examples=8, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
