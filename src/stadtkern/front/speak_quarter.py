"""What the command line reads and tells of quarters."""

from __future__ import annotations

from typing import Any

from stadtkern.front.speak import say
from stadtkern.town.text import Text, problem


def read_box(words: str) -> list[float] | None:
    """Read ``W,S,E,N`` in degrees; None for ``auto``. Raises ProblemError for anything else."""
    if words.strip().lower() == "auto":
        return None
    try:
        numbers = [float(one) for one in words.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != 4:
        raise problem(
            "quarter.bbox",
            "Der Ausschnitt besteht aus vier Zahlen: Westen, Süden, Osten, Norden in Grad, durch Kommas getrennt.",
            "The box is four numbers: west, south, east, north in degrees, separated by commas.",
        )
    return numbers


def tell_report(done: dict[str, Any]) -> None:
    """Tell what a survey made of its sources."""
    nx, ny, _ = done["size"]
    say(Text(f"{done['quarter']}: {nx} x {ny} m", f"{done['quarter']}: {nx} x {ny} m"))
    for source in done["sources"]:
        became = ", ".join(f"{count} {what}" for what, count in source["became"].items()) or "–"
        say(
            Text(f"  {source['name']} ({source['kind']}): {became}", f"  {source['name']} ({source['kind']}): {became}")
        )
        if source["refused"]:
            reason = source["refused"]["reason"]
            say(Text(f"    {reason['de']}", f"    {reason['en']}"))
        for one in (*source["defaulted"].values(), *source["left_out"].values()):
            say(Text(f"    {one['number']}: {one['text']['de']}", f"    {one['number']}: {one['text']['en']}"))
    for one in done["notes"].values():
        say(Text(f"  {one['text']['de']}", f"  {one['text']['en']}"))


def tell_effects(done: dict[str, Any]) -> None:
    """Tell each effect in a line: the value, and how it differs from today."""
    for key, one in done.items():
        value = "–" if one["value"] is None else f"{one['value']:.2f} {one['unit']}".strip()
        change = f" ({one['difference']:+.2f})" if one["difference"] else ""
        say(Text(f"{key}: {value}{change}", f"{key}: {value}{change}"))


def tell_export(done: dict[str, Any]) -> None:
    """Tell where the file is, and its size."""
    size = done["bytes"] / 1000
    say(Text(f"Geschrieben: {done['file']} ({size:.0f} kB)", f"Written: {done['file']} ({size:.0f} kB)"))
