"""Files to take along: a quarter or a design in a format, made one after the other, kept in the town's folder for others."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from stadtkern.data.harmonise.names import slug
from stadtkern.data.portal.paint.letters import drawable
from stadtkern.quarter.effects.model import Value
from stadtkern.quarter.effects.registry import BY_KEY
from stadtkern.quarter.export import Format, Options, export
from stadtkern.quarter.export.exporting import TODAY, format_of
from stadtkern.quarter.export.prints import REGULAR, letters
from stadtkern.quarter.keep import Quarter, Store
from stadtkern.quarter.pages import numbers
from stadtkern.quarter.pages.drawn import grid_of
from stadtkern.town.text import Text, problem

# A folder of files stays below so many bytes; what nobody asked for the longest goes first and can be made again.
MOST_BYTES = 200_000_000
# So many may wait to be made. Each takes seconds of one core, and only one is made at a time.
MOST_WAITING = 24
# So many requests may wait for their file at once, so many seconds: other pages need their threads.
PATIENT, SECONDS = 2, 6.0
# Here words are drawn; the others carry them as text.
_PAINTED = frozenset({"png", "night", "plan", "pdf"})
# What tells files of one ending apart.
_APART = {"night": Text("nacht", "night"), "plan": Text("plan", "plan"), "stl": Text("stl", "stl")}

_maker = ThreadPoolExecutor(1, "quarter-files")
_under_way: dict[Path, Future[None]] = {}
_lock = threading.Lock()
_patient = threading.BoundedSemaphore(PATIENT)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to take along: a quarter as it stands, or a variant at a position, in a format.

    ``effects`` are the numbers that were frozen when a design was sent in; without them they are reckoned.
    """

    quarter: Quarter
    key: str
    language: str
    town: str
    variant: int | None = None
    position: int = 0
    called: Text = TODAY
    # Where to read more; a sheet shows it as a QR code.
    link: str = ""
    effects: Mapping[str, Mapping[str, float | None]] = field(default_factory=dict)

    @property
    def format(self) -> Format:
        """Give the format. Raises ProblemError ("export.format")."""
        return format_of(self.key)

    @property
    def name(self) -> str:
        """Give the file's name as a person finds it again: the quarter, the design, and what it is."""
        parts = [self.quarter.slug]
        if self.variant is not None:
            called = slug(self.called.in_language(self.language), longest=60)
            # A name in letters that file names do not take: its numbers tell it from others.
            numbered = f"{Text('entwurf', 'design').in_language(self.language)}-{self.variant}-{self.position}"
            parts.append(called or numbered)
        if self.key in _APART:
            parts.append(_APART[self.key].in_language(self.language))
        return "-".join(parts) + self.format.ending

    @property
    def mark(self) -> str:
        """Give a word that is another one whenever the file would be."""
        told: list[Any] = [
            version("stadtkern"), self.quarter.base, self.quarter.title.to_json(), self.key, self.language, self.town,
            self.variant, self.position, self.called.to_json(),
        ]  # fmt: skip
        if self.format.numbers:
            told += [self.link, self.effects, numbers.settings_of(self.quarter).to_json()]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:24]


def kept(store: Store, wish: Wish, *, used: bool = True) -> Path | None:
    """Give the file if it is there already; one that is ``used`` stays longer."""
    file = _place(store, wish)
    if not file.is_file():
        return None
    if used:
        with contextlib.suppress(OSError):
            os.utime(file)
    return file


def waits(store: Store, wish: Wish) -> bool:
    """Say whether the file is being made, or is to be."""
    return _place(store, wish) in _under_way


def made(store: Store, wish: Wish) -> Path | None:
    """Give the file, and make it when it is not there; None when that takes longer than a page may wait: ask again.

    Raises ProblemError: what the format cannot do, and "export.busy" when too many wait.
    """
    if (there := kept(store, wish)) is not None:
        return there
    file = _place(store, wish)
    future = _begun(store, wish, file)
    if not _waited(future):
        return None
    with _lock:
        _under_way.pop(file, None)
    future.result()
    return file


def _begun(store: Store, wish: Wish, file: Path) -> Future[None]:
    with _lock:
        if (there := _under_way.get(file)) is not None:
            return there
        waiting = sum(not one.done() for one in _under_way.values())
        if waiting >= MOST_WAITING:
            raise problem(
                "export.busy",
                "Gerade werden sehr viele Dateien gemacht. Versuchen Sie es in einer Minute noch einmal.",
                "Very many files are being made right now. Try again in a minute.",
            )
        # What nobody fetched is forgotten: a file is there, and what failed may fail again.
        for done in [one for one, future in _under_way.items() if future.done()]:
            del _under_way[done]
        future = _under_way[file] = _maker.submit(_make, store, wish, file)
        return future


def _waited(future: Future[None]) -> bool:
    if future.done():
        return True
    if not _patient.acquire(blocking=False):
        return False
    try:
        wait([future], SECONDS)
    finally:
        _patient.release()
    return future.done()


def _make(store: Store, wish: Wish, file: Path) -> None:
    base = store.base(wish.quarter.slug)
    file.parent.mkdir(parents=True, exist_ok=True)
    export(
        wish.key,
        base,
        grid_of(store, wish.quarter, wish.variant, wish.position),
        out=file,
        title=wish.quarter.title,
        variant=_written(wish),
        town=wish.town,
        values=_values(store, wish) if wish.format.numbers else {},
        options=Options(language=wish.language, link=wish.link),
    )
    _tidy(file.parent, file)


def _written(wish: Wish) -> Text:
    """Give what the variant is called with the signs that pictures and sheets have letters for; without any, its number."""
    if wish.key not in _PAINTED or wish.variant is None:
        return wish.called
    faces = (letters(REGULAR, 20),)
    plain = [drawable(one, faces).strip() for one in (wish.called.de, wish.called.en)]
    return Text(plain[0] or f"Entwurf {wish.variant}", plain[1] or f"Design {wish.variant}")


def _values(store: Store, wish: Wish) -> dict[str, Value]:
    told: Mapping[str, Mapping[str, float | None]] = wish.effects
    if not told and wish.variant is not None:
        told = numbers.design(store, wish.quarter, wish.variant, wish.position)
    elif not told:
        today, _ = numbers.today(store, wish.quarter, wait=True)
        told = {key: {"value": value, "today": value} for key, value in today.items()}
    return {
        key: Value(key, one.get("value"), one.get("today"), BY_KEY[key].unit)
        for key, one in told.items()
        if key in BY_KEY
    }


def _place(store: Store, wish: Wish) -> Path:
    return store.folder / wish.quarter.slug / "files" / f"{wish.mark}{wish.format.ending}"


def _tidy(folder: Path, newest: Path) -> None:
    """Forget the files that nobody asked for the longest when there are too many bytes of them."""
    found = sorted(((one.stat(), one) for one in folder.iterdir() if one.is_file()), key=lambda pair: -pair[0].st_mtime)
    size = 0
    for facts, one in found:
        size += facts.st_size
        if size > MOST_BYTES and one != newest:
            one.unlink(missing_ok=True)
