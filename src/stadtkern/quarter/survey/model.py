"""What city models share, whether written as CityGML or as CityJSON: systems, axes, and what their areas are."""

from __future__ import annotations

import numpy as np

from stadtkern.data.harmonise.places import guess_crs
from stadtkern.quarter.survey.crs import Floats, crossed, horizontal
from stadtkern.quarter.survey.found import Found, Tree
from stadtkern.town.text import problem

Middle = tuple[float, float] | None


def finish_model(found: Found, vertices: Floats, srs: str, name: str, middle: Middle = None) -> Found:
    """Settle the file's coordinate system and the order of its axes. Raises ProblemError ("survey.crs").

    ``middle`` (longitude, latitude) of the wanted place decides where the file names no system and its numbers fit several.
    """
    report = found.report
    if srs:
        found.crs = horizontal(srs)
    elif len(vertices):
        guess = guess_crs(vertices[:2000, 0].tolist(), vertices[:2000, 1].tolist(), near=middle)
        if guess is None:
            raise problem(
                "survey.crs",
                f"Die Datei {name} nennt kein Koordinatensystem, und ihre Zahlen passen zu keinem bekannten.",
                f"The file {name} names no coordinate system, and its numbers fit none that is known.",
            )
        found.crs = guess.code
        report.default(
            "crs", f"Die Datei nennt kein Koordinatensystem; angenommen ist {guess.code}.",
            f"The file names no coordinate system; {guess.code} was assumed.",
        )  # fmt: skip
    report.crs = found.crs
    if len(vertices) and crossed(found.crs, vertices[:, 0], vertices[:, 1]):
        vertices = vertices[:, [1, 0, 2]]
        found.trees = [Tree(one.y, one.x, one.height, one.crown, one.kind) for one in found.trees]
    found.vertices = np.ascontiguousarray(vertices)
    return found


def plot_tags(what: str, words: list[str]) -> dict[str, str]:
    """Give the tags that OpenStreetMap would have for an area of a city model; empty for what makes no blocks.

    ``what`` is the CityGML class, ``words`` its class, function and usage: words or codes, German or Dutch.
    """
    said = " ".join(words).lower()

    def has(*parts: str) -> bool:
        return any(part in said for part in parts)

    if what == "WaterBody":
        return {"natural": "water"}
    if what == "PlantCover":
        if has("bos", "wald", "forest", "1180"):
            return {"landuse": "forest"}
        return {"landuse": "flowerbed"} if has("heester", "struik", "shrub", "planten") else {"landuse": "grass"}
    if what == "Railway":
        return {"area:railway": "rail"}
    if what in ("Road", "Track", "Square", "TransportationComplex"):
        if has("trap", "steps", "treppe"):
            return {"area:highway": "steps"}
        if has("voetpad", "footway", "gehweg", "fußweg", "voetgangersgebied") or what == "Square":
            return {"area:highway": "pedestrian" if has("gebied") or what == "Square" else "footway"}
        if has("fietspad", "cycle", "radweg"):
            return {"area:highway": "cycleway"}
        if has("parkeer", "parking", "parkplatz"):
            return {"amenity": "parking"}
        if has("berm", "groen"):
            return {"landuse": "grass"}
        return {"area:highway": "living_street" if has("woonerf", "verkehrsberuhigt") else "residential"}
    if what == "LandUse":
        if has("erf", "garten", "garden"):
            return {"leisure": "garden", "garden:type": "residential"}
        if has("gesloten verharding", "open verharding", "sealed", "versiegelt"):
            return {"surface": "paved", "area:highway": "yard"}
        if has("onverhard", "zand", "unsealed"):
            return {"surface": "unpaved", "area:highway": "yard"}
        if has("grasland", "grünland", "meadow"):
            return {"landuse": "meadow"}
        if has("akker", "bouwland", "acker", "farmland"):
            return {"landuse": "farmland"}
    return {}
