"""Rights: who may build where, how high, when, and for how much. Asked before an edit is accepted; pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.edits import Entries
from stadtkern.quarter.blocks.grid import Box, Grid
from stadtkern.quarter.blocks.palette import Palette
from stadtkern.town.text import Text

# Why an edit is refused: the code on the wire, and what its sender reads.
REFUSALS: dict[int, tuple[str, Text]] = {
    1: ("outside", Text("Das liegt außerhalb des Quartiers.", "That is outside the quarter.")),
    2: ("block", Text("Diesen Baustein gibt es nicht.", "There is no such block.")),
    3: ("frozen", Text("Gerade wird nicht gebaut. Die Leitung hat angehalten.", "Building is paused by the leader.")),
    4: ("muted", Text("Sie können gerade nur zusehen. Fragen Sie die Leitung.", "You can only watch now. Ask the leader.")),
    5: ("locked", Text("Dieser Bereich ist gesperrt.", "This area is locked.")),
    6: ("area", Text("Hier darf nicht gebaut werden. Bauen Sie in der markierten Fläche.", "Building is not allowed here. Build in the marked area.")),
    7: ("height", Text("Das ist höher als erlaubt.", "That is higher than allowed.")),
    8: ("time", Text("Die Zeit zum Bauen ist vorbei oder hat noch nicht begonnen.", "The time for building is over or has not begun.")),
    9: ("budget", Text("Dafür reicht das Geld nicht. Reißen Sie etwas ab oder bauen Sie günstiger.", "The money is not enough. Take something away or build cheaper.")),
    10: ("palette", Text("Dieser Baustein gehört heute nicht dazu.", "This block is not part of today's set.")),
    11: ("size", Text("Das sind zu viele Bausteine auf einmal.", "Those are too many blocks at once.")),
    12: ("ground", Text("Unter der Erde wird nicht gebaut.", "There is no building under the ground.")),
    13: ("flood", Text("Das geht zu schnell. Warten Sie kurz.", "That is too fast. Wait a moment.")),
    14: ("undo", Text("Das lässt sich nicht zurücknehmen.", "That cannot be undone.")),
}  # fmt: skip
CODES = {code: number for number, (code, _) in REFUSALS.items()}
MOST_IN_A_BOX = 32 * 32 * 32


@dataclass(frozen=True, slots=True)
class Rights:
    """What holds for one participant now. Empty means no limit of that kind. Leaders ignore locks, area and freeze."""

    leader: bool = False
    muted: bool = False
    frozen: bool = False
    area: tuple[Box, ...] = ()
    locks: tuple[Box, ...] = ()
    # Metres above the ground of the base.
    most_high: int | None = None
    # Milliseconds since 1970.
    opens: int | None = None
    ends: int | None = None
    # Euros for the whole variant.
    budget: float | None = None
    blocks: frozenset[int] = frozenset()


def refused(
    given: Entries, rights: Rights, grid: Grid, ground: npt.NDArray[np.uint8], palette: Palette, now: int
) -> npt.NDArray[np.uint8]:
    """Say for each entry why it is refused, 0 for accepted. The budget is asked where costs are known (``cost.py``).

    ``ground`` is the level of the base's surface [y, x]; what is under it stays as it is.
    """
    out = np.zeros(len(given), dtype=np.uint8)

    def refuse(where: npt.NDArray[np.bool_], code: str) -> None:
        out[(out == 0) & where] = CODES[code]

    everything = np.ones(len(given), dtype=np.bool_)
    x0, y0, z0, x1, y1, z1 = (given[name].astype(np.int64) for name in ("x0", "y0", "z0", "x1", "y1", "z1"))
    refuse((x1 >= grid.nx) | (y1 >= grid.ny) | (z1 >= grid.nz) | (x0 > x1) | (y0 > y1) | (z0 > z1), "outside")
    known = palette.known
    refuse(~known[np.minimum(given["block"], palette.size - 1)] | (given["block"] >= palette.size), "block")
    refuse((x1 - x0 + 1) * (y1 - y0 + 1) * (z1 - z0 + 1) > MOST_IN_A_BOX, "size")
    if (rights.opens is not None and now < rights.opens) or (rights.ends is not None and now > rights.ends):
        refuse(everything, "time")
    if not rights.leader:
        if rights.muted:
            refuse(everything, "muted")
        if rights.frozen:
            refuse(everything, "frozen")
        for lock in rights.locks:
            refuse(
                (x0 <= lock.x1)
                & (x1 >= lock.x0)
                & (y0 <= lock.y1)
                & (y1 >= lock.y0)
                & (z0 <= lock.z1)
                & (z1 >= lock.z0),
                "locked",
            )
        if rights.area:
            inside = np.zeros(len(given), dtype=np.bool_)
            for box in rights.area:
                inside |= (x0 >= box.x0) & (x1 <= box.x1) & (y0 >= box.y0) & (y1 <= box.y1)
            refuse(~inside, "area")
        if rights.blocks:
            refuse(~np.isin(given["block"], [0, *rights.blocks]), "palette")
    for at in np.flatnonzero(out == 0).tolist():
        under = ground[y0[at] : y1[at] + 1, x0[at] : x1[at] + 1]
        if z0[at] < int(under.max()):
            out[at] = CODES["ground"]
        elif rights.most_high is not None and given["block"][at] and z1[at] - int(under.min()) > rights.most_high:
            out[at] = CODES["height"]
    return out
