"""What the command line reads and tells of quarters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stadtkern.front.speak import language, say
from stadtkern.town.text import Text, problem
from stadtkern.town.written import write_number

if TYPE_CHECKING:
    from stadtkern.quarter.effects.model import Effect


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
    from stadtkern.quarter.pages.telling import report_lines

    nx, ny, _ = done["size"]
    _print(f"{done['quarter']}: {nx} x {ny} m")
    for source in report_lines(done, language()):
        _print(f"  {source['name']} ({source['kind'].in_language(language())}): {source['became'] or '–'}")
        if source["refused"] is not None:
            say(_indented("    ", source["refused"]))
        for one in (*source["defaulted"], *source["left_out"]):
            say(_indented(f"    {write_number(one['number'], language())}: ", one["text"]))
    for one in done["notes"].values():
        say(_indented("  ", Text(one["text"]["de"], one["text"]["en"])))


def tell_effects(done: dict[str, Any]) -> None:
    """Tell each effect in a line: its name, the value, and how it differs from today."""
    from stadtkern.quarter.effects.registry import BY_KEY

    for key, one in done.items():
        effect = BY_KEY[key]

        def told(number: float, effect: Effect = effect) -> str:
            return write_number(number, language(), effect.decimals)

        value = "–" if one["value"] is None else f"{told(one['value'])} {one['unit']}".strip()
        sign = "+" if (one["difference"] or 0) > 0 else ""
        change = f" ({sign}{told(one['difference'])})" if one["difference"] else ""
        _print(f"{effect.name.in_language(language())} ({key}): {value}{change}")


def _indented(start: str, text: Text) -> Text:
    return Text(start + text.de, start + text.en)


def _print(line: str) -> None:
    """Print what reads the same in both languages."""
    say(Text(line, line))


def tell_export(done: dict[str, Any]) -> None:
    """Tell where the file is, and its size."""
    size = done["bytes"] / 1000
    say(Text(f"Geschrieben: {done['file']} ({size:.0f} kB)", f"Written: {done['file']} ({size:.0f} kB)"))
