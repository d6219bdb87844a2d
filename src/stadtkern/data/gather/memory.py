"""What a person is told when the memory, or the room for what does not fit into it, is not enough."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final

import duckdb

from stadtkern.town.text import ProblemError, problem

# What DuckDB and Python (with Arrow) raise.
SHORT: Final = (duckdb.OutOfMemoryException, MemoryError)


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
