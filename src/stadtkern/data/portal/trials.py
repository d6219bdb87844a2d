"""A trial is a file that waits to be imported: where it lies, what reading it told, how a person wants it read.

Kept as a folder in the town (the file and one JSON), so that a restart loses nothing and nothing goes into the registry
before a person says so. Trials older than a week are forgotten when the next one begins.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from stadtkern.data.gather import jobs
from stadtkern.data.gather.fetch import fetch
from stadtkern.data.gather.mapping import mapping_from_json, mapping_to_json
from stadtkern.data.gather.run import Outcome, Trial, describe, limits_of, run_import, try_file
from stadtkern.data.portal import together
from stadtkern.data.portal.access import town
from stadtkern.data.registry import public
from stadtkern.town.text import ProblemError, Text

_ID = re.compile(r"[0-9a-f]{16}")
_KEPT_SECONDS = 7 * 86400
SHOWN = 100
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Waiting:
    """One trial. ``result`` is what reading told (JSON), ``problem`` why it could not be read."""

    id: str
    name: str
    person_id: int | None
    dataset: str = ""
    title: str = ""
    address: str = ""
    every_minutes: int | None = None
    kind: str = ""
    mapping: dict[str, Any] | None = None
    corrected: bool = False
    job: int | None = None
    result: dict[str, Any] | None = None
    problem: dict[str, Any] | None = None
    made: float = field(default_factory=time.time)
    others: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return _folder() / self.id

    @property
    def file(self) -> Path:
        """The file itself, under a name of our own."""
        return self.folder / "file"

    def other(self, place: int) -> Path:
        """Where a further file lies that was chosen with this one."""
        return self.folder / f"other-{place}"

    def save(self) -> None:
        """Write it down, whole or not at all; not when it was thrown away meanwhile."""
        if not self.folder.is_dir():
            return
        draft = self.folder / "trial.json.new"
        draft.write_text(json.dumps(asdict(self)), "utf-8")
        draft.replace(self.folder / "trial.json")


def _folder() -> Path:
    return town().files / "trials"


def begin(
    name: str,
    person_id: int | None,
    *,
    file: Path | None = None,
    others: Sequence[tuple[Path, str]] = (),
    **wishes: Any,
) -> Waiting:
    """Begin a trial with an uploaded file (moved here, with the others chosen at once) or with an address in ``wishes``."""
    _sweep()
    one = Waiting(secrets.token_hex(8), name[:300] or "datei", person_id, **wishes)
    one.folder.mkdir(parents=True)
    if file is not None:
        shutil.move(file, one.file)
    for place, (path, other) in enumerate(others):
        shutil.move(path, one.other(place))
        one.others.append(other[:300])
    one.save()
    return one


def find(id_: str) -> Waiting | None:
    """Give a trial by its id, or None."""
    if not _ID.fullmatch(id_):
        return None
    path = _folder() / id_ / "trial.json"
    return Waiting(**json.loads(path.read_text("utf-8"))) if path.is_file() else None


def waiting() -> list[Waiting]:
    """Give all trials, the newest first."""
    found = [find(path.name) for path in _folder().iterdir() if path.is_dir()] if _folder().is_dir() else []
    return sorted((one for one in found if one is not None), key=lambda one: -one.made)


def forget(one: Waiting) -> None:
    """Throw a trial away with its file."""
    shutil.rmtree(one.folder, ignore_errors=True)


def start_trial(one: Waiting) -> int:
    """Read the file as an import would, as a job; what it tells is written down with the trial."""
    one.result = one.problem = None
    noted = threading.Event()

    def work(progress: Progress) -> None:
        noted.wait()
        try:
            if one.address and not one.file.is_file():
                _fetch(one, progress)
            trial = try_file(
                town(),
                one.file,
                one.name,
                dataset=one.dataset or None,
                kind=one.kind or None,
                mapping=mapping_from_json(one.mapping) if one.mapping else None,
                progress=progress,
            )
            one.result = result_of(trial)
            if not together.belong_together(one.result):
                _part(one)
        except ProblemError as error:
            one.problem = error.problem.to_json()
            raise
        finally:
            one.save()

    one.job = jobs.start(Text(f"„{one.name}“ wird gelesen", f"Reading “{one.name}”"), work)
    try:
        one.save()
    finally:
        noted.set()
    return one.job


def _part(one: Waiting) -> None:
    """Give each further file a trial of its own."""
    others, one.others = one.others, []
    for place, name in enumerate(others):
        start_trial(begin(name, one.person_id, file=one.other(place), dataset=one.dataset, kind=one.kind))


def start_import(one: Waiting) -> int:
    """Run the import as a job, with the files chosen at once; the trial is thrown away when it went in."""

    def work(progress: Progress) -> Outcome:
        files = [(one.file, one.name), *((one.other(place), name) for place, name in enumerate(one.others))]

        def bring(path: Path, name: str, dataset: str, more: bool) -> Outcome:  # noqa: FBT001 - in the order of together
            return run_import(
                town(),
                path,
                name,
                dataset=dataset or None,
                kind=one.kind or None,
                mapping=mapping_from_json(one.mapping) if one.mapping else None,
                person_id=one.person_id,
                title=one.title,
                progress=progress if len(files) == 1 else lambda _done, _total: None,
                more=more,
            )

        outcome = together.bring_all(files, one.dataset, bring, progress)
        if len(files) > 1:
            describe(town(), [outcome.dataset])
        _remember_source(one, outcome)
        forget(one)
        return outcome

    return jobs.start(Text(f"„{one.name}“ wird importiert", f"Importing “{one.name}”"), work)


def _remember_source(one: Waiting, outcome: Outcome) -> None:
    """Keep a corrected mapping for the next file, and an address with its schedule."""
    dataset = public.dataset_id(outcome.dataset)
    if dataset is None:
        return
    if one.mapping is not None and one.corrected:
        public.save_source(dataset, outcome.kind, "", mapping=one.mapping, options={"corrected": True})
    if one.address:
        mapping = one.mapping if one.corrected else None
        public.save_source(dataset, "http", one.address, mapping=mapping, every_minutes=one.every_minutes)


def _fetch(one: Waiting, progress: Progress) -> None:
    fetched = fetch(one.address, one.folder, limits_of(town()), progress=progress)
    if fetched.path is not None:
        fetched.path.replace(one.file)
        one.name = fetched.name[:300]


def result_of(trial: Trial) -> dict[str, Any]:
    """Give what a trial told as JSON, reasons cut to the first hundred."""
    return {
        "kind": trial.kind,
        "title": trial.title,
        "dataset": trial.dataset,
        "parts": [asdict(part) for part in trial.parts],
        "read": trial.read,
        "written": trial.written,
        "refused_count": trial.refused_count,
        "flagged_count": trial.flagged_count,
        "refused": [one.to_json() for one in trial.refused[:SHOWN]],
        "flagged": [one.to_json() for one in trial.flagged[:SHOWN]],
        "guesses": [one.to_json() for one in trial.guesses[:SHOWN]],
        "mapping": mapping_to_json(trial.mapping) if trial.mapping is not None else None,
        "preview": [[cell[:200] for cell in row[:60]] for row in trial.preview[:12]],
        "attribution": trial.attribution,
    }


def _sweep() -> None:
    for one in waiting():
        if time.time() - one.made > _KEPT_SECONDS:
            forget(one)
    if _folder().is_dir():
        for path in _folder().glob("up-*"):
            if time.time() - path.stat().st_mtime > _KEPT_SECONDS:
                path.unlink(missing_ok=True)
