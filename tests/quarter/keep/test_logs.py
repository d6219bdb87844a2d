"""Logs on disk: group commit, positions, forks, tidying, several processes at once, bases."""

from __future__ import annotations

import itertools
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quarter_town import SLUG, small_base, small_store, some_entries
from stadtkern.quarter.blocks.base import unpack
from stadtkern.quarter.blocks.edits import ENTRY, Entries, replay
from stadtkern.quarter.keep import Quarter, Store, open_store
from stadtkern.quarter.keep import logs as logs_module
from stadtkern.quarter.keep.store import Store as Opened
from stadtkern.town.text import ProblemError, Text


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[tuple[Store, Quarter]]:
    """A store with one quarter."""
    store, quarter = small_store(tmp_path)
    yield store, quarter
    store.close()


def same(one: Entries, two: Entries) -> bool:
    return one.tobytes() == two.tobytes()


def test_a_town_without_quarters_has_none_and_no_files(tmp_path: Path) -> None:
    """Asking makes nothing."""
    store = open_store(tmp_path / "quarters")
    assert store.quarters() == ()
    assert store.quarter("x") is None
    assert store.room_by_code("ABC") is None
    assert not (tmp_path / "quarters").exists()
    store.close()


def test_a_quarter_comes_back_as_it_was_saved(kept: tuple[Store, Quarter]) -> None:
    """Words, size, base; changing one thing leaves the others."""
    store, quarter = kept
    assert (quarter.slug, quarter.nx, quarter.ny, quarter.nz) == (SLUG, 96, 64, 24)
    assert store.base(SLUG).grid.same_as(small_base().grid)
    assert store.base(SLUG) is store.base(SLUG)
    data, sha = store.base_bytes(SLUG)
    assert sha == quarter.base
    assert unpack(data).grid.same_as(small_base().grid)
    changed = store.save_quarter(SLUG, text=Text("Ein Anger.", "A green."), published=False)
    assert (changed.text.en, changed.published, changed.base) == ("A green.", False, quarter.base)
    assert store.quarters() == (changed,)
    assert store.quarter_by_id(quarter.id) == changed
    with pytest.raises(KeyError):
        store.base("nobody")


def test_a_base_that_people_built_on_stays(kept: tuple[Store, Quarter]) -> None:
    """Another base is taken while no variant has entries, and refused from then on."""
    store, quarter = kept
    variant = store.new_variant(quarter.id, "Leer")
    other = store.save_quarter(SLUG, base=small_base(nx=64))
    assert (other.base != quarter.base, other.nx) == (True, 64)
    assert store.base(SLUG).grid.nx == 64
    store.append(variant.id, some_entries(1)).result()
    with pytest.raises(ProblemError, match=r"quarter\.built-upon"):
        store.save_quarter(SLUG, base=small_base())
    assert store.base(SLUG).grid.nx == 64


def test_positions_count_from_one_and_the_log_begins_where_asked(kept: tuple[Store, Quarter]) -> None:
    """Wherever a batch begins."""
    store, quarter = kept
    variant = store.new_variant(quarter.id, "A").id
    whole = some_entries(20)
    assert [store.append(variant, whole[a:b]).result() for a, b in ((0, 7), (7, 8), (8, 20))] == [1, 8, 9]
    assert store.position(variant) == 20
    for after in range(22):
        assert same(store.log(variant, after), whole[after:])


def test_a_fork_begins_with_its_parents_first_entries(kept: tuple[Store, Quarter]) -> None:
    """Also a fork of a fork, and at a place before the fork's own begin; the parent goes on alone."""
    store, quarter = kept
    parent = store.new_variant(quarter.id, "A").id
    whole = some_entries(30)
    store.append(parent, whole[:10]).result()
    fork = store.fork(parent, 6, "B")
    store.append(parent, whole[10:12]).result()
    assert store.append(fork.id, whole[20:24]).result() == 7
    expected = np.concatenate([whole[:6], whole[20:24]])
    second, early = store.fork(fork.id, 8, "C"), store.fork(fork.id, 3, "D")
    store.append(early.id, whole[28:29]).result()
    for after in range(12):
        assert same(store.log(fork.id, after), expected[after:])
        assert same(store.log(second.id, after), expected[:8][after:])
        assert same(store.log(early.id, after), np.concatenate([whole[:3], whole[28:29]])[after:])
    assert (store.position(second.id), store.position(early.id), store.position(parent)) == (8, 4, 12)
    with pytest.raises(ProblemError, match=r"variant\.position"):
        store.fork(fork.id, 11, "E")
    with pytest.raises(ProblemError, match=r"variant\.missing"):
        store.log(999)


def test_one_bad_variant_does_not_take_the_others_with_it(kept: tuple[Store, Quarter]) -> None:
    """A variant that does not exist, or a log of another shape, is refused alone."""
    store, quarter = kept
    good = store.new_variant(quarter.id, "A").id
    found = store.append_all({good: some_entries(3), 999: some_entries(2)}).result()
    assert found[good] == 1
    assert isinstance(found[999], ProblemError)
    with pytest.raises(TypeError):
        store.append(good, np.zeros(2, dtype=np.uint8)).result()
    with pytest.raises(ProblemError, match=r"variant\.missing"):
        store.append(999, some_entries(1)).result()
    assert store.position(good) == 3


def test_many_threads_append_and_each_entry_is_there_once(kept: tuple[Store, Quarter]) -> None:
    """Group commit gives every batch a place of its own, in one variant and beside."""
    store, quarter = kept
    shared, own = store.new_variant(quarter.id, "A").id, [store.new_variant(quarter.id, "B").id for _ in range(4)]

    def work(who: int) -> None:
        for turn in range(25):
            batch = some_entries(3, participant=who + 1, first=turn * 3 + 1)
            futures = [store.append(shared, batch), store.append(own[who], batch)]
            first = futures[0].result()
            assert same(store.log(shared, first - 1)[:3], batch)
            futures[1].result()

    threads = [threading.Thread(target=work, args=[who]) for who in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    log = store.log(shared)
    assert len(log) == 300
    for who in range(4):
        mine = log[log["participant"] == who + 1]
        assert mine["counter"].tolist() == list(range(1, 76))
        assert same(store.log(own[who]), mine)


def test_another_process_may_append_too(kept: tuple[Store, Quarter]) -> None:
    """Positions come from the file, never from memory."""
    store, quarter = kept
    variant = store.new_variant(quarter.id, "A").id
    other = Opened(store.folder)
    assert store.append(variant, some_entries(2)).result() == 1
    assert other.append(variant, some_entries(3)).result() == 3
    assert store.append(variant, some_entries(1)).result() == 6
    assert len(other.log(variant)) == 6
    other.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sizes=st.lists(st.integers(1, 9), max_size=40),
    fork_at=st.integers(0, 400),
    more=st.lists(st.integers(1, 9), max_size=9),
)
def test_tidying_changes_no_answer(
    kept: tuple[Store, Quarter], sizes: list[int], fork_at: int, more: list[int]
) -> None:
    """Whatever was appended in whatever portions, also before a fork; and few rows are left."""
    store, quarter = kept
    before, logs_module.TIDY = logs_module.TIDY, 12
    try:
        variant = store.new_variant(quarter.id, "A").id
        store.append_all({}).result()
        for size in sizes:
            store.append(variant, some_entries(size)).result()
        fork = store.fork(variant, min(fork_at, sum(sizes)), "B").id
        for size in more:
            store.append(fork, some_entries(size)).result()
        logs = {number: store.log(number) for number in (variant, fork)}
        for number, log in logs.items():
            store.tidy(number)
            for after in {0, 1, len(log) // 2, len(log) - 1, len(log)}:
                assert same(store.log(number, max(after, 0)), log[max(after, 0) :])
            counts = [
                row["count"] for row in store.rows("SELECT count FROM batch WHERE variant = ? ORDER BY first", number)
            ]
            assert all(one + two > 12 for one, two in itertools.pairwise(counts))
            assert store.append(number, some_entries(1)).result() == len(log) + 1
    finally:
        logs_module.TIDY = before


def test_a_backup_is_whole_while_others_write(kept: tuple[Store, Quarter], tmp_path: Path) -> None:
    """It has everything up to one moment, the same for all variants, and opens as a store of its own."""
    store, quarter = kept
    pair = [store.new_variant(quarter.id, name).id for name in "AB"]
    for _ in range(20):
        store.append_all({number: some_entries(4) for number in pair}).result()
    ends = threading.Event()

    def busy() -> None:
        while not ends.is_set():
            store.append_all({number: some_entries(4) for number in pair}).result()

    writer = threading.Thread(target=busy)
    writer.start()
    try:
        store.backup(tmp_path / "copy")
    finally:
        ends.set()
        writer.join()
    copy = open_store(tmp_path / "copy")
    lengths = [len(copy.log(number)) for number in pair]
    assert lengths[0] == lengths[1] >= 80
    assert replay(copy.base(SLUG).grid, copy.log(pair[0])).same_as(
        replay(store.base(SLUG).grid, store.log(pair[0])[: lengths[0]])
    )
    assert copy.reading().execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    copy.close()


def test_a_full_disk_refuses_and_the_store_goes_on(kept: tuple[Store, Quarter]) -> None:
    """Nothing of a transaction that failed is there, whoever waited is told, and the next one works."""
    store, quarter = kept
    variant = store.new_variant(quarter.id, "A").id
    store.append(variant, some_entries(2)).result()
    pages = store.later(lambda connection: connection.execute("PRAGMA page_count").fetchone()[0]).result()
    # A pragma inside a transaction holds for the next ones: no page more than there are.
    store.later(lambda connection: connection.execute(f"PRAGMA max_page_count = {pages}").fetchone()).result()
    with pytest.raises(sqlite3.OperationalError, match="full"):
        store.append(variant, np.zeros(100_000, dtype=ENTRY)).result()
    store.later(lambda connection: connection.execute("PRAGMA max_page_count = 100000").fetchone()).result()
    assert store.append(variant, some_entries(1)).result() == 3
    assert len(store.log(variant)) == 3


def test_a_closed_store_says_so_and_opens_anew(tmp_path: Path) -> None:
    """What was written is there."""
    store, quarter = small_store(tmp_path)
    variant = store.new_variant(quarter.id, "A").id
    waiting = [store.append(variant, some_entries(5)) for _ in range(30)]
    store.close()
    assert all(one.done() for one in waiting)
    with pytest.raises(ProblemError, match=r"quarter\.closed"):
        store.append(variant, some_entries(1))
    again = open_store(tmp_path / "quarters")
    assert again is not store
    assert again.position(variant) == 150
    again.close()
