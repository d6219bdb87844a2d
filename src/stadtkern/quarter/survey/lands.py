"""Land use, green, water, squares and parking: areas with tags become surfaces."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely

from stadtkern.quarter.survey.area import Area
from stadtkern.quarter.survey.found import Feature
from stadtkern.quarter.survey.layers import GREEN, LAND, LEISURE, PLACE, SURVEYED, WATER, ZONE, Layers, Surface
from stadtkern.quarter.survey.report import SourceReport
from stadtkern.quarter.survey.streets import area_street, is_below
from stadtkern.quarter.survey.tags import Tags

# Zones say what is likely there; their ground becomes garden, yard or lawn with the houses on it.
ZONES = {"residential": "residential", "commercial": "business", "retail": "business", "industrial": "industry",
         "garages": "industry", "farmyard": "farm", "education": "business", "institutional": "business",
         "civil": "business", "civic_admin": "business", "religious": "business"}  # fmt: skip
# (block, rank, what grows there)
_LANDUSE = {
    "grass": ("lawn", GREEN, ""), "village_green": ("lawn", GREEN, ""), "recreation_ground": ("lawn", LAND, ""),
    "meadow": ("meadow", LAND, ""), "greenfield": ("meadow", LAND, ""), "forest": ("forest_floor", LAND, "forest"),
    "farmland": ("field", LAND, ""), "farm": ("field", LAND, ""), "orchard": ("meadow", LAND, "orchard"),
    "vineyard": ("field", LAND, "scrub"), "allotments": ("garden", LAND, ""), "cemetery": ("lawn", LAND, ""),
    "flowerbed": ("bed", LEISURE, ""), "plant_nursery": ("field", LAND, ""), "basin": ("water", WATER, ""),
    "reservoir": ("water", WATER, ""), "pond": ("water", WATER, ""), "railway": ("gravel_yard", LAND, ""),
    "construction": ("gravel_yard", LAND, ""), "brownfield": ("gravel_yard", LAND, ""), "landfill": ("soil", LAND, ""),
    "quarry": ("rock", LAND, ""), "greenhouse_horticulture": ("field", LAND, ""), "garages": ("yard", LAND, ""),
    "winter_sports": ("meadow", LAND, ""), "logging": ("meadow", LAND, "scrub"),
}  # fmt: skip
_NATURAL = {
    "water": ("water", WATER, ""), "wood": ("forest_floor", LAND, "forest"), "scrub": ("meadow", LAND, "scrub"),
    "grassland": ("meadow", LAND, ""), "heath": ("meadow", LAND, ""), "wetland": ("rain_garden", LAND, ""),
    "sand": ("sand", LEISURE, ""), "beach": ("sand", LEISURE, ""), "shingle": ("gravel_yard", LEISURE, ""),
    "scree": ("gravel_yard", LAND, ""), "bare_rock": ("rock", GREEN, ""), "shrubbery": ("bed", LEISURE, "scrub"),
    "tree_group": ("lawn", GREEN, "forest"), "bay": ("water", WATER, ""), "mud": ("soil", GREEN, ""),
}  # fmt: skip
_LEISURE = {
    "park": ("lawn", LAND, ""), "garden": ("garden", GREEN, ""), "playground": ("playground", LEISURE, ""),
    "pitch": ("sports", LEISURE, ""), "track": ("sports", LEISURE, ""), "common": ("lawn", LAND, ""),
    "dog_park": ("lawn", GREEN, ""), "golf_course": ("lawn", LAND, ""), "miniature_golf": ("lawn", LEISURE, ""),
    "swimming_pool": ("water", WATER, ""), "outdoor_seating": ("square", LEISURE, ""), "sports_centre": ("lawn", LAND, ""),
    "stadium": ("lawn", LAND, ""), "village_green": ("lawn", GREEN, ""), "horse_riding": ("sand", LEISURE, ""),
    "swimming_area": ("water", WATER, ""), "fitness_station": ("sand", LEISURE, ""), "schoolyard": ("yard", LEISURE, ""),
}  # fmt: skip
_AMENITY = {
    "school": ("yard", LAND, ""), "university": ("lawn", LAND, ""), "college": ("lawn", LAND, ""),
    "kindergarten": ("garden", LAND, ""), "hospital": ("lawn", LAND, ""), "grave_yard": ("lawn", LAND, ""),
    "marketplace": ("square", PLACE, ""), "fountain": ("water", WATER, ""), "bicycle_parking": ("footway", LEISURE, ""),
    "fuel": ("yard", LAND, ""), "place_of_worship": ("lawn", LAND, ""), "bus_station": ("street", PLACE, ""),
    "social_facility": ("lawn", LAND, ""), "biergarten": ("gravel_yard", LEISURE, ""), "car_wash": ("yard", LAND, ""),
    "recycling": ("yard", LEISURE, ""), "fire_station": ("yard", LAND, ""), "animal_shelter": ("lawn", LAND, ""),
}  # fmt: skip
_GRASS_PITCH = ("soccer", "football", "rugby", "american_football", "field_hockey", "golf", "equestrian")


def add_areas(features: Iterable[Feature], layers: Layers, report: SourceReport, source: int) -> None:
    """Add the surfaces of all areas with tags."""
    for one in features:
        if (
            one.shape.geom_type not in ("Polygon", "MultiPolygon")
            or "building" in one.tags
            or "building:part" in one.tags
        ):
            continue
        if is_below(one.tags):
            report.leave(
                "below", "Liegt im Tunnel, unter der Erde oder im Haus.", "Lies in a tunnel, underground or indoors."
            )
            continue
        zone = ZONES.get(one.tags.get("landuse", ""))
        if zone:
            layers.surfaces.append(Surface(one.shape, zone, ZONE, source))
        made = surface_of(one.tags)
        if made is not None:
            block, rank, grows = made
            still = block == "water" and one.tags.get("water") not in ("river", "canal", "stream")
            layers.surfaces.append(
                Surface(one.shape, block, rank, source, grows, flat=still and "waterway" not in one.tags)
            )
        if zone or made:
            report.add_became("areas")
        elif any(key in one.tags for key in ("landuse", "natural", "leisure", "highway", "area:highway")):
            report.leave("area", "Flächen, deren Art keine Blöcke hat.", "Areas of kinds without blocks.")


def surface_of(tags: Tags) -> tuple[str, int, str] | None:
    """Give block, rank and what grows for an area's tags, None where it makes no surface of its own."""
    from stadtkern.quarter.blocks.palette import palette

    if (own := tags.get("block")) and own in palette().by_key and palette().by_key[own].kind in ("surface", "soil"):
        return own, SURVEYED, ""
    if tags.get("area:railway"):
        return "rail", SURVEYED, ""
    if tags.get("amenity") in ("parking", "parking_space", "motorcycle_parking"):
        if tags.get("parking") in ("underground", "multi-storey", "rooftop", "garage_boxes", "carports"):
            return None
        soft = tags.get("surface", "") in (
            "grass_paver",
            "grass",
            "gravel",
            "fine_gravel",
            "unpaved",
            "compacted",
            "ground",
        )
        return ("parking_grass" if soft else "parking"), PLACE, ""
    if "highway" in tags or "area:highway" in tags:
        made = area_street(tags)
        return (*made, "") if made else None
    if tags.get("place") == "square":
        return "square", LEISURE, ""
    if tags.get("railway") == "platform" or tags.get("public_transport") == "platform":
        return "footway", PLACE, ""
    if tags.get("man_made") == "pier":
        return "deck", PLACE, ""
    if tags.get("playground") == "sandpit":
        return "sand", PLACE, ""
    if tags.get("waterway") in ("riverbank", "dock"):
        return "water", WATER, ""
    return _by_class(tags)


def _by_class(tags: Tags) -> tuple[str, int, str] | None:
    if tags.get("leisure") in ("pitch", "track") and tags.get("surface", "") != "":
        return _pitch(tags["surface"])
    if tags.get("leisure") == "pitch" and tags.get("sport", "").split(";")[0] in _GRASS_PITCH:
        return "lawn", LEISURE, ""
    if tags.get("basin") in ("infiltration", "detention", "retention") and tags.get("landuse") == "basin":
        return "rain_garden", GREEN, ""
    if tags.get("natural") == "water" and tags.get("intermittent") == "yes":
        return "rain_garden", GREEN, ""
    if tags.get("garden:type") == "residential":
        return "garden", SURVEYED, ""
    for key, table in (("leisure", _LEISURE), ("natural", _NATURAL), ("landuse", _LANDUSE), ("amenity", _AMENITY)):
        if (made := table.get(tags.get(key, ""))) is not None:
            return made
    return None


def _pitch(surface: str) -> tuple[str, int, str]:
    if surface == "grass":
        return "lawn", LEISURE, ""
    return ("sand" if surface == "sand" else "sports"), LEISURE, ""


def add_sea(features: Iterable[Feature], area: Area, layers: Layers, source: int) -> None:
    """Add the sea beside coastlines: water lies on their right."""
    coast = [one.shape for one in features if one.tags.get("natural") == "coastline"]
    coast = [line for line in coast if line.geom_type == "LineString"]
    if not coast:
        return
    box = shapely.box(-40, -40, area.nx + 40, area.ny + 40)
    lines = [part for line in coast for part in shapely.get_parts(shapely.intersection(line, box)) if part.length > 1]
    if not lines:
        return
    parts = shapely.get_parts(shapely.polygonize([shapely.union_all([*lines, box.exterior])]))
    points = np.array([_beside(line) for line in lines])
    wet = shapely.STRtree(parts).query(shapely.points(points), predicate="within")[1]
    for at in np.unique(wet):
        layers.surfaces.append(Surface(parts[at], "water", WATER, source, flat=True))


def _beside(line: Any) -> tuple[float, float]:
    """Give a point half a metre right of the longest stretch of a line."""
    points = shapely.get_coordinates(line)
    steps = np.diff(points, axis=0)
    longest = int(np.hypot(steps[:, 0], steps[:, 1]).argmax())
    dx, dy = steps[longest]
    length = float(np.hypot(dx, dy)) or 1.0
    x, y = (points[longest] + points[longest + 1]) / 2
    return float(x + dy / length * 0.5), float(y - dx / length * 0.5)
