"""Rooms, people with made-up names, what is sent in; and building a quarter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from quarter_town import SLUG, small_base, small_store, some_entries
from stadtkern.quarter.blocks.grid import Box
from stadtkern.quarter.keep import Quarter, Rules, Stop, Store, build_quarter
from stadtkern.quarter.keep import rooms as rooms_module
from stadtkern.town.text import ProblemError


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[tuple[Store, Quarter]]:
    """A store with one quarter."""
    store, quarter = small_store(tmp_path)
    yield store, quarter
    store.close()


def test_a_room_opens_with_a_variant_for_each_group_and_its_leader(kept: tuple[Store, Quarter]) -> None:
    """The leader is known by a token that the file does not hold."""
    store, quarter = kept
    rules = Rules(area=(Box(0, 0, 0, 9, 9, 9),), most_high=12, budget=5e5, blocks=frozenset({3, 4}))
    room, token = store.open_room(quarter.id, title=" Klasse 7b ", task="Ein Platz", groups=3, rules=rules, ends=99)
    assert (room.title, room.task, room.rules, room.ends) == ("Klasse 7b", "Ein Platz", rules, 99)
    assert [one.group for one in store.variants_of_room(room.id)] == [1, 2, 3]
    leader = store.participant_by_token(token)
    assert leader is not None
    assert (leader.leader, leader.room, leader.group) == (True, room.id, None)
    assert store.participant_by_token("guessed") is None
    assert token.encode() not in store.file.read_bytes() + store.file.with_name("quarters.sqlite3-wal").read_bytes()


def test_people_join_by_code_however_typed_and_groups_fill_evenly(kept: tuple[Store, Quarter]) -> None:
    """Names are never the same in a room, colours are shared out."""
    store, quarter = kept
    room, _ = store.open_room(quarter.id, title="A", groups=2)
    typed = f" {room.code[:3].lower()}-{room.code[3:].lower()} "
    assert store.room_by_code(typed) == room
    people = [store.join(typed)[0] for _ in range(8)]
    assert [one.group for one in people] == [1, 2] * 4
    assert store.join(room.code, group=2)[0].group == 2
    everyone = store.participants(room.id)
    assert len({one.name.de for one in everyone}) == len({one.name.en for one in everyone}) == 10
    assert len({one.colour for one in everyone}) == 8
    with pytest.raises(ProblemError, match=r"room\.group"):
        store.join(room.code, group=3)
    with pytest.raises(ProblemError, match=r"room\.missing"):
        store.join("WRONG1")


def test_a_full_room_lets_nobody_in(kept: tuple[Store, Quarter], monkeypatch: pytest.MonkeyPatch) -> None:
    """The leader counts as one."""
    store, quarter = kept
    monkeypatch.setattr(rooms_module, "MOST_IN_A_ROOM", 3)
    room, _ = store.open_room(quarter.id, title="A")
    store.join(room.code)
    store.join(room.code)
    with pytest.raises(ProblemError, match=r"room\.full"):
        store.join(room.code)


def test_a_room_is_changed_piece_by_piece(kept: tuple[Store, Quarter]) -> None:
    """What is not given stays; what a room does not have is refused."""
    store, quarter = kept
    room, _ = store.open_room(quarter.id, title="A", task="alt")
    before = store.changes
    assert store.update_room(room.id, frozen=True, rules=Rules(most_high=3)).task == "alt"
    assert store.changes > before
    changed = store.update_room(room.id, task="neu " * 200, opens=5)
    assert (changed.frozen, changed.rules.most_high, changed.opens, len(changed.task)) == (True, 3, 5, 400)
    with pytest.raises(TypeError):
        store.update_room(room.id, closed=1)
    with pytest.raises(ProblemError):
        store.update_room(999, task="x")
    person, _ = store.join(room.code)
    assert store.update_participant(person.id, muted=True).muted
    assert store.update_participant(person.id, group=1).muted
    with pytest.raises(TypeError):
        store.update_participant(person.id, leader=True)


def test_a_new_code_replaces_the_old_and_a_closed_room_has_none(kept: tuple[Store, Quarter]) -> None:
    """Who is in stays known; a closed room's variants take no entries."""
    store, quarter = kept
    room, token = store.open_room(quarter.id, title="A")
    again = store.new_code(room.id)
    assert store.room_by_code(room.code) is None
    assert store.room_by_code(again.code) == again
    closed = store.close_room(room.id)
    assert closed.closed
    assert store.room_by_code(again.code) is None
    assert store.participant_by_token(token) is not None
    with pytest.raises(ProblemError, match=r"variant\.closed"):
        store.append(store.variants_of_room(room.id)[0].id, some_entries(1)).result()


def test_a_room_may_begin_with_an_earlier_design(kept: tuple[Store, Quarter]) -> None:
    """All groups start from the same position of it."""
    store, quarter = kept
    variant = store.new_variant(quarter.id, "A").id
    store.append(variant, some_entries(9)).result()
    room, _ = store.open_room(quarter.id, title="B", groups=2, start=(variant, 4))
    assert [len(store.log(one.id)) for one in store.variants_of_room(room.id)] == [4, 4]
    with pytest.raises(ProblemError, match=r"variant\.position"):
        store.open_room(quarter.id, title="C", start=(variant, 10))
    assert [one.title for one in store.rooms(quarter.id)] == ["B"]


def test_what_is_sent_in_waits_until_somebody_decides(kept: tuple[Store, Quarter]) -> None:
    """It keeps its position while the variant goes on; declining needs a reason."""
    store, quarter = kept
    variant = store.new_variant(quarter.id, "A").id
    store.append(variant, some_entries(3)).result()
    stops = [Stop("Hier ist Schatten.", (1.0, 2.0, 3.0), (4.0, 5.0, 6.0))]
    sent = store.send_in(variant, name="Baumplatz", text="Viel Schatten", stops=stops, effects={"trees": 9})
    store.append(variant, some_entries(3)).result()
    assert (sent.position, sent.state, sent.stops, sent.effects) == (3, "sent", tuple(stops), {"trees": 9})
    assert store.contributions(quarter.id, "shown") == ()
    shown = store.decide(sent.id, "shown")
    assert shown.decided
    assert store.contributions(quarter.id, "shown") == store.contributions() == (shown,)
    assert store.contributions_of(variant) == (shown,)
    with pytest.raises(ProblemError, match=r"contribution\.reason"):
        store.decide(sent.id, "declined")
    assert store.decide(sent.id, "declined", "Zu hoch.").reason == "Zu hoch."
    for words, code in (({"name": " "}, "contribution.name"), ({"name": "x", "position": 7}, "variant.position")):
        with pytest.raises(ProblemError, match=code):
            store.send_in(variant, **words)  # type: ignore[arg-type]


@dataclass
class Told:
    """A report as the survey gives it."""

    sources: list[str]

    def to_json(self) -> dict[str, object]:
        return {"sources": self.sources}


def test_a_quarter_is_built_of_files_until_somebody_built_on_it(
    kept: tuple[Store, Quarter], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its place in degrees comes from the base's frame; the report is kept."""
    import types

    from stadtkern.quarter import survey

    def surveyed(sources: list[Path], bbox: object, *, options: object) -> object:
        return types.SimpleNamespace(base=small_base(nx=40), report=Told([one.name for one in sources]))

    monkeypatch.setattr(survey, "survey", surveyed, raising=False)
    store, quarter = kept
    report = build_quarter(store, "neu", [tmp_path / "a.osm"])
    found = store.quarter("neu")
    assert found is not None
    assert report == found.report == {"sources": ["a.osm"]}
    west, south, east, north = found.bbox
    assert 13.2 < west < east < 13.3
    assert 52.3 < south < north < 52.4
    assert 0.0004 < east - west < 0.0008  # 40 m
    build_quarter(store, SLUG, [])
    assert store.base(SLUG).grid.nx == 40
    store.append(store.new_variant(quarter.id, "A").id, some_entries(1)).result()
    with pytest.raises(ProblemError, match=r"quarter\.built-upon"):
        build_quarter(store, SLUG, [])
    for slug in ("", "Groß", "a/b", "../x", "-a", "x" * 61):
        with pytest.raises(ProblemError, match=r"quarter\.slug"):
            build_quarter(store, slug, [])
