"""Jobs: progress can be asked for, a person can stop them, a fault in one never ends the worker."""

from __future__ import annotations

import threading
import time

from stadtkern.data.gather import jobs
from stadtkern.town.text import Text, problem

WHAT = Text("Arbeit", "Work")


def wait(number: int) -> jobs.JobState:
    """Wait until a job has ended."""
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        state = jobs.state(number)
        assert state is not None
        if state.finished:
            return state
        time.sleep(0.01)
    raise AssertionError("the job did not end")


def test_a_job_tells_how_far_it_is_and_what_came_of_it() -> None:
    seen = threading.Event()

    def work(progress) -> str:
        progress(1, 4)
        seen.wait(5)
        return "fertig"

    number = jobs.start(WHAT, work)
    ends = time.monotonic() + 5
    while (jobs.state(number).share or 0) < 0.2 and time.monotonic() < ends:
        time.sleep(0.01)
    assert jobs.state(number).share == 0.25
    seen.set()
    assert wait(number).result == "fertig"


def test_a_job_can_be_stopped() -> None:
    def work(progress) -> None:
        for step in range(10_000):
            progress(step, 10_000)
            time.sleep(0.005)

    number = jobs.start(WHAT, work)
    time.sleep(0.05)
    assert jobs.stop(number)
    assert wait(number).problem == jobs.STOPPED
    assert not jobs.stop(number)


def test_a_problem_is_told_and_an_unforeseen_error_is_told_as_ours(caplog) -> None:
    def refuse(progress) -> None:
        raise problem("x.y", "Geht nicht.", "Does not work.")

    assert wait(jobs.start(WHAT, refuse)).problem.code == "x.y"
    assert wait(jobs.start(WHAT, lambda progress: 1 / 0)).problem == jobs.BROKEN
    assert wait(jobs.start(WHAT, lambda progress: 5)).result == 5
