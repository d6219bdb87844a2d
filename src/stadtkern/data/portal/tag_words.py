"""What the tags of OpenStreetMap and of timetables mean in words: „Wohnhaus“ instead of ``house``."""

from __future__ import annotations

from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts

# A word may mean one thing of a house, another of a street and a third of a piece of land.
_BUILDINGS = {
    "apartments": "Mehrfamilienhaus", "barn": "Scheune", "bungalow": "Bungalow", "cabin": "Hütte", "chapel": "Kapelle",
    "church": "Kirche", "civic": "öffentliches Gebäude", "college": "Hochschule", "commercial": "Geschäftshaus",
    "detached": "Einfamilienhaus", "farm": "Bauernhaus", "farm_auxiliary": "Wirtschaftsgebäude", "garage": "Garage",
    "garages": "Garagen", "greenhouse": "Gewächshaus", "hospital": "Krankenhaus", "hotel": "Hotel", "house": "Wohnhaus",
    "hut": "Hütte", "industrial": "Gewerbebau", "kindergarten": "Kita", "kiosk": "Kiosk", "office": "Bürohaus",
    "public": "öffentliches Gebäude", "residential": "Wohngebäude", "retail": "Laden", "roof": "Dach", "ruins": "Ruine",
    "school": "Schule", "semidetached_house": "Doppelhaushälfte", "service": "Betriebsgebäude", "shed": "Schuppen",
    "sports_hall": "Sporthalle", "stable": "Stall", "terrace": "Reihenhaus", "train_station": "Bahnhof",
    "transportation": "Verkehrsgebäude", "university": "Universität", "warehouse": "Lager", "yes": "Gebäude",
}  # fmt: skip
_ROADS = {
    "bridleway": "Reitweg", "construction": "im Bau", "cycleway": "Radweg", "footway": "Fußweg",
    "living_street": "Spielstraße", "motorway": "Autobahn", "motorway_link": "Autobahnauffahrt", "path": "Pfad",
    "pedestrian": "Fußgängerzone", "platform": "Bahnsteig", "primary": "Bundesstraße", "primary_link": "Auffahrt",
    "residential": "Wohnstraße", "secondary": "Landesstraße", "service": "Zufahrt", "steps": "Treppe",
    "tertiary": "Kreisstraße", "track": "Feldweg", "trunk": "Schnellstraße", "unclassified": "Nebenstraße",
}  # fmt: skip
_LAND = {
    "allotments": "Kleingärten", "beach": "Strand", "brownfield": "Brache", "cemetery": "Friedhof",
    "commercial": "Geschäftsviertel", "construction": "Baustelle", "farmland": "Acker", "farmyard": "Hof",
    "forest": "Wald", "garden": "Garten", "grass": "Grünfläche", "grassland": "Wiese", "hospital": "Krankenhaus",
    "industrial": "Gewerbegebiet", "kindergarten": "Kita", "meadow": "Wiese", "park": "Park", "pedestrian": "Platz",
    "pitch": "Sportplatz", "playground": "Spielplatz", "quarry": "Abbaugebiet", "railway": "Bahngelände",
    "religious": "Kirchengelände", "residential": "Wohngebiet", "retail": "Einkaufsgelände", "school": "Schule",
    "scrub": "Gebüsch", "sports_centre": "Sportanlage", "square": "Platz", "wetland": "Feuchtgebiet", "wood": "Wald",
}  # fmt: skip
_OTHERS = {
    "administrative": "Verwaltung", "amenity": "Einrichtung", "asphalt": "Asphalt", "atm": "Geldautomat",
    "bakery": "Bäckerei", "bank": "Bank", "bicycle": "Fahrradladen", "books": "Buchladen", "boundary": "Grenze",
    "branch": "Nebenstrecke", "building": "Gebäude", "bus": "Bus", "bus_station": "Busbahnhof",
    "bus_stop": "Bushaltestelle", "butcher": "Metzgerei", "cafe": "Café", "clinic": "Praxis", "clothes": "Kleidung",
    "cobblestone": "Kopfsteinpflaster", "compacted": "befestigt", "concrete": "Beton", "contact_line": "Oberleitung",
    "customers": "für Kunden", "designated": "ausgewiesen", "doctors": "Arztpraxis", "education": "Bildung",
    "fast_food": "Imbiss", "ferry": "Fähre", "fine_gravel": "Splitt", "flat": "Flachdach", "florist": "Blumenladen",
    "food": "Essen und Trinken", "fountain": "Brunnen", "gabled": "Satteldach", "gambrel": "Mansarddach",
    "gravel": "Schotter", "ground": "Erde", "hairdresser": "Friseur", "half-hipped": "Krüppelwalmdach",
    "harbour": "Hafen", "health": "Gesundheit", "highway": "Straße", "hipped": "Walmdach", "hospital": "Krankenhaus",
    "ice_cream": "Eisdiele", "information": "Auskunft", "kindergarten": "Kita", "lake": "See", "landuse": "Nutzung",
    "leisure": "Freizeit", "library": "Bibliothek", "marina": "Bootshafen", "marketplace": "Marktplatz",
    "mobility": "Verkehr", "money": "Geld", "multi": "verschiedene", "natural": "Natur", "no": "nein", "other": "anderes",
    "parking": "Parkplatz", "paved": "befestigt", "paving_stones": "Pflaster", "pharmacy": "Apotheke", "place": "Ort",
    "place_of_worship": "Gotteshaus", "playground": "Spielplatz", "pond": "Teich", "post_office": "Post",
    "private": "privat", "public": "öffentlich", "pyramidal": "Zeltdach", "rail": "Eisenbahn", "railway": "Bahn",
    "reservoir": "Speicher", "restaurant": "Gaststätte", "river": "Fluss", "sand": "Sand", "school": "Schule",
    "sett": "Kopfsteinpflaster", "shop": "Laden", "skillion": "Pultdach", "soccer": "Fußball", "sport": "Sport",
    "sports_centre": "Sportanlage", "station": "Bahnhof", "stop": "Haltestelle", "stream": "Bach",
    "street": "Straßenraum", "suburb": "Stadtteil", "subway": "U-Bahn", "supermarket": "Supermarkt",
    "swimming": "Schwimmen", "tourism": "Tourismus", "town": "Stadt", "townhall": "Rathaus", "train": "Bahn",
    "tram": "Straßenbahn", "tree": "Baum", "unpaved": "unbefestigt", "village": "Dorf", "water": "Wasser",
    "waterway": "Gewässer", "worship": "Glaube", "yes": "ja", "boarding_area": "Einstieg", "entrance": "Eingang",
    "node": "Knoten",
}  # fmt: skip
_OF_PART = {"buildings": _BUILDINGS, "roads": _ROADS, "land": _LAND}
_TAGS = ("class", "kind", "building", "value", "roof_shape", "use", "surface", "usage", "electrified", "sport", "modes",
         "access", "fee", "mode")  # fmt: skip
_MARKS = {"osm_id", "stop_id", "route_id"}


def has_tags(collection: CollectionFacts) -> bool:
    """Tell whether a collection's values are tags: it is read from OpenStreetMap or from a timetable."""
    return any(one.name in _MARKS for one in collection.columns)


def tag_word(value: object, collection: CollectionFacts, column: ColumnFacts, language: str) -> str | None:
    """Say a tag in words; None for what is none. One that nobody translated loses its underscores only."""
    if not isinstance(value, str) or column.name not in _TAGS or not has_tags(collection):
        return None
    plain = value.replace("_", " ")
    if language != "de":
        return plain
    return _OF_PART.get(collection.name, {}).get(value) or _OTHERS.get(value) or plain
