"""How high a building is and which roof it has: from its tags, else a default by use and area that is counted and said."""

from __future__ import annotations

from dataclasses import dataclass

from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.survey.report import SourceReport
from stadtkern.quarter.survey.tags import Tags, metres, whole

# Storeys where nothing is said: by use, up to these square metres of footprint.
_STOREYS: dict[str, tuple[tuple[float, int], ...]] = {
    "homes": ((60, 1), (350, 2), (float("inf"), 3)),
    "unknown": ((60, 1), (350, 2), (float("inf"), 2)),
    "work": ((150, 2), (float("inf"), 3)),
    "shop": ((float("inf"), 1),),
    "school": ((250, 1), (float("inf"), 3)),
    "nursery": ((float("inf"), 1),),
    "doctor": ((300, 2), (float("inf"), 4)),
    "culture": ((float("inf"), 2),),
    "public": ((100, 1), (float("inf"), 2)),
    "worship": ((100, 1), (float("inf"), 2)),
    "industry": ((float("inf"), 1),),
    "car_park": ((float("inf"), 3),),
    "shed": ((float("inf"), 1),),
}
_PITCHED = {"homes", "worship", "shed", "unknown", "nursery"}
_ROOFS = {
    "flat": "flat", "gabled": "gabled", "half-hipped": "gabled", "gambrel": "gabled", "saltbox": "gabled", "hipped": "hipped",
    "side_hipped": "hipped", "mansard": "hipped", "pyramidal": "pyramidal", "skillion": "skillion", "lean_to": "skillion",
    "round": "round", "dome": "dome", "onion": "dome", "cone": "pyramidal", "conical": "pyramidal",
}  # fmt: skip
MOST_HIGH = 400.0


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a building or part: walls up to the eaves, the roof's rise over them, all in metres."""

    eaves: float
    rise: float | None
    roof: str
    low: float
    storeys: int
    height_from: str
    across: bool = False


def form_of(tags: Tags, use: str, area: float, report: SourceReport, *, part: bool = False) -> Form:
    """Give the form of a building from its tags. ``rise`` None: as steep as such roofs are, from the width."""
    storey = _storey(use)
    levels = whole(tags.get("building:levels") or tags.get("levels"), 120)
    said = tags.get("height") or tags.get("building:height")
    height = metres(said, 1.5, MOST_HIGH)
    if said and height is None:
        report.leave("height", "Höhen, die kein Gebäude haben kann, wurden übergangen.",
                     "Heights that no building can have were passed over.")  # fmt: skip
    low = metres(tags.get("min_height"), 0.5, MOST_HIGH) or whole(tags.get("building:min_level"), 120) * storey
    roof = _ROOFS.get(tags.get("roof:shape", ""), "")
    if not roof:
        roof = "flat" if part else _usual_roof(use, levels, area)
        if not part and roof != "flat":
            report.default("roof", "Dachform nach Nutzung und Größe angenommen (Satteldach).",
                           "Shape of the roof assumed after use and size (gable).")  # fmt: skip
    rise = metres(tags.get("roof:height"), 0.3, 60)
    if rise is None and roof != "flat" and (attic := metres(tags.get("roof:levels"), 0.4, 6)) is not None:
        rise = attic * 2.8
    across = tags.get("roof:orientation") == "across"
    if height is not None:
        top = max(2.0, height - low)
        if roof == "flat":
            return Form(top - 1, 1.0, roof, low, levels, "height tag", across)
        rise = min(rise if rise is not None else top * 0.4, top - 1)
        return Form(max(1.0, top - rise), rise, roof, low, levels, "height tag", across)
    if levels:
        return Form(max(2.0, levels * storey - low), rise, roof, low, levels, "levels", across)
    levels = _default(use, area, report) if not part else 1
    return Form(levels * storey, rise, roof, low, levels, "default", across)


def _storey(use: str) -> float:
    return next((block.storey for block in palette().blocks if block.kind == "building" and block.use == use), 3.0)


def _usual_roof(use: str, levels: int, area: float) -> str:
    if use not in _PITCHED or levels > 4 or area > (500 if use != "worship" else 5000):
        return "flat"
    return "flat" if use == "shed" and area < 40 else "gabled"


def _default(use: str, area: float, report: SourceReport) -> int:
    """Give the storeys of a building that says nothing, and count them with the sentence that says which."""
    steps = _STOREYS.get(use, _STOREYS["unknown"])
    at = next(at for at, (most, _) in enumerate(steps) if area <= most)
    low, (most, storeys) = (steps[at - 1][0] if at else 0.0), steps[at]
    block = next(
        b for b in palette().blocks if b.kind == "building" and b.use == (use if use in _STOREYS else "unknown")
    )
    if low and most < float("inf"):
        of_de, of_en = f" von {low:.0f} bis {most:.0f} m²", f" from {low:.0f} to {most:.0f} m²"
    elif low:
        of_de, of_en = f" über {low:.0f} m²", f" over {low:.0f} m²"
    else:
        of_de, of_en = (f" bis {most:.0f} m²", f" up to {most:.0f} m²") if most < float("inf") else ("", "")
    high = f"{storeys * _storey(use):.1f}".rstrip("0").rstrip(".")
    high_de = high.replace(".", ",")
    floors_de, floors_en = ("Geschoss", "storey") if storeys == 1 else ("Geschossen", "storeys")
    report.default(
        f"height.{use}.{storeys}",
        f"Ohne Höhe und Geschosse: {block.de}{of_de} mit {storeys} {floors_de} ({high_de} m und Dach) angenommen.",
        f"Without height and storeys: {block.en}{of_en} assumed with {storeys} {floors_en} ({high} m and roof).",
    )
    return storeys
