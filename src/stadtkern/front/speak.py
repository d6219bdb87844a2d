"""How the command line speaks: in the language of the terminal, briefly, with progress for what takes longer."""

from __future__ import annotations

import contextlib
import json
import locale
import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, TextIO

from stadtkern.town.text import Problem, Text

_QUIET_SECONDS = 1.0
_EACH_SECONDS = 0.2
_SHOWN = 10


def language() -> str:
    """Give the terminal's language: English where it says so, else German."""
    wish = next(
        (os.environ[key] for key in ("STADTKERN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(key)), ""
    )
    wish = wish or (locale.getlocale()[0] or "")
    return "en" if wish.lower().startswith("en") else "de"


def say(text: Text, out: TextIO | None = None) -> None:
    """Print a text."""
    print(text.in_language(language()), file=out or sys.stdout, flush=True)


def complain(problem: Problem, about: str = "") -> None:
    """Print a problem in both languages on stderr: whoever reads a log may speak either."""
    start = f"{about}: " if about else ""
    print(f"{start}{problem.text.de}", file=sys.stderr)
    print(f"{start}{problem.text.en}  [{problem.code}]", file=sys.stderr)
    if problem.hint is not None:
        print(problem.hint.de, problem.hint.en, sep="\n", file=sys.stderr, flush=True)


@contextlib.contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Show how far a work is, once it takes longer than a second; on a terminal in one line."""
    started = last = time.monotonic()
    shown = False

    def tell(done: int, total: int) -> None:
        nonlocal last, shown
        now = time.monotonic()
        if now - started < _QUIET_SECONDS or now - last < (_EACH_SECONDS if sys.stderr.isatty() else 5):
            return
        last, shown = now, True
        share = f"{done / total:4.0%}" if total else f"{done:,}"
        end = "\r" if sys.stderr.isatty() else "\n"
        print(f"  … {share}  {now - started:.0f} s   ", end=end, file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        if shown and sys.stderr.isatty():
            print(" " * 40, end="\r", file=sys.stderr)


def tell_import(done: dict[str, Any]) -> None:
    """Tell what an import did, in a few lines."""
    count = done["refused_count"]
    went = done.get("would_write", done["written"])
    again = done.get("unchanged", 0)
    tail_de, tail_en = (f", {again} schon da", f", {again} already there") if again else ("", "")
    what_de, what_en = ("Zellen", "cells") if done["source"] == "terrain" else ("Zeilen", "rows")
    say(
        Text(
            f"{done['file']} → {done['dataset']}: {done['read']} {what_de} gelesen, {went} "
            f"{'gingen hinein' if done.get('dry_run') else 'geschrieben'}{tail_de}, {count} abgelehnt",
            f"{done['file']} → {done['dataset']}: {done['read']} {what_en} read, {went} "
            f"{'would go in' if done.get('dry_run') else 'written'}{tail_en}, {count} refused",
        )
    )
    chosen = language()
    for one in done["refused"][:_SHOWN]:
        print(f"  ✗ {one['row']}: {one['reason'][chosen]}")
    if count > _SHOWN:
        say(Text(f"  … und {count - _SHOWN} weitere", f"  … and {count - _SHOWN} more"))
    for one in done["guesses"]:
        print(f"  ? {one['text'][chosen]} ({one['sure']:.0%})")


def tell_list(rows: list[dict[str, Any]], *, as_json: bool, tell: Callable[[dict[str, Any]], str]) -> None:
    """Print rows, as JSON lines or as sentences."""
    for row in rows:
        print(json.dumps(row, ensure_ascii=False) if as_json else tell(row))


def tell_dataset(row: dict[str, Any]) -> str:
    """Say a dataset in one line."""
    parts = ", ".join(f"{one['collection']} ({one['shape']}, {one['rows']})" for one in row["collections"])
    open_to = Text("öffentlich", "public") if row["public"] else Text("nur intern", "internal")
    return f"{row['dataset']}: {row['title']} [{open_to.in_language(language())}] {parts}"


def tell_source(row: dict[str, Any]) -> str:
    """Say a source in one line."""
    every = f" · {row['every_minutes']} min" if row["every_minutes"] else ""
    return f"{row['id']}: {row['dataset']} ← {row['kind']} {row['address']}{every}"
