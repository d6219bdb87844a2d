"""Guessing passwords gets slower and slower, for a name as well as from an address, and is forgotten in time."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from stadtkern.town.patience import FIRST_WAIT, FREE, LONGEST_WAIT, MOST_KEPT, WINDOW, Patience


@dataclass
class Clock:
    """A clock that a test moves."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def patience(clock: Clock) -> Patience:
    return Patience(clock)


def wrong(patience: Patience, times: int, name: str = "amt", address: str = "192.0.2.1") -> list[float]:
    return [patience.begin(name, address) for _ in range(times)]


def test_five_wrong_tries_are_free_and_the_sixth_waits(patience: Patience) -> None:
    assert wrong(patience, FREE + 1) == [0.0] * FREE + [FIRST_WAIT]


def test_the_wait_doubles_with_each_further_try_up_to_a_quarter_of_an_hour(patience: Patience, clock: Clock) -> None:
    wrong(patience, FREE)
    waits = []
    for _ in range(8):
        waits.append(patience.begin("amt", "192.0.2.1"))
        clock.now += waits[-1]
        assert patience.begin("amt", "192.0.2.1") == 0.0
    assert waits == [30.0, 60.0, 120.0, 240.0, 480.0, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT]


def test_asking_while_waiting_does_not_make_the_wait_longer(patience: Patience, clock: Clock) -> None:
    wrong(patience, FREE)
    clock.now += 10
    assert wrong(patience, 50) == [FIRST_WAIT - 10] * 50


def test_a_name_waits_from_any_address(patience: Patience) -> None:
    for n in range(FREE):
        assert patience.begin("amt", f"198.51.100.{n}") == 0.0
    assert patience.begin("  AMT ", "203.0.113.9") == FIRST_WAIT
    assert patience.begin("bauhof", "203.0.113.9") == 0.0


def test_an_address_waits_for_any_name(patience: Patience) -> None:
    for n in range(FREE):
        assert patience.begin(f"name{n}", "192.0.2.1") == 0.0
    assert patience.begin("noch einer", "192.0.2.1") == FIRST_WAIT
    assert patience.begin("noch einer", "192.0.2.2") == 0.0


def test_a_household_with_many_ipv6_addresses_is_one(patience: Patience) -> None:
    for n in range(FREE):
        assert patience.begin(f"name{n}", f"2001:db8:1:2::{n}") == 0.0
    assert patience.begin("noch einer", "2001:db8:1:2:ffff::1") == FIRST_WAIT
    assert patience.begin("noch einer", "2001:db8:1:3::1") == 0.0


def test_tries_that_lie_far_apart_do_not_add_up(patience: Patience, clock: Clock) -> None:
    for _ in range(30):
        assert patience.begin("amt", "192.0.2.1") == 0.0
        clock.now += WINDOW / (FREE - 1) + 1


def test_signing_in_frees_the_name_but_not_the_address_from_others_tries(patience: Patience) -> None:
    wrong(patience, FREE - 1)
    assert patience.begin("amt", "192.0.2.1") == 0.0
    patience.succeeded("amt", "192.0.2.1")
    assert patience.begin("amt", "192.0.2.9") == 0.0, "the name is free"
    assert patience.begin("bauhof", "192.0.2.1") == 0.0, "the fifth wrong try from this address"
    assert patience.begin("schule", "192.0.2.1") == FIRST_WAIT


def test_many_who_sign_in_well_from_one_office_never_wait(patience: Patience) -> None:
    for n in range(100):
        assert patience.begin(f"name{n}", "192.0.2.1") == 0.0
        patience.succeeded(f"name{n}", "192.0.2.1")
    assert len(patience) == 0


def test_what_ended_is_forgotten_and_nobody_can_read_names_back(patience: Patience, clock: Clock) -> None:
    wrong(patience, FREE, name="frau.beispiel")
    assert b"frau.beispiel" not in b"".join(patience._kept)
    clock.now += FIRST_WAIT + WINDOW
    for n in range(64):
        patience.begin(f"name{n}", f"198.51.100.{n}")
    assert wrong(patience, FREE, name="frau.beispiel") == [0.0] * FREE


def test_memory_stays_bounded(patience: Patience, clock: Clock) -> None:
    for n in range(MOST_KEPT):
        clock.now += 0.001
        patience.begin(f"name{n}", f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}")
    assert len(patience) <= MOST_KEPT + 2
