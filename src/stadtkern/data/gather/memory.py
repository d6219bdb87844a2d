"""Memory while files are read: what a person is told when it is not enough, and how often Python tidies it up."""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Iterator
from typing import Final

import duckdb

from stadtkern.town.text import ProblemError, problem

# What DuckDB and Python (with Arrow) raise.
SHORT: Final = (duckdb.OutOfMemoryException, MemoryError)
# Python's collector looks for cycles after so many new objects. Reading makes tens of thousands of lists a block, none
# in a cycle; at the usual 700, looking through them and the whole process takes half of the time.
NEW_OBJECTS: Final = 200_000

_lock = threading.Lock()
_reading = 0
_usual = gc.get_threshold()


@contextlib.contextmanager
def tidying_rarely() -> Iterator[None]:
    """Have Python look for cycles less often while files are read, in however many threads; also as a decorator."""
    global _reading, _usual  # noqa: PLW0603 - the collector is one for the whole process
    with _lock:
        _reading += 1
        if _reading == 1:
            _usual = gc.get_threshold()
            if 0 < _usual[0] < NEW_OBJECTS:
                gc.set_threshold(NEW_OBJECTS, *_usual[1:])
    try:
        yield
    finally:
        with _lock:
            _reading -= 1
            if not _reading:
                gc.set_threshold(*_usual)


@contextlib.contextmanager
def enough_memory() -> Iterator[None]:
    """Raise ProblemError "task.memory" or "task.disk" when what is inside runs out of memory; also as a decorator.

    What is inside must leave everything as it was when it raises, as an import does: the sentences say so.
    """
    try:
        yield
    except SHORT as error:
        raise short(error) from error


def short(error: BaseException) -> ProblemError:
    """Make the problem for one of ``SHORT``: DuckDB's limit, the disk that takes what exceeds it, or the machine."""
    if "max_temp_directory_size" in str(error):
        return problem(
            "task.disk",
            "Auf der Festplatte ist zu wenig Platz für diese Daten. Es wurde nichts verändert. "
            "Schaffen Sie Platz dort, wo der Ordner der Stadt liegt, und versuchen Sie es noch einmal.",
            "There is too little room on the disk for these data. Nothing was changed. "
            "Make room where the town's folder lies, and try again.",
        )
    if isinstance(error, duckdb.OutOfMemoryException):
        return problem(
            "task.memory",
            "Der Speicher, den die Datenbank haben darf, reicht für diese Daten nicht. Es wurde nichts verändert. "
            "Versuchen Sie es noch einmal, wenn weniger los ist, oder teilen Sie die Datei in kleinere. "
            'Hilft das nicht, erlauben Sie in town.toml mehr, zum Beispiel memory = "1GB" unter [lake].',
            "The memory that the database may have is not enough for these data. Nothing was changed. "
            "Try again when less is going on, or split the file into smaller ones. "
            'If that does not help, allow more in town.toml, for example memory = "1GB" under [lake].',
        )
    return problem(
        "task.memory",
        "Der Arbeitsspeicher dieses Rechners reicht für diese Daten nicht. Es wurde nichts verändert. "
        "Beenden Sie andere Programme und versuchen Sie es noch einmal, oder teilen Sie die Datei in kleinere.",
        "This machine's memory is not enough for these data. Nothing was changed. "
        "Stop other programs and try again, or split the file into smaller ones.",
    )
