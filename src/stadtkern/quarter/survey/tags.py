"""Reading tags: metres, whole numbers, names, and what a building is for."""

from __future__ import annotations

import re

Tags = dict[str, str]
_METRES = re.compile(r"^\s*([0-9]+(?:[.,][0-9]+)?)\s*(m|meter|metre|metres|cm|')?\s*$", re.IGNORECASE)


def metres(text: str | None, low: float, high: float) -> float | None:
    """Give a length in metres ("3", "3,5 m", "12'"), None where it is none or outside ``low`` to ``high``."""
    match = _METRES.match(text or "")
    if match is None:
        return None
    unit = (match[2] or "m").lower()
    value = float(match[1].replace(",", ".")) * {"cm": 0.01, "'": 0.3048}.get(unit, 1.0)
    return value if low <= value <= high else None


def whole(text: str | None, most: int) -> int:
    """Give a count ("2", "2.5" is 3), 0 where it is none or larger than can be meant."""
    value = metres(text, 0.4, most)
    return int(value + 0.5) if value is not None else 0


_BUILDINGS = {
    "homes": "apartments house detached residential semidetached_house terrace bungalow dormitory farm cabin static_caravan "
    "houseboat allotment_house hotel",
    "work": "office commercial block bank",
    "shop": "retail supermarket kiosk shop store mall",
    "school": "school university college",
    "nursery": "kindergarten",
    "doctor": "hospital clinic doctors",
    "culture": "museum theatre cinema library pavilion stadium sports_hall sports_centre grandstand",
    "public": "public civic government townhall fire_station train_station transportation police toilets utility",
    "worship": "church chapel cathedral mosque synagogue temple religious monastery shrine basilica",
    "industry": "industrial warehouse manufacture hangar factory depot works service transformer_tower water_tower",
    "car_park": "parking",
    "shed": "garage garages shed hut carport barn farm_auxiliary stable sty cowshed greenhouse outbuilding boathouse ruins "
    "container storage_tank silo",
}
_AMENITIES = {
    "school": "school university college music_school language_school driving_school",
    "nursery": "kindergarten childcare",
    "doctor": "doctors clinic hospital dentist pharmacy",
    "culture": "theatre cinema arts_centre community_centre library social_centre events_venue concert_hall",
    "public": "townhall fire_station police courthouse post_office public_building ranger_station prison crematorium",
    "worship": "place_of_worship monastery",
    "shop": "marketplace fuel car_wash",
    "work": "bank restaurant cafe pub bar fast_food veterinary",
}
USE_OF_BUILDING = {word: use for use, words in _BUILDINGS.items() for word in words.split()}
USE_OF_AMENITY = {word: use for use, words in _AMENITIES.items() for word in words.split()}
# Codes of the cadastre (ALKIS Gebäudefunktion 1000 to 3999), most special first.
_ALKIS = (
    (r"10[0-9][0-9]|1[1-9][0-9]{2}", "homes"), (r"205[0-9]", "shop"), (r"207[0-9]|208[0-9]", "work"),
    (r"20[0-9]{2}", "work"), (r"2461|2462", "car_park"), (r"246[0-9]", "shed"), (r"27[0-9]{2}", "shed"),
    (r"2[1-6][0-9]{2}", "industry"), (r"302[0-9]", "school"), (r"303[0-9]", "culture"), (r"304[0-9]", "worship"),
    (r"305[0-9]", "doctor"), (r"3065", "nursery"), (r"306[0-9]|307[0-9]|30[0-9]{2}", "public"), (r"3[1-9][0-9]{2}", "public"),
)  # fmt: skip
# Codes of the older cadastral map (ALK, OSKA), as Berlin's and Brandenburg's models carry them.
_ALK = (
    (r"112[0-9]", "school"), (r"113[0-9]", "culture"), (r"114[0-9]", "worship"), (r"115[0-9]", "doctor"),
    (r"116[0-9]", "nursery"), (r"11[0-9]{2}", "public"), (r"12[0-9]{2}|13[0-9]{2}", "homes"), (r"141[0-9]", "work"),
    (r"14[0-9]{2}", "work"), (r"1[5-7][0-9]{2}", "industry"), (r"21[0-9]{2}", "homes"), (r"2361|2362", "car_park"),
    (r"23[0-9]{2}", "shed"), (r"25[0-9]{2}", "industry"), (r"2[78][0-9]{2}", "shed"),
)  # fmt: skip
_WORDS = (
    (r"garage|gartenhaus|schuppen|untergeordnet|nebengeb|verkehrsanlage|stall|scheune|shed|barn", "shed"),
    (r"parkhaus|tiefgarage|car park", "car_park"),
    (r"wohn|einzelhaus|doppelhaus|reihenhaus|gruppenhaus|residential|woonfunctie|habitation|dwelling", "homes"),
    (r"kindergarten|kindertages|kita\b|nursery", "nursery"),
    (r"schule|hochschule|school|university|onderwijs|education", "school"),
    (r"kirche|kapelle|moschee|synagoge|church|worship|kloster", "worship"),
    (r"krankenhaus|klinik|arzt|hospital|gezondheid|health", "doctor"),
    (r"kultur|museum|theater|bibliothek|culture|bijeenkomst", "culture"),
    (r"verwaltung|rathaus|feuerwehr|polizei|öffentlich|oeffentlich|public|administration", "public"),
    (r"laden|kaufhaus|handel|geschäft|shop|winkel|retail", "shop"),
    (r"lager|industrie|gewerbe|werkstatt|fabrik|industrial|umspann|umformer", "industry"),
    (r"büro|buero|office|kantoor|bank|hotel|gast", "work"),
)


def use_of_function(text: str) -> str:
    """Give the use that a city model's function means: an ALKIS code (31001_1010), an ALK code (1301) or words; "" if none."""
    plain = text.strip().lower()
    if not plain:
        return ""
    code = re.fullmatch(r"(?:(31001|bldg|agbf)_)?([0-9]{4})", plain)
    if code is not None:
        # ALK has no prefix; 1000 and 2000 are read as ALKIS only with it, or where ALK has nothing.
        tables = (_ALKIS,) if code[1] else (_ALK, _ALKIS)
        return next((use for table in tables for pattern, use in table if re.fullmatch(pattern, code[2])), "")
    return next((use for pattern, use in _WORDS if re.search(pattern, plain)), "")


def use_of_tags(tags: Tags) -> str:
    """Give the use that a building's own tags mean, "" where they say only that there is one."""
    said = tags.get("building", "")
    if (free := tags.get("building:use")) is not None and (
        use := use_of_function(free) or USE_OF_BUILDING.get(free, "")
    ):
        return use
    if tags.get("amenity") == "parking" or tags.get("parking") == "multi-storey":
        return "car_park"
    strong = USE_OF_AMENITY.get(tags.get("amenity", ""), "")
    if strong in ("school", "nursery", "worship", "public", "culture") or (strong and said in ("yes", "")):
        return strong
    if tags.get("healthcare") and said in ("yes", ""):
        return "doctor"
    if said in USE_OF_BUILDING:
        return USE_OF_BUILDING[said]
    if "shop" in tags:
        return "shop"
    if "office" in tags or tags.get("tourism") in ("hotel", "hostel"):
        return "work"
    if tags.get("tourism") in ("museum", "gallery"):
        return "culture"
    return USE_OF_BUILDING.get(tags.get("building:part", ""), "")


# What one needs every week: these count as the shop that homes should reach.
_DAILY = frozenset(
    [
        "supermarket",
        "convenience",
        "bakery",
        "butcher",
        "greengrocer",
        "chemist",
        "kiosk",
        "general",
        "department_store",
        "mall",
        "deli",
        "dairy",
        "farm",
        "health_food",
        "pastry",
        "seafood",
        "beverages",
        "newsagent",
        "grocery",
        "food",
    ]
)


# Destinations that ways lead to.
KINDS = ("school", "nursery", "shop", "doctor", "stop", "playground", "park")
_WOODS = (("landuse", "forest"), ("landuse", "village_green"), ("natural", "wood"), ("leisure", "common"))
# Every value that can make a destination around the quarter, so that a town's rows can be asked for them.
_SPOTS = "bus_stop tram_stop halt station school kindergarten childcare doctors clinic hospital doctor centre playground park"
AFAR_VALUES = {*_SPOTS.split(), *(value for _, value in _WOODS), *_DAILY}


def afar_kind(tags: Tags) -> str:
    """Give which destination this is for a quarter nearby, "" for none: as ``spot_kind``, and woods as parks."""
    if AFAR_VALUES.isdisjoint(tags.values()):
        return ""
    kind = spot_kind(tags)
    if kind in KINDS:
        return kind
    return "park" if any(tags.get(key) == value for key, value in _WOODS) else ""


def spot_kind(tags: Tags) -> str:
    """Give which destination of daily life this is: shop, other_shop, school, nursery, doctor, stop, park, playground, or ""."""
    amenity = tags.get("amenity", "")
    if tags.get("highway") == "bus_stop" or tags.get("railway") in ("tram_stop", "halt", "station"):
        return "stop"
    if amenity == "school":
        return "school"
    if amenity in ("kindergarten", "childcare"):
        return "nursery"
    if amenity in ("doctors", "clinic", "hospital") or tags.get("healthcare") in (
        "doctor",
        "clinic",
        "centre",
        "hospital",
    ):
        return "doctor"
    if tags.get("leisure") in ("playground", "park"):
        return tags["leisure"]
    shop = tags.get("shop", "")
    if shop and shop not in ("vacant", "no", "disused"):
        return "shop" if shop in _DAILY else "other_shop"
    return ""
