"""The old town's centre as a quarter in blocks, and a lesson in it: a room with three designs, and one that waits for a class."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass

from demo.brush import Brush, Stroke
from demo.designs import DESIGNS, Design
from demo.names import LEAD_FILE
from demo.plan import degrees
from stadtkern.quarter.blocks.edits import Edit, Entries, entries
from stadtkern.quarter.blocks.grid import Box
from stadtkern.quarter.blocks.wire import write_edits
from stadtkern.quarter.keep import Participant, Quarter, Room, Rules, Stop, Store, Variant, open_store
from stadtkern.quarter.live.core import Core
from stadtkern.quarter.live.table import Crew, prices_of
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import Text

SLUG = "altstadt-mitte"
TITLE = Text("Altstadt-Mitte", "The middle of the old town")
TEXT = Text(
    "Der Marktplatz mit Rathaus und Brunnen, die Marienkirche und die Gassen ringsum. Heute gehört der Platz vor allem den Autos.",
    "The market square with town hall and fountain, St Mary's and the lanes around. Today the square belongs to cars above all.",
)
# How far the quarter reaches from the market's middle, in metres east and north.
REACH = (176.0, 152.0)
LESSON = "Ein Platz ohne Autos"
TASK = (
    "Auf dem Marktplatz parken heute Autos. Baut ihn um, so dass dort kein Auto mehr steht und alle gern hingehen: Kinder, Alte, "
    "Marktleute. Achtet auf die Zahlen. Was wird besser, und was wird schlechter?"
)
# Where one may build in the lesson: the square up to its houses, in metres from the market's middle.
SQUARE = (64.0, 54.0)
MEMBERS, MINUTES, AT_ONCE = 4, 55, 60


@dataclass(slots=True)
class _Log:
    """What a group has built, and how far each member has counted."""

    core: Core
    counters: dict[int, int]


def box() -> tuple[float, float, float, float]:
    """Give the quarter's west, south, east and north in degrees."""
    corners = [degrees(x * REACH[0], y * REACH[1]) for x in (-1, 1) for y in (-1, 1)]
    lons, lats = zip(*corners, strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def build_quarter(town: TownFolder) -> Quarter:
    """Build the quarter from the town's own datasets, as its office would, and publish it."""
    from stadtkern.data.guard.decide import PUBLIC, visible
    from stadtkern.data.lake.town import town_lake
    from stadtkern.data.registry.read import RegistryReader
    from stadtkern.quarter.keep.town_sources import build_from_town

    store = open_store(town.quarters)
    reader = RegistryReader(town.registry)
    try:
        datasets = visible(PUBLIC, reader.datasets())
    finally:
        reader.close()
    build_from_town(store, SLUG, town_lake(town), datasets, box(), title=TITLE, text=TEXT)
    return store.save_quarter(SLUG, published=True)


def hold_lesson(town: TownFolder, quarter: Quarter, seed: int) -> None:
    """Let three groups build and send in their designs, have them shown; then open a room for the next class.

    The link by which one leads that room is written beside the town's login.
    """
    store = open_store(town.quarters)
    ends = time.time_ns() // 1_000_000
    rules = Rules(area=(_square(store),))
    names = tuple(one.group for one in DESIGNS)
    room, _ = store.open_room(
        quarter.id, title=f"{LESSON} · Klasse 7b", task=TASK, groups=len(DESIGNS), names=names, ends=ends, rules=rules
    )
    for number, (design, variant) in enumerate(zip(DESIGNS, store.variants_of_room(room.id), strict=True)):
        _build(store, quarter, room, variant, design, random.Random(seed * 31 + number), ends - MINUTES * 60_000)
    following, token = store.open_room(quarter.id, title=LESSON, task=TASK, groups=4, rules=rules)
    lead = town.path / LEAD_FILE
    lead.write_text(f"/rooms/{following.id}/lead/{token}/", "utf-8")
    lead.chmod(0o600)


def make_ready(town: TownFolder, quarter: Quarter) -> None:
    """Reckon the numbers of today and paint the picture of today, so that nobody waits for them."""
    from stadtkern.quarter.pages import drawn, numbers

    store = open_store(town.quarters)
    numbers.today(store, quarter, wait=True)
    drawn.drawing(store, quarter, "day", drawn.WIDTHS[1])


def _square(store: Store) -> Box:
    brush = Brush(store.base(SLUG))
    west, south = brush.column(-SQUARE[0], -SQUARE[1])
    east, north = brush.column(*SQUARE)
    return Box(west, south, 0, east, north, brush.base.grid.nz - 1)


def _build(
    store: Store, quarter: Quarter, room: Room, variant: Variant, design: Design, chance: random.Random, starts: int
) -> None:
    """Have a group build its design with the rights it has, then send it in with its numbers and show it."""
    from stadtkern.quarter.pages import numbers

    people = [store.join(room.code, variant.group)[0] for _ in range(MEMBERS)]
    brush = Brush(store.base(SLUG))
    design.build(brush, chance)
    log = _Log(Core(brush.base, store.log(variant.id), prices_of(quarter)), {})
    crew = Crew(room, tuple(people))
    pause = MINUTES * 60_000 // (len(brush.strokes) + 1)
    for number, stroke in enumerate(brush.strokes, 1):
        _do(log, crew, people[stroke.who], stroke, starts + number * pause)
    store.append(variant.id, log.core.log).result()
    position = store.position(variant.id)
    stops = [_stop(brush, look.text, look.at, look.eye) for look in design.looks]
    sent = store.send_in(
        variant.id, name=design.name, text=design.text, position=position, by=people[0].id, stops=stops,
        effects=numbers.design(store, quarter, variant.id, position),
    )  # fmt: skip
    store.decide(sent.id, "shown")


def _do(log: _Log, crew: Crew, who: Participant, stroke: Stroke, now: int) -> None:
    """Send a stroke as the browser does, and have the room grant it. Raises ValueError when it is refused."""
    for start in range(0, len(stroke.boxes), AT_ONCE):
        part = stroke.boxes[start : start + AT_ONCE]
        first = log.counters.get(who.id, 0) + 1
        log.counters[who.id] = first + len(part) - 1
        log.core.take(who.id, write_edits(first, _entries(part)))
        tick = log.core.tick(now, crew.rights)
        log.core.settle()
        if tick.refusals:
            raise ValueError(f"the room refuses what the group builds: {tick.refusals[0]}")
        now += 1000


def _entries(boxes: tuple[tuple[Box, int], ...]) -> Entries:
    return entries(Edit(0, 0, 0, box, block) for box, block in boxes)


def _stop(brush: Brush, text: str, at: tuple[float, float, float], eye: tuple[float, float, float]) -> Stop:
    floor = brush.level(at[0], at[1]) + 1

    def place(spot: tuple[float, float, float]) -> tuple[float, float, float]:
        return round(spot[0] - brush.east, 1), round(spot[1] - brush.north, 1), round(spot[2] + floor, 1)

    return Stop(text, place(at), place(eye))
