"""Names of the made-up town: plausible for Brandenburg, belonging to nobody."""

from __future__ import annotations

TOWN = "Birkenfurt"
RIVER = "Sielitz"
DISTRICTS = ("Altstadt", "Bahnhofsvorstadt", "Kiefernhain")
PEOPLE = {"Altstadt": 4312, "Bahnhofsvorstadt": 7848, "Kiefernhain": 7944}
# Where the names of quarters are written, clear of the town's own: metres from the market.
SUBURBS = {"Altstadt": (-150.0, -190.0), "Bahnhofsvorstadt": (-330.0, 830.0), "Kiefernhain": (60.0, -1010.0)}
POSTCODE = "15999"
# Beside the town: the address by which one leads the room that waits for a class.
LEAD_FILE = "demo-lesson.txt"
# The made-up town lies where a forest lies; its key is one that no municipality has.
AGS = "12071999"
STREETS = {
    "Altstadt": (
        "Lange Straße", "Mühlengasse", "Fischerstraße", "Kirchgasse", "Salzgasse", "Gerberstraße", "Wallstraße", "Breite Straße",
        "Töpferstraße", "Brauhausgasse", "Klosterstraße", "Kupfergasse", "Schulgasse", "Poststraße", "Ritterstraße", "Wasserstraße",
        "Sandgasse", "Spittelgasse", "Scharrenstraße", "Tuchmachergasse",
    ),
    "Bahnhofsvorstadt": (
        "Bahnhofstraße", "Gartenstraße", "Fontanestraße", "Schillerstraße", "Goethestraße", "Lessingstraße", "Ziegelstraße", "Karl-Liebknecht-Straße",
        "Rosa-Luxemburg-Straße", "Güterstraße", "Feldstraße", "Kastanienallee", "Lindenallee", "Werkstraße", "Heinestraße", "Thomas-Müntzer-Straße",
        "Gleisweg", "Spinnereistraße", "Glashüttenweg", "Am Stellwerk", "Storchenweg", "Bebelstraße",
    ),
    "Kiefernhain": (
        "Am Kiefernhain", "Birkenweg", "Ahornweg", "Eichenring", "Heideweg", "Drosselweg", "Amselweg", "Finkenweg", "Meisenweg", "Spechtweg",
        "Ginsterweg", "Wacholderweg", "Sonnenallee", "Kosmonautenstraße", "Straße der Jugend", "Moosweg", "Pilzweg", "Farnweg", "Kranichweg",
        "Libellenweg", "Schilfweg", "Am Wasserturm",
    ),
}  # fmt: skip
SHOPS = (
    ("shop", "bakery", "Bäckerei Morgenrot"), ("shop", "supermarket", "Frischemarkt"), ("shop", "books", "Buchhandlung am Markt"),
    ("shop", "florist", "Blumen Sommer"), ("shop", "hairdresser", "Salon Kamm"), ("shop", "bicycle", "Radhaus"),
    ("amenity", "cafe", "Café Sielitz"), ("amenity", "restaurant", "Zum Alten Speicher"), ("amenity", "pharmacy", "Löwen-Apotheke"),
    ("amenity", "doctors", "Hausarztpraxis"), ("amenity", "bank", "Sparkasse"), ("amenity", "ice_cream", "Eisdiele"),
    ("shop", "butcher", "Fleischerei Krause"), ("shop", "clothes", "Modehaus"), ("amenity", "post_office", "Post"),
)  # fmt: skip
TREES = (
    ("Winter-Linde", "Tilia cordata"), ("Spitz-Ahorn", "Acer platanoides"), ("Stiel-Eiche", "Quercus robur"),
    ("Hänge-Birke", "Betula pendula"), ("Gemeine Kiefer", "Pinus sylvestris"), ("Rosskastanie", "Aesculus hippocastanum"),
    ("Platane", "Platanus x hispanica"), ("Robinie", "Robinia pseudoacacia"), ("Vogelbeere", "Sorbus aucuparia"),
)  # fmt: skip
KITAS = (
    "Kita Wirbelwind", "Kita Sonnenkäfer", "Kita Am Wall", "Kita Spatzennest", "Kita Waldwichtel", "Kita Regenbogen", "Kita Kleine Fische",
    "Kita Zwergenland", "Kita Pusteblume", "Evangelische Kita St. Marien", "Kita Kieferzapfen",
)  # fmt: skip
