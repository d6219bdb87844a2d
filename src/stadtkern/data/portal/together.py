"""Several files chosen at once: parts of one series go in together, read like the first; everything else goes its own way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from stadtkern.data.gather.run import Outcome
from stadtkern.town.text import ProblemError

Bring = Callable[[Path, str, str, bool], Outcome]
Progress = Callable[[int, int], None]
_KEPT = 100


def belong_together(result: dict[str, Any] | None) -> bool:
    """Whether further files may join one that was read: series grow, a table would replace the one before it."""
    parts = (result or {}).get("parts", [])
    return bool(parts) and all(part.get("shape") == "series" for part in parts)


def bring_all(files: Sequence[tuple[Path, str]], dataset: str, bring: Bring, progress: Progress) -> Outcome:
    """Import files one after the other into the same dataset; gives what they did together, each reason with its file.

    Raises ProblemError when the first cannot be imported; a later one that cannot is told among the reasons, and the
    others go in.
    """
    path, name = files[0]
    progress(0, len(files))
    done = bring(path, name, dataset, len(files) > 1)
    if len(files) == 1:
        return done
    done = replace(done, refused=_of_file(done.refused, name), flagged=_of_file(done.flagged, name))
    for place, (path, name) in enumerate(files[1:], 1):
        progress(place, len(files))
        try:
            done = _added(done, bring(path, name, done.dataset, True), name)
        except ProblemError as error:
            reason = {"row": 0, "code": error.problem.code, "reason": error.problem.text.to_json(), "column": name}
            done = replace(done, refused=[*done.refused, reason], refused_count=done.refused_count + 1)
    progress(len(files), len(files))
    return done


def _added(done: Outcome, more: Outcome, name: str) -> Outcome:
    return replace(
        more,
        read=done.read + more.read,
        written=done.written + more.written,
        unchanged=done.unchanged + more.unchanged,
        refused_count=done.refused_count + more.refused_count,
        refused=[*done.refused, *_of_file(more.refused, name)][:_KEPT],
        flagged=[*done.flagged, *_of_file(more.flagged, name)][:_KEPT],
        guesses=done.guesses,
    )


def _of_file(reasons: Sequence[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [{**one, "column": " · ".join(filter(None, (name, one.get("column"))))} for one in reasons[:_KEPT]]
