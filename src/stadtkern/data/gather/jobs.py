"""Long work beside the pages: one worker, progress that can be asked for, and a way to stop."""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from stadtkern.town.text import Problem, ProblemError, Text

log = logging.getLogger(__name__)
KEPT = 200
STOPPED = Problem("job.stopped", Text("Angehalten. Es wurde nichts verändert.", "Stopped. Nothing was changed."))
BROKEN = Problem(
    "job.broken",
    Text(
        "Dabei ist ein Fehler passiert, der nicht an Ihrer Datei liegt. Es wurde nichts verändert.",
        "Something went wrong that is not your file's fault. Nothing was changed.",
    ),
)


@dataclass(slots=True)
class JobState:
    """How far a job is. ``result`` is what the work gave, ``problem`` why it ended without one."""

    id: int
    what: Text
    done: int = 0
    total: int = 0
    started: float = field(default_factory=time.time)
    finished: float | None = None
    problem: Problem | None = None
    result: Any = None
    stopping: bool = False

    @property
    def share(self) -> float | None:
        """How much is done, from 0 to 1, or None while nobody knows."""
        return min(1.0, self.done / self.total) if self.total else None


class _Stop(Exception):
    """Raised inside the work, at its next word of progress, when a person stopped it."""


_numbers = itertools.count(1)
_states: dict[int, JobState] = {}
_lock = threading.Lock()
_worker = ThreadPoolExecutor(1, thread_name_prefix="job")


def start(what: Text, work: Callable[[Callable[[int, int], None]], Any]) -> int:
    """Queue work that is handed a progress function; gives the job's number at once."""
    state = JobState(next(_numbers), what)
    with _lock:
        _states[state.id] = state
        for old in sorted(_states)[:-KEPT]:
            if _states[old].finished:
                del _states[old]
    _worker.submit(_run, state, work)
    return state.id


def state(job: int) -> JobState | None:
    """Give a job's state, or None when it is not known any more."""
    return _states.get(job)


def states() -> list[JobState]:
    """Give all known jobs, the newest first."""
    return sorted(_states.values(), key=lambda one: -one.id)


def stop(job: int) -> bool:
    """Ask a job to stop at its next step. Gives False when it is over or unknown."""
    found = _states.get(job)
    if found is None or found.finished:
        return False
    found.stopping = True
    return True


def _run(state: JobState, work: Callable[[Callable[[int, int], None]], Any]) -> None:
    def progress(done: int, total: int) -> None:
        state.done, state.total = done, total
        if state.stopping:
            raise _Stop

    try:
        progress(0, 0)
        state.result = work(progress)
    except _Stop:
        state.problem = STOPPED
    except ProblemError as error:
        state.problem = error.problem
    except Exception:
        log.exception("job %s broke", state.id)
        state.problem = BROKEN
    finally:
        state.finished = time.time()
        _close_connections()


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()
