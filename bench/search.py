"""Figures of the search in a town of 10,000 entries: how long it takes to build, to find, and to find what changed."""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from stadtkern.data.search.ask import SLIPS, STRICT, Wish, ask, ask_once
from stadtkern.data.search.entry import Entry, Group
from stadtkern.data.search.shelf import Shelf, build_shelf, open_shelf
from stadtkern.town.text import Text

DATASETS, PLACES = 2_000, 8_000
_HEADS = (
    "Rad",
    "Bus",
    "Bahn",
    "Kita",
    "Schul",
    "Baum",
    "Straßen",
    "Wasser",
    "Luft",
    "Energie",
    "Wohn",
    "Park",
    "Spiel",
)
_TAILS = (
    "zählung",
    "plätze",
    "verzeichnis",
    "verbrauch",
    "plan",
    "netz",
    "kataster",
    "gebühren",
    "statistik",
    "flächen",
)
_PLACES = ("Altstadt", "Neustadt", "Nordring", "Südhang", "Hafen", "Bahnhof", "Mühle", "Auen", "Heide", "Weinberg")
_TREES = ("Linden", "Ahorn", "Eichen", "Birken", "Kastanien", "Ulmen", "Erlen", "Pappel", "Tannen", "Rosen", "Amsel")
_WAYS = ("straße", "weg", "allee", "gasse", "platz", "ring")
QUERIES = (
    "Radzählung", "Einwohner", "freie Plätze", "Energieverbrauch Hafen", "Baumkataster", "Schule", "Lindenallee",
    "Ahornweg 12", "amsel gasse", "Bus", "Mülgebühren", "Birkenstrase 7", "Wo sind Spielplätze in der Altstadt?",
)  # fmt: skip


def entries() -> Iterator[Entry]:
    """Draw datasets and addresses, always the same."""
    draw = random.Random(5)
    for number in range(1, DATASETS + 1):
        title = f"{draw.choice(_HEADS)}{draw.choice(_TAILS)} {draw.choice(_PLACES)}"
        text = " ".join(f"{draw.choice(_HEADS)}{draw.choice(_TAILS)}" for _ in range(30))
        yield Entry(
            Group.DATA, "dataset", Text(title, title), Text(text, text), keys=draw.choice(_HEADS),
            more=" · ".join(f"{draw.choice(_TREES)}{draw.choice(_TAILS)}" for _ in range(40)), dataset=number,
        )  # fmt: skip
    for _ in range(PLACES):
        title = f"{draw.choice(_TREES)}{draw.choice(_WAYS)} {draw.randint(1, 120)}"
        yield Entry(
            Group.PLACE, "address", Text(title, title), Text("15999 Stadt", "15999 Stadt"), dataset=1,
            lon=13 + draw.random(), lat=52 + draw.random(), weight=0.8,
        )  # fmt: skip


def measure() -> list[tuple[str, float, str, str]]:
    """Give (what, figure, unit, goal) for each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "search"
        started = time.perf_counter()
        shelf = build_shelf(folder, "bench", "1", entries())
        found = [(f"index of {DATASETS + PLACES:,} entries built", time.perf_counter() - started, "s", "10")]
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        found.append(("its size on disk", size / 1e6, "MB", ""))
        started = time.perf_counter()
        opened = open_shelf(folder, "bench", "1")
        found.append(("opened after a start", (time.perf_counter() - started) * 1000, "ms", "500"))
        return found + questions(opened or shelf)


def questions(shelf: Shelf) -> list[tuple[str, float, str, str]]:
    """Ask each question in both groups; gives the median and the slowest of the questions."""
    known = range(1, DATASETS + 1)
    kinds: dict[str, list[float]] = {"as written": [], "with slips": [], "whole answer": [], "while typing": []}
    for query in QUERIES:
        wishes = [Wish(query, group, known) for group in (Group.DATA, Group.PLACE)]
        begins = [Wish(query[:4], group, known, typing=True) for group in (Group.DATA, Group.PLACE)]
        kinds["as written"].append(median_of(lambda wishes=wishes: [ask_once(shelf, wish, STRICT) for wish in wishes]))
        kinds["with slips"].append(median_of(lambda wishes=wishes: [ask_once(shelf, wish, SLIPS) for wish in wishes]))
        kinds["whole answer"].append(median_of(lambda wishes=wishes: [ask(shelf, wish) for wish in wishes]))
        kinds["while typing"].append(median_of(lambda begins=begins: [ask(shelf, wish) for wish in begins]))
    rows = []
    for kind, times in kinds.items():
        rows.append((f"datasets and places, {kind}: median", statistics.median(times), "ms", "100"))
        rows.append((f"datasets and places, {kind}: slowest question", max(times), "ms", "100"))
    return rows


def median_of(question: Callable[[], object], times: int = 7) -> float:
    """Give the median milliseconds of a question, after one to warm up."""
    taken = []
    for _ in range(times + 1):
        started = time.perf_counter()
        question()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken[1:])


def main() -> int:
    """Print the figures; gives 1 when one misses its goal."""
    missed = 0
    for what, figure, unit, goal in measure():
        late = bool(goal) and figure > float(goal)
        missed |= late
        print(
            f"{what:<55} {figure:>10.2f} {unit:<3} {f'goal {goal}' if goal else ''} {'MISSED' if late else ''}".rstrip()
        )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
