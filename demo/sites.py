"""Sets what a town has once: town hall and market, church, schools, hospital, shops with car parks, harbour, works, farms."""

from __future__ import annotations

import random

from shapely import LineString, Point, Polygon, affinity
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from demo.curves import CAR_PARKS
from demo.names import DISTRICTS, KITAS
from demo.plan import Block, Building, Ground, Place, Street, box, parts_of

SCHOOLS = (
    ("Grundschule Am Wall", (-190.0, 175.0)),
    ("Goethe-Gymnasium", (250.0, 700.0)),
    ("Oberschule Kiefernhain", (-120.0, -1090.0)),
    ("Grundschule Waldblick", (700.0, -1130.0)),
)
MARKETS = (("Frischemarkt Kiefernhain", (120.0, -900.0)), ("Frischemarkt Nord", (620.0, 940.0)))
# The market's two lots: how far their middles lie from the fountain's axis, how far south, how wide, how deep.
MARKET_LOT = (19.0, -15.0, 24.0, 26.0)
PLAYGROUNDS = (
    ("Am Wall", (-150.0, 210.0)), ("Klostergarten", (175.0, 250.0)), ("Goethestraße", (-470.0, 720.0)),
    ("Gleisweg", (330.0, 1000.0)), ("Lindenhof", (560.0, 620.0)), ("Birkenweg", (-160.0, -800.0)),
    ("Sonnenallee", (-520.0, -1000.0)), ("Ginsterweg", (460.0, -960.0)), ("Am Wasserturm", (880.0, -860.0)),
)  # fmt: skip


def sites(ground: Ground) -> None:
    """Set everything that needs a block or a piece of land of its own."""
    _market(ground)
    _church(ground)
    for name, spot in SCHOOLS:
        _school(ground, name, ground.block_at(*spot))
    _hospital(ground, ground.block_at(-470, 610))
    for name, spot in MARKETS:
        _supermarket(ground, name, ground.block_at(*spot))
    _pool(ground, ground.block_at(-620, 830))
    _car_parks(ground)
    _station(ground)
    _harbour(ground)
    _works(ground)
    _stadium(ground)


def _market(ground: Ground) -> None:
    """The square is as large as its ring; the town hall stands in its north, a fountain in its middle, cars around it."""
    block = ground.block_at(0, 0)
    square = block.shape.buffer(3)
    ground.area("place", "square", "Marktplatz", square)
    hall = Polygon([(-20, 14), (20, 14), (20, 30), (-20, 30)]).union(box(0, 13, 9, 6))
    ground.buildings.append(Building(hall, "civic", 3, "Altstadt", tags={"amenity": "townhall", "name": "Rathaus"}))
    for side, name in ((-1, "Markt West"), (1, "Markt Ost")):
        _market_parking(ground, side, name)
    ground.places += [
        Place((0.0, -9.0), {"amenity": "fountain", "name": "Kranichbrunnen"}),
        Place((-22.0, -14.0), {"amenity": "marketplace", "name": "Wochenmarkt"}),
        Place((-62.0, 84.0), {"amenity": "library", "name": "Stadtbibliothek"}),
        Place((24.0, -12.0), {"tourism": "information", "name": "Touristinformation"}),
    ]


def _market_parking(ground: Ground, side: int, name: str) -> None:
    """Four rows of cars beside the fountain, and the lane between them, in from the ring and out again."""
    tags = {"capacity": "38", "access": "yes", "surface": "sett", "fee": "yes"}
    ground.area("amenity", "parking", name, box(side * MARKET_LOT[0], MARKET_LOT[1], *MARKET_LOT[2:]), **tags)
    x = side * (MARKET_LOT[0] - MARKET_LOT[2] / 2 + 3)
    lane = LineString([(side * 90, -8.5), (x, -8.5), (x, -21.5), (side * 90, -21.5)])
    inside = lane.intersection(Polygon(ground.street("Marktplatz").coords))
    ground.streets += [
        Street(one, "service", district="Altstadt")
        for one in parts_of(inside, LineString)
        if isinstance(one, LineString)
    ]


def _church(ground: Ground) -> None:
    block = ground.block_at(105, 80)
    yard = ground.area("landuse", "religious", "Marienkirchhof", block.shape.buffer(-4))
    ground.area("landuse", "grass", "", yard.buffer(-6))
    middle = yard.representative_point()
    nave = Polygon([(-22, -9), (14, -9), (20, -5), (20, 5), (14, 9), (-22, 9)])
    faith = {"amenity": "place_of_worship", "religion": "christian"}
    tags = {**faith, "name": "St. Marien", "height": "21", "roof:shape": "gabled"}
    ground.buildings.append(Building(_at(nave, middle, 8), "church", 4, "Altstadt", tags=tags))
    tower = affinity.rotate(box(-28, 0, 11, 11), 8, origin=(0, 0))
    tags = {"name": "Turm von St. Marien", "height": "52", "roof:shape": "pyramidal"}
    ground.buildings.append(Building(_at(tower, middle, 0), "church", 5, "Altstadt", tags=tags))


def _school(ground: Ground, name: str, block: Block) -> None:
    grounds = ground.area("amenity", "school", name, block.shape.buffer(-5))
    ground.buildings.append(Building(_wings(block.shape), "school", 3, block.district, tags={"name": name}))
    south = grounds.bounds[1]
    pitch = affinity.scale(grounds, 0.3, 0.16, origin="center")
    pitch = affinity.translate(pitch, 0, (south - grounds.centroid.y) * 0.72).intersection(grounds)
    ground.area("leisure", "pitch", "", pitch.simplify(1), sport="multi")


def _hospital(ground: Ground, block: Block) -> None:
    ground.area("amenity", "hospital", "Krankenhaus Birkenfurt", block.shape.buffer(-5))
    ground.buildings.append(Building(_wings(block.shape), "hospital", 5, block.district, tags={"name": "Krankenhaus"}))


def _supermarket(ground: Ground, name: str, block: Block) -> None:
    """A hall at the back, cars in front: as they are."""
    inner = block.shape.buffer(-8, join_style="mitre")
    ground.area("landuse", "retail", "", inner)
    west, south, east, north = inner.bounds
    middle = (south + north) / 2
    hall = inner.intersection(Polygon([(west, middle + 4), (east, middle + 4), (east, north), (west, north)]))
    hall = affinity.scale(hall, 0.6, 0.86)
    tags = {"shop": "supermarket", "name": name, "opening_hours": "Mo-Sa 07:00-21:00"}
    ground.buildings.append(Building(_only(hall), "retail", 1, block.district, tags=tags))
    cars = inner.intersection(Polygon([(west, south), (east, south), (east, middle), (west, middle)]))
    ground.area("amenity", "parking", "", affinity.scale(cars, 0.86, 0.86), capacity="70", access="customers")


def _pool(ground: Ground, block: Block) -> None:
    tags = {"leisure": "sports_centre", "sport": "swimming", "name": "Schwimmhalle"}
    hall = affinity.scale(block.shape, 0.5, 0.5)
    ground.buildings.append(Building(_only(hall), "sports_hall", 2, block.district, tags=tags))
    ground.area("landuse", "grass", "", block.shape.buffer(-6))


def _car_parks(ground: Ground) -> None:
    for name, park in CAR_PARKS.items():
        x, y = park.spot
        tags = {"capacity": str(park.places), "access": "yes", "surface": "paving_stones", "fee": "no"}
        lot = box(x, y, 0.62 * park.places, 36)
        ground.area("amenity", "parking", name, lot, **tags)
        road = min((one.line for one in ground.streets), key=lambda line: line.distance(Point(x, y)))
        gate = road.interpolate(road.project(Point(x, y)))
        ground.streets.append(Street(LineString([(x, y), (gate.x, gate.y)]), "service"))


def _station(ground: Ground) -> None:
    house = Polygon([(-70, 1200), (10, 1201), (10, 1219), (-70, 1218)])
    tags = {"name": "Empfangsgebäude", "building:levels": "2"}
    ground.buildings.append(Building(house, "train_station", 2, "Bahnhofsvorstadt", tags=tags))
    ground.places.append(Place((-6.0, 1190.0), {"amenity": "bus_station", "name": "Busbahnhof"}))
    ground.area(
        "landuse", "railway", "", LineString([(-520, 1243), (0, 1250), (520, 1245)]).buffer(26, cap_style="flat")
    )


def _harbour(ground: Ground) -> None:
    """A basin beside the river, with two old warehouses on its quay."""
    basin = Polygon([(515, -400), (540, -318), (668, -286), (690, -350)]).union(box(600, -380, 120, 30))
    basin = _only(basin.difference(ground.river.buffer(-4)))
    ground.water.append(("harbour", "Stadthafen", basin))
    quay = basin.buffer(34).difference(basin).difference(ground.river.buffer(2))
    ground.area("landuse", "commercial", "Hafenviertel", unary_union(quay.buffer(0)))
    for index, (x, y) in enumerate(((560, -294), (622, -278))):
        tags = {"name": ("Kornspeicher", "Zollspeicher")[index]}
        house = affinity.rotate(box(x, y, 46, 13), 14)
        ground.buildings.append(Building(house, "warehouse", 4, "Altstadt", tags=tags))
    ground.places += [
        Place((650.0, -310.0), {"leisure": "marina", "name": "Wasserwanderrastplatz"}),
        Place((590.0, -289.0), {"amenity": "restaurant", "name": "Zum Alten Hafen"}),
    ]


def _works(ground: Ground) -> None:
    estate = Polygon([(1010, 690), (1600, 750), (1590, 1130), (1000, 1120)])
    ground.area("landuse", "industrial", "Gewerbegebiet Nord", estate)
    names = ("Glaswerk", "Holzbau Birkenfurt", "Logistik Nord", "", "Bauhof", "Druckerei", "", "Stadtwerke", "")
    for index, name in enumerate(names):
        x, y = 1090 + 175 * (index % 3), 775 + 118 * (index // 3)
        hall = affinity.rotate(box(x, y, 88 if index % 2 else 110, 46), 3)
        tags = {"name": name} if name else {}
        ground.buildings.append(Building(hall, "industrial", 2, "Bahnhofsvorstadt", tags=tags))


def _stadium(ground: Ground) -> None:
    spot = Point(-760, -300)
    ground.area("leisure", "sports_centre", "Stadion am Park", _at(box(0, 0, 160, 105), spot, 12))
    ground.area("leisure", "pitch", "", _at(box(0, 0, 105, 68), spot, 12), sport="soccer")
    house = _at(box(0, 47, 40, 10), spot, 12)
    ground.buildings.append(Building(house, "sports_hall", 1, "Altstadt", tags={"name": "Vereinsheim"}))


def playgrounds(ground: Ground) -> None:
    """Set the playgrounds in the courtyards of blocks, away from the houses."""
    for name, (x, y) in PLAYGROUNDS:
        spot = Point(x, y)
        block = min((one.shape for one in ground.blocks if one.free), key=lambda shape: shape.distance(spot))
        yard = affinity.scale(block.centroid.buffer(9, quad_segs=2), 1.4, 1)
        ground.area("leisure", "playground", f"Spielplatz {name}", yard)


def farms(ground: Ground, tracks: list[LineString], chance: random.Random) -> None:
    """Set a few farms beside the tracks between the fields."""
    for index, line in enumerate(tracks):
        if index % 5 or line.length < 400:
            continue
        spot = line.interpolate(0.5, normalized=True)
        yard = box(spot.x + 48, spot.y, 74, 58)
        if any(
            yard.distance(one.shape) < 25 for one in ground.land if one.value in {"wood", "allotments", "industrial"}
        ):
            continue
        ground.area("landuse", "farmyard", "", yard)
        for x, y, wide, deep, kind in ((-18, 15, 14, 10, "house"), (10, 16, 26, 11, "barn"), (8, -15, 34, 12, "barn")):
            house = affinity.translate(box(x, y, wide, deep), yard.centroid.x, yard.centroid.y)
            ground.buildings.append(Building(house, kind, chance.choice((1, 2)), _district(ground, spot)))


def nurseries(ground: Ground, chance: random.Random) -> None:
    """Turn a house of a district into each nursery, with a garden around it."""
    for index, name in enumerate(KITAS):
        pool = [
            one
            for one in ground.buildings
            if one.district == DISTRICTS[index % 3] and not one.tags and one.outline.area > 90 and one.number
        ]
        one = chance.choice(pool)
        one.kind, one.tags = "kindergarten", {"name": name}
        ground.nurseries.append(one)
        garden = one.outline.buffer(9, join_style="mitre")
        ground.area("amenity", "kindergarten", name, garden)


def _district(ground: Ground, spot: Point) -> str:
    return next((name for name, shape in ground.districts.items() if shape.contains(spot)), DISTRICTS[1])


def _wings(block: Polygon) -> Polygon:
    """Give a building with two wings around a yard that opens to the south."""
    outer = affinity.scale(block, 0.66, 0.6)
    west, south, east, north = outer.bounds
    yard = Polygon([
        (west + 0.22 * (east - west), south - 5), (east - 0.22 * (east - west), south - 5),
        (east - 0.22 * (east - west), north - 0.36 * (north - south)), (west + 0.22 * (east - west), north - 0.36 * (north - south)),
    ])  # fmt: skip
    return _only(affinity.translate(outer.difference(yard), 0, 0.08 * (north - south)))


def _at(shape: BaseGeometry, spot: Point, angle: float) -> Polygon:
    return _only(affinity.translate(affinity.rotate(shape, angle, origin=(0, 0)), spot.x, spot.y))


def _only(shape: BaseGeometry) -> Polygon:
    """Give the largest part of a shape, with few corners."""
    found = max(getattr(shape, "geoms", [shape]), key=lambda one: one.area)
    simple = found.simplify(0.3)
    if not isinstance(simple, Polygon):
        raise TypeError(simple.geom_type)
    return simple
