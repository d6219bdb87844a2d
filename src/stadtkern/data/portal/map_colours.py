"""The map's colours for pictures drawn by the server: the same as in web/data/map/style and web/shared/palette.ts."""

from __future__ import annotations

LOOKS = {
    "light": {
        "ground": "#f7f1e5", "built": "#f0e7d5", "work": "#ebe3d9", "field": "#f3edd6", "meadow": "#e3e8c8",
        "park": "#d6e2bb", "wood": "#c3d5aa", "sand": "#f0e2b8", "rock": "#e4ddd2", "grave": "#d3dec4",
        "sport": "#cfe0bd", "school": "#efe2cf", "parking": "#e9e0d1", "water": "#b3d3e4", "water_line": "#94c0d8", "building": "#e4d4ba",
        "building_edge": "#cdb996", "road": "#ffffff", "road_edge": "#dacbb0", "major": "#fbe3ab", "major_edge": "#d8b66c",
        "path": "#b39f7e", "rail": "#a2988a", "text": "#15212b", "halo": "#fbf7ef", "edge": "#ffffff",
    },
    "dark": {
        "ground": "#15212b", "built": "#1a2833", "work": "#1c2831", "field": "#18262d", "meadow": "#182c2d",
        "park": "#19332f", "wood": "#18372f", "sand": "#2c2f2c", "rock": "#222d35", "grave": "#1b302e",
        "sport": "#1b3732", "school": "#22303a", "parking": "#1e2c37", "water": "#0d3248", "water_line": "#15455f", "building": "#263745",
        "building_edge": "#344857", "road": "#364853", "road_edge": "#1b2932", "major": "#5d5a48", "major_edge": "#24303a",
        "path": "#4b5d68", "rail": "#52626c", "text": "#f4ecdd", "halo": "#15212b", "edge": "#15212b",
    },
}  # fmt: skip
DATA = {
    "light": ("#2c7096", "#b4502a", "#b98214", "#1f5149", "#6b2f92", "#4f97bd", "#2a1e14"),
    "dark": ("#6095c8", "#fa8e5e", "#f8cc57", "#22c6a6", "#bdb0fd", "#a4f1de", "#8b837b"),
}
# Classes that the import sums OpenStreetMap's values up in, by the colour they get; later ones lie above.
LAND = {
    "built": ("residential",),
    "field": ("farmland", "farmyard", "plant_nursery", "greenhouse_horticulture"),
    "work": ("industrial", "commercial", "retail", "railway", "garages", "military", "depot", "aerodrome",
             "theme_park"),
    "meadow": ("grass", "meadow", "heath", "wetland", "orchard", "vineyard", "allotments", "greenfield", "camp_site"),
    "wood": ("forest",),
    "park": ("park", "garden", "recreation_ground", "dog_park", "nature_reserve", "scrub", "zoo", "flowerbed"),
    "school": ("school", "university", "college", "kindergarten", "hospital", "education", "religious"),
    "sport": ("pitch", "playground", "sports_centre", "stadium", "track", "golf_course", "schoolyard"),
    "grave": ("cemetery",),
    "sand": ("sand", "beach"),
    "rock": ("rock", "mud", "quarry", "brownfield", "construction", "landfill"),
    "parking": ("parking", "pedestrian", "paved", "marketplace", "bridge", "pier", "runway", "taxiway", "apron"),
}  # fmt: skip
# Kind of road: its classes, the zoom it begins at, width in pixels at zoom 14 and at zoom 18.
ROADS = (
    ("path", ("path", "footway", "steps", "bridleway", "corridor", "cycleway"), 14.5, 0.8, 2.4),
    ("road", ("service", "track", "busway", "bus_guideway"), 14, 0.7, 7.0),
    ("road", ("unclassified", "residential", "living_street", "road", "pedestrian"), 12, 2.4, 15.0),
    ("road", ("tertiary", "tertiary_link"), 10, 3.6, 19.0),
    ("major", ("primary", "primary_link", "secondary", "secondary_link"), 8, 5.0, 23.0),
    ("major", ("motorway", "motorway_link", "trunk", "trunk_link"), 5, 6.0, 26.0),
)


def data_colour(place: int, look: str) -> str:
    """Give data colour 1 to 7, beginning again after that."""
    return DATA[look][(place - 1) % 7]
