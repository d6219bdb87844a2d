"""The classes that OSM's values are summed up in, for maps and counts."""

from __future__ import annotations


def _same(words: str) -> dict[str, str]:
    return {word: word for word in words.split()}


# Asked in this order: what is special first (a playground in a residential area), what lies under it last.
LAND: dict[str, dict[str, str]] = {
    "leisure": {
        **_same("park garden playground pitch track golf_course nature_reserve stadium sports_centre dog_park"),
        "common": "grass",
        "recreation_ground": "recreation_ground",
        "schoolyard": "schoolyard",
        "fitness_station": "playground",
        "miniature_golf": "recreation_ground",
    },
    "natural": {
        **_same("scrub heath wetland sand beach mud"),
        "wood": "forest",
        "grassland": "grass",
        "bare_rock": "rock",
        "scree": "rock",
        "shingle": "rock",
        "rock": "rock",
    },
    "landuse": {
        **_same("residential commercial retail industrial farmland farmyard meadow grass forest cemetery allotments"),
        **_same(
            "orchard vineyard construction brownfield greenfield quarry railway garages military recreation_ground"
        ),
        **_same("landfill plant_nursery flowerbed religious education greenhouse_horticulture depot"),
        "village_green": "grass",
        "institutional": "education",
        "greenery": "grass",
    },
    "amenity": {
        **_same("school kindergarten university college hospital marketplace"),
        "grave_yard": "cemetery",
    },
    "tourism": _same("camp_site zoo theme_park"),
    "place": {"square": "pedestrian"},
    "highway": {"pedestrian": "pedestrian", "footway": "pedestrian", "living_street": "pedestrian", "service": "paved"},
    "aeroway": _same("aerodrome runway taxiway apron"),
    "man_made": {"bridge": "bridge", "pier": "pier"},
}

POI_KEYS: tuple[str, ...] = (
    "shop", "amenity", "tourism", "office", "craft", "healthcare", "leisure", "historic", "club",
)  # fmt: skip

POI_LEISURE = frozenset(
    [
        "playground",
        "sports_centre",
        "sports_hall",
        "fitness_centre",
        "fitness_station",
        "stadium",
        "dog_park",
        "marina",
        "water_park",
        "ice_rink",
        "swimming_area",
        "miniature_golf",
        "bowling_alley",
        "dance",
        "adult_gaming_centre",
        "amusement_arcade",
        "sauna",
        "slipway",
        "outdoor_seating",
        "picnic_table",
        "firepit",
        "escape_game",
        "hackerspace",
        "horse_riding",
    ]
)

_AMENITIES = {
    "food": "restaurant cafe fast_food bar pub biergarten ice_cream food_court nightclub",
    "education": "school kindergarten university college library music_school driving_school language_school",
    "health": "hospital clinic doctors dentist pharmacy veterinary nursing_home",
    "care": "social_facility childcare community_centre social_centre",
    "public": "townhall police fire_station courthouse post_office public_building prison embassy",
    "culture": "theatre cinema arts_centre museum concert_hall exhibition_centre events_venue",
    "worship": "place_of_worship monastery",
    "money": "bank atm bureau_de_change",
    "mobility": "fuel charging_station car_sharing bicycle_rental bicycle_repair_station taxi bus_station "
    "ferry_terminal car_rental car_wash",
    "street": "bench waste_basket recycling post_box telephone vending_machine drinking_water fountain shelter toilets "
    "clock bbq hunting_stand waste_disposal shower water_point grit_bin",
}
_TOURISM = {
    "lodging": "hotel hostel guest_house motel apartment chalet camp_site caravan_site camp_pitch",
    "culture": "museum gallery artwork",
    "street": "information picnic_site",
}

POI_CLASSES: dict[str, str] = {
    "shop": "shop",
    "office": "office",
    "craft": "craft",
    "healthcare": "health",
    "tourism": "sight",
    "historic": "sight",
    "leisure": "sport",
    "club": "club",
    "leisure=playground": "playground",
    "office=government": "public",
    **{f"amenity={value}": group for group, values in _AMENITIES.items() for value in values.split()},
    **{f"tourism={value}": group for group, values in _TOURISM.items() for value in values.split()},
}
