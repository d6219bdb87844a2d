"""Files that lie elsewhere: found by their distance from the box or from the other files, refused with what may be wrong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stadtkern.data.harmonise.places import WGS84
from stadtkern.quarter.survey.area import Area, Degrees, bounds, metres_between
from stadtkern.quarter.survey.crs import DEGREES, Floats, project
from stadtkern.quarter.survey.found import Found
from stadtkern.town.text import Problem, Text, problem

FAR = 5_000.0
_OTHERS = ("EPSG:25832", "EPSG:25833", "EPSG:31466", "EPSG:31467", "EPSG:31468", "EPSG:31469", "EPSG:3857", WGS84)


def settle(found: Sequence[Found], area: Area | None) -> None:
    """Refuse files that lie far from the area, or, without one, far from most of the others.

    Raises ProblemError: that of the first file when none is left; ``survey.nothing`` when all lie beside the box.
    """
    for one in found:
        if one.report.refused is None and one.extent() is None:
            _refuse_empty(one)
    usable = [one for one in found if one.report.refused is None]
    target = area.degrees if area is not None else _company(usable)
    for one in usable:
        extent = one.extent()
        if target is not None and extent is not None and metres_between(extent, target) > FAR:
            one.report.refused = _elsewhere(one, extent, target)
    left = [one for one in found if one.report.refused is None]
    if not left:
        first = found[0].report.refused
        if first is None or (area is not None and all(_is_far(one) for one in found)):
            raise problem(
                "survey.nothing",
                "Keine der Dateien deckt diesen Ausschnitt ab. " + _lies(found, "de"),
                "None of the files covers this box. " + _lies(found, "en"),
            )
        raise problem(first.code, first.text.de, first.text.en, first.hint)


def _is_far(one: Found) -> bool:
    return one.report.refused is not None and one.report.refused.code == "survey.elsewhere"


def _lies(found: Sequence[Found], language: str) -> str:
    return " ".join(one.report.refused.text.in_language(language) for one in found if one.report.refused is not None)


def _refuse_empty(one: Found) -> None:
    if one.report.crs and len(one.vertices) + len(one.features) + len(one.trees):
        one.report.refused = problem(
            "survey.crs",
            f"Die Koordinaten in {one.report.name} passen nicht zu {one.report.crs}.",
            f"The coordinates in {one.report.name} do not fit {one.report.crs}.",
        ).problem
    else:
        one.report.refused = problem(
            "survey.empty",
            f"In {one.report.name} steht nichts, was einen Ort hat.",
            f"{one.report.name} holds nothing that has a place.",
        ).problem


def _company(found: Sequence[Found]) -> Degrees | None:
    """Give the box of the largest group of files that lie together; OpenStreetMap and the earlier file break a tie."""
    boxes = [(one, extent) for one in found if (extent := one.extent()) is not None]
    best: list[Degrees] = []
    most = (0, 0)
    for _, box in boxes:
        group = [(other, near) for other, near in boxes if metres_between(box, near) <= FAR]
        score = (len(group), sum(other.report.kind == "osm" for other, _ in group))
        if score > most:
            most, best = score, [near for _, near in group if near is not None]
    if not best:
        return None
    return min(best, key=lambda b: (b[2] - b[0]) * (b[3] - b[1]))


def _elsewhere(one: Found, extent: Degrees, target: Degrees) -> Problem:
    """Say where a file lies, how far that is, and which system would bring it here."""
    far = metres_between(extent, target) / 1000
    lon, lat = (extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2
    hint = None
    other = _fitting(one, target)
    if other is not None:
        hint = Text(
            f"Mit {other} läge sie hier. Ist das Koordinatensystem {one.report.crs} in der Datei falsch angegeben?",
            f"With {other} it would lie here. Does the file name the wrong coordinate system, {one.report.crs}?",
        )
    de = f"{lat:.4f}° Nord, {lon:.4f}° Ost".replace(".", ",")
    base_de = f"{one.report.name} liegt bei {de}, {far:.0f} km entfernt ({one.report.crs}), und wurde nicht verwendet."
    base_en = f"{one.report.name} lies at {lat:.4f}° north, {lon:.4f}° east, {far:.0f} km away ({one.report.crs}), and was not used."
    de_, en_ = (f"{base_de} {hint.de}", f"{base_en} {hint.en}") if hint else (base_de, base_en)
    return Problem("survey.elsewhere", Text(de_, en_), hint)


def _fitting(one: Found, target: Degrees) -> str | None:
    """Give a system in which the file's numbers lie where they should, None where none does."""
    raw = _raw(one)
    if not len(raw):
        return None
    for code in _OTHERS:
        for points in (raw, raw[:, ::-1]):
            if code == one.crs and points is raw:
                continue
            xs, ys = project(code, DEGREES, np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1]))
            box = bounds(np.column_stack([xs, ys]))
            if box is not None and metres_between(box, target) <= FAR / 5 and box[2] - box[0] < 2:
                return code
    return None


def _raw(one: Found) -> Floats:
    if len(one.vertices):
        return one.vertices[:: max(1, len(one.vertices) // 50), :2]
    if one.trees:
        return np.array([[tree.x, tree.y] for tree in one.trees[:: max(1, len(one.trees) // 50)]])
    return np.zeros((0, 2))
