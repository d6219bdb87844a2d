"""Which building stands where: city models over outlines, later files over earlier ones; each with its form in cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from stadtkern.quarter.blocks.base import Building
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.survey.area import Area
from stadtkern.quarter.survey.bodies import bodies
from stadtkern.quarter.survey.crs import Floats
from stadtkern.quarter.survey.guess import Form, form_of
from stadtkern.quarter.survey.layers import House, Layers, Model
from stadtkern.quarter.survey.report import SourceReport
from stadtkern.quarter.survey.roofs import smooth_thickness, tops
from stadtkern.quarter.survey.shapes import Cells, Mask, burn
from stadtkern.quarter.survey.tags import use_of_function, whole

_CANOPIES = ("roof", "carport", "canopy")


@dataclass(slots=True)
class Candidate:
    """A building before it is known whether it stays."""

    source: int
    id: str
    name: str
    use: str
    shape: Any = None
    model: Model | None = None
    tags: dict[str, str] = field(default_factory=dict)
    replaced: bool = False
    # A model's own height, from its base to its highest roof.
    height: float = 0.0

    @property
    def quality(self) -> int:
        """Give how good the source is: LoD2 3, LoD1 2, outline 1."""
        return 1 if self.model is None else (3 if self.model.lod >= 2 else 2)


@dataclass(slots=True)
class Built:
    """All buildings in cells: number (0 none), levels over the ground, levels of roof, blocks of wall and roof."""

    number: Cells
    levels: Cells
    thick: Cells
    wall: Cells
    roof: Cells
    source: Cells
    buildings: tuple[Building, ...]
    # Roofs on posts, which are no buildings: levels over the ground (0 none), source.
    canopy: Cells
    canopy_source: Cells


def build(
    area: Area, layers: Layers, zones: Cells, zone_names: Sequence[str], reports: Sequence[SourceReport]
) -> Built:
    """Decide which buildings stand, what they are for, and how high each of their cells is."""
    canopies = [one for one in layers.houses if one.tags.get("building") in _CANOPIES and not one.part]
    houses = [one for one in layers.houses if one.tags.get("building") not in _CANOPIES]
    outlines, parts = _loose_parts(area, houses)
    people: list[Candidate] = []
    owner = np.zeros((area.ny, area.nx), dtype=np.int32)
    top, slope = np.zeros(owner.shape), np.zeros(owner.shape)
    for high in (False, True):
        for source in sorted({one.source for one in layers.models}):
            group = [one for one in layers.models if one.source == source and (one.lod >= 2) is high]
            if group:
                _stand(area, group, people, owner, top, slope, reports)
    _paint(area, outlines, people, owner, reports)
    _name_uses(area, people, owner, layers, zones, zone_names, reports)
    forms = _forms(area, people, parts, owner, top, slope, reports)
    built = _finish(area, people, owner, top, slope, forms, reports)
    _add_canopies(area, canopies, built, reports)
    return built


def _loose_parts(area: Area, houses: Sequence[House]) -> tuple[list[House], list[House]]:
    """Give outlines and the parts that lie in them; a part without an outline is a building itself."""
    outlines, parts = [one for one in houses if not one.part], [one for one in houses if one.part]
    if not parts:
        return outlines, []
    covered = burn(area, [one.shape for one in outlines]) > 0
    which = burn(area, [one.shape for one in parts])
    cells = np.bincount(which.ravel(), minlength=len(parts) + 1)[1:]
    inside = np.bincount(which[covered], minlength=len(parts) + 1)[1:]
    loose = [one for one, n, m in zip(parts, cells, inside, strict=True) if n and m < 0.3 * n]
    for one in loose:
        one.part = False
    return outlines + loose, [one for one in parts if one.part]


def _stand(
    area: Area, group: list[Model], people: list[Candidate], owner: Cells, top: Floats, slope: Floats,
    reports: Sequence[SourceReport],
) -> None:  # fmt: skip
    """Put models into cells. A building of which half lies under a better one of another file goes."""
    source = group[0].source
    made = bodies(area, group, reports[source])
    mine = made.owner > 0
    cells = np.bincount(owner.ravel(), minlength=len(people) + 1)
    taken = np.bincount(owner[mine], minlength=len(people) + 1)
    gone = taken * 2 > cells
    gone[0] = False
    for at in np.flatnonzero(gone):
        people[at - 1].replaced = True
        _replaced(reports[people[at - 1].source])
    left = gone[owner] & ~mine
    owner[left], top[left], slope[left] = 0, 0, 0
    first = len(people)
    people += [Candidate(source, m.id, m.name, use_of_function(m.function), model=m) for m in group]
    owner[mine] = made.owner[mine] + first
    top[mine], slope[mine] = made.top[mine], made.slope[mine]
    for one, height in zip(people[first:], made.highest, strict=True):
        one.height = float(height)
    top[np.concatenate([[False], ~made.good])[made.owner]] = np.nan


def _replaced(report: SourceReport, number: int = 1) -> None:
    report.leave(
        "replaced", "Gebäude, für die eine bessere oder neuere Quelle da ist.",
        "Buildings for which there is a better or newer source.", number,
    )  # fmt: skip


def _paint(
    area: Area, outlines: list[House], people: list[Candidate], owner: Cells, reports: Sequence[SourceReport]
) -> None:
    """Put outlines where no model stands. An outline of which half lies under better buildings gives them its words and goes."""
    for source in sorted({one.source for one in outlines}, reverse=True):
        mine = sorted((one for one in outlines if one.source == source), key=lambda one: -one.shape.area)
        which = burn(area, [one.shape for one in mine])
        cells = np.bincount(which.ravel(), minlength=len(mine) + 1)
        taken = np.bincount(which[owner > 0], minlength=len(mine) + 1)
        gone = (taken * 2 >= cells) & (cells > 0)
        gone[0] = False
        for at in np.flatnonzero(gone):
            _hand_over(mine[at - 1], int(at), which, owner, people)
        _replaced(reports[source], int(gone.sum()))
        first = len(people)
        people += [
            Candidate(one.source, one.id, one.tags.get("name", ""), one.use, one.shape, tags=one.tags) for one in mine
        ]
        fresh = (which > 0) & (owner == 0) & ~gone[which]
        owner[fresh] = which[fresh] + first
        for number, person in enumerate(people[first:], 1):
            person.replaced = bool(gone[number])


def _hand_over(outline: House, at: int, which: Cells, owner: Cells, people: list[Candidate]) -> None:
    """Give name and use of an outline to the building that stands in its place."""
    west, south, east, north = (max(0, int(bound)) for bound in outline.shape.bounds)
    box = (slice(south, north + 1), slice(west, east + 1))
    numbers, counts = np.unique(owner[box][(which[box] == at) & (owner[box] > 0)], return_counts=True)
    heir = people[int(numbers[counts.argmax()]) - 1]
    heir.name = heir.name or outline.tags.get("name", "")
    if outline.use and heir.use in ("", "homes", "unknown"):
        heir.use = outline.use
    heir.tags = heir.tags or {
        key: value for key, value in outline.tags.items() if not key.startswith(("height", "roof:", "building:l"))
    }


def _name_uses(
    area: Area, people: list[Candidate], owner: Cells, layers: Layers, zones: Cells, zone_names: Sequence[str],
    reports: Sequence[SourceReport],
) -> None:  # fmt: skip
    """Say what buildings are for that do not say it: from places in and around them, else from the zone and their size."""
    ids, first = np.unique(owner, return_index=True)
    sizes = np.bincount(owner.ravel(), minlength=len(people) + 1)
    zone_at = {int(i): zone_names[int(zones.ravel()[at])] for i, at in zip(ids, first, strict=True) if i}
    hinted: dict[int, tuple[str, str]] = {}
    for shape, use, name in layers.hints:
        if shape.geom_type == "Point":
            x, y = int(shape.x), int(shape.y)
            inside = [int(owner[y, x])] if 0 <= x < area.nx and 0 <= y < area.ny else []
        else:
            inside = [int(number) for number in np.unique(owner[burn(area, [shape]) > 0])]
        for number in inside:
            hinted.setdefault(number, (use, name))
    for at, one in enumerate(people, 1):
        if one.use or not sizes[at]:
            continue
        if at in hinted and sizes[at] >= 30:
            one.use, name = hinted[at]
            one.name = one.name or name
            continue
        one.use = _likely(zone_at.get(at, ""), int(sizes[at]))
        if one.use != "unknown":
            block = next(b for b in palette().blocks if b.kind == "building" and b.use == one.use)
            reports[one.source].default(
                f"use.{one.use}", f"Nutzung nach Umgebung und Größe angenommen: {block.de}.",
                f"Use assumed from surroundings and size: {block.en}.",
            )  # fmt: skip


def _likely(zone: str, size: int) -> str:
    if size < 40:
        return "shed"
    if zone == "residential":
        return "homes" if size <= 2000 else "unknown"
    if zone == "industry":
        return "industry"
    if zone == "business":
        return "work"
    if zone == "farm":
        return "homes" if size < 180 else "shed"
    return "homes" if size <= 300 else "unknown"


def _forms(
    area: Area, people: list[Candidate], parts: list[House], owner: Cells, top: Floats, slope: Floats,
    reports: Sequence[SourceReport],
) -> dict[int, Form]:  # fmt: skip
    """Give the forms of all buildings without a model's height, and put their heights into the cells; parts over outlines."""
    sizes = np.bincount(owner.ravel(), minlength=len(people) + 1)
    without = {int(one) for one in np.unique(owner[np.isnan(top)]) if one}
    need = [at for at, one in enumerate(people, 1) if sizes[at] and (one.model is None or at in without)]
    forms: dict[int, Form] = {}
    shapes: list[Any] = []
    index = np.zeros(owner.shape, dtype=np.int32)
    for at in need:
        one = people[at - 1]
        tags = one.tags if one.model is None else {"building:levels": str(one.model.storeys)}
        size = float(one.shape.area) if one.shape is not None else float(sizes[at])
        forms[at] = form_of(tags, one.use, size, reports[one.source])
        shapes.append(one.shape if one.shape is not None else _outline(owner == at))
    table = np.zeros(len(people) + 1, dtype=np.int32)
    table[need] = np.arange(1, len(need) + 1)
    index = table[owner]
    kinds = [forms[at] for at in need]
    _put_parts(area, people, parts, owner, index, shapes, kinds, reports)
    heights, pitched = tops(index, shapes, kinds)
    low = np.array([0.0, *[form.low for form in kinds]])
    mine = index > 0
    top[mine] = (heights + low[index])[mine]
    slope[mine] = pitched[mine]
    return forms


def _outline(cells: Mask) -> Any:
    """Give a box around the cells of a model that has a footprint but no height."""
    ys, xs = np.nonzero(cells)
    return shapely.box(xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)


def _put_parts(
    area: Area, people: list[Candidate], parts: list[House], owner: Cells, index: Cells, shapes: list[Any],
    kinds: list[Form], reports: Sequence[SourceReport],
) -> None:  # fmt: skip
    """Let the parts of outlines decide over the cells they cover, the higher over the lower."""
    known = [one for one in parts if whole(one.tags.get("building:levels"), 120) or one.tags.get("height")]
    if not known:
        return
    made = [
        (one, form_of(one.tags, one.use or "unknown", one.shape.area, reports[one.source], part=True)) for one in known
    ]
    made.sort(key=lambda pair: pair[1].eaves + pair[1].low)
    which = burn(area, [one.shape for one, _ in made])
    sources = np.array([-1, *[one.source if one.model is None else -1 for one in people]])
    part_source = np.array([-2, *[one.source for one, _ in made]])
    fits = (which > 0) & (sources[owner] == part_source[which]) & (index > 0)
    index[fits] = which[fits] + len(shapes)
    for one, form in made:
        shapes.append(one.shape)
        kinds.append(form)
        reports[one.source].add_became("building_parts")


def _finish(
    area: Area, people: list[Candidate], owner: Cells, top: Floats, slope: Floats, forms: dict[int, Form],
    reports: Sequence[SourceReport],
) -> Built:  # fmt: skip
    """Number the buildings that have cells, and give each cell its levels and blocks."""
    there = [int(one) for one in np.unique(owner) if one]
    table = np.zeros(len(people) + 1, dtype=np.int32)
    table[there] = np.arange(1, len(there) + 1)
    number = table[owner]
    levels = np.where(number > 0, np.maximum(2, np.floor(np.nan_to_num(top) + 0.5)), 0).astype(np.int32)
    pitched = np.where(slope > 0.1, slope, 0.0)
    highest = np.zeros(len(there) + 1)
    np.maximum.at(highest, number.ravel(), np.nan_to_num(top).ravel())
    walls, roofs, sources, buildings = [0], [0], [0], []
    blocks = palette()
    for n, at in enumerate(there, 1):
        one = people[at - 1]
        form = forms.get(at)
        use = one.use or "unknown"
        storeys = (one.model.storeys if one.model else 0) or (form.storeys if form else 0)
        walls.append(blocks.id(_wall(use, one.tags)))
        roofs.append(blocks.id(_flat_roof(one.tags)))
        sources.append(one.source)
        from_ = form.height_from if form else "geometry"
        buildings.append(
            Building(
                n,
                reports[one.source].name,
                one.id,
                one.name[:120],
                use,
                storeys,
                round(_height(one, form, float(highest[n])), 1),
                from_,
            )
        )
        reports[one.source].add_became("buildings")
    seen = set(there)
    for at, one in enumerate(people, 1):
        if at not in seen and not one.replaced and _inside(one, area):
            reports[one.source].leave(
                "no_cells", "Gebäude, die kleiner als ein Block sind oder ganz unter einem anderen liegen.",
                "Buildings smaller than a block, or wholly under another one.",
            )  # fmt: skip
    flat = np.array(roofs, dtype=np.int32)[number]
    tiled = blocks.id("roof")
    covering = np.where((pitched > 0) & (flat == blocks.id("flat_roof")), tiled, flat)
    nothing = np.zeros_like(number)
    return Built(
        number, levels, smooth_thickness(levels, number, pitched), np.array(walls, dtype=np.int32)[number],
        covering.astype(np.int32), np.array(sources, dtype=np.int32)[number], tuple(buildings), nothing, nothing.copy(),
    )  # fmt: skip


def _height(one: Candidate, form: Form | None, cells: float) -> float:
    """Give a building's height: its model's, the one its tags say, else that of its highest cell."""
    if form is None:
        return one.height
    said = form.eaves + (form.rise or 0.0) + form.low if form.height_from == "height tag" else 0.0
    return max(said, cells)


def _inside(one: Candidate, area: Area) -> bool:
    """Say whether a building lies in the area with its middle."""
    if one.shape is not None:
        middle = shapely.centroid(one.shape)
        return area.holds(middle.x, middle.y)
    if one.model is None or not one.model.faces:
        return False
    x, y = one.model.faces[0][1][0][:, :2].mean(axis=0)
    return area.holds(float(x), float(y))


def _wall(use: str, tags: dict[str, str]) -> str:
    material = tags.get("building:material", "") + tags.get("building:facade:material", "")
    if use == "homes" and "brick" in material:
        return "homes_brick"
    if use == "homes" and ("wood" in material or "timber" in material):
        return "homes_wood"
    return "building" if use == "unknown" else use


def _flat_roof(tags: dict[str, str]) -> str:
    if tags.get("roof:material") in ("grass", "plants", "green") or tags.get("roof:surface") == "grass":
        return "green_roof"
    return "flat_roof"


def _add_canopies(area: Area, canopies: list[House], built: Built, reports: Sequence[SourceReport]) -> None:
    """Add roofs on posts: one level of roof in the air, the ground under it stays as it is."""
    if not canopies:
        return
    which = burn(area, [one.shape for one in canopies])
    which[built.number > 0] = 0
    levels = [0]
    for one in canopies:
        height = whole(one.tags.get("height"), 40)
        levels.append(max(3, height) if height else 4)
    there = np.unique(which)
    for at, one in enumerate(canopies, 1):
        if at in there:
            reports[one.source].add_became("canopies")
    built.canopy[:] = np.array(levels, dtype=np.int32)[which]
    built.canopy_source[:] = np.array([0, *[one.source for one in canopies]], dtype=np.int32)[which]
