"""Words for what lies somewhere: uses of land, and the everyday places that one asks for first."""

from __future__ import annotations

from dataclasses import dataclass

from stadtkern.town.text import Text

LAND = {
    "park": Text("ein Park", "a park"), "garden": Text("ein Garten", "a garden"), "forest": Text("Wald", "woods"),
    "meadow": Text("eine Wiese", "a meadow"), "grass": Text("Grün", "green"), "farmland": Text("ein Feld", "a field"),
    "cemetery": Text("ein Friedhof", "a cemetery"), "allotments": Text("Kleingärten", "allotments"),
    "playground": Text("ein Spielplatz", "a playground"), "pitch": Text("ein Sportplatz", "a pitch"),
    "sports_centre": Text("eine Sportanlage", "a sports centre"), "school": Text("eine Schule", "a school"),
    "kindergarten": Text("eine Kita", "a nursery"), "hospital": Text("ein Krankenhaus", "a hospital"),
    "industrial": Text("ein Gewerbegebiet", "an industrial estate"), "commercial": Text("ein Geschäftsviertel", "a business area"),
    "retail": Text("ein Einkaufsgelände", "a retail area"), "residential": Text("ein Wohngebiet", "a housing area"),
    "railway": Text("Bahngelände", "railway land"), "wetland": Text("ein Feuchtgebiet", "a wetland"),
    "beach": Text("ein Strand", "a beach"), "pedestrian": Text("ein Platz", "a square"),
    "construction": Text("eine Baustelle", "a building site"), "brownfield": Text("eine Brache", "brownfield land"),
    "nature_reserve": Text("ein Naturschutzgebiet", "a nature reserve"), "quarry": Text("ein Abbaugebiet", "a quarry"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Daily:
    """An everyday place of OpenStreetMap: its values, its name with article, and how much one wants to know of it."""

    values: frozenset[str]
    title: Text
    plain: Text


DAILY = (
    Daily(frozenset({"supermarket"}), Text("Der nächste Supermarkt", "The nearest supermarket"), Text("Supermarkt", "supermarket")),
    Daily(frozenset({"playground"}), Text("Der nächste Spielplatz", "The nearest playground"), Text("Spielplatz", "playground")),
    Daily(frozenset({"school"}), Text("Die nächste Schule", "The nearest school"), Text("Schule", "school")),
    Daily(frozenset({"pharmacy"}), Text("Die nächste Apotheke", "The nearest pharmacy"), Text("Apotheke", "pharmacy")),
    Daily(frozenset({"doctors", "clinic"}), Text("Die nächste Arztpraxis", "The nearest doctor"), Text("Arztpraxis", "doctor")),
    Daily(frozenset({"bakery"}), Text("Die nächste Bäckerei", "The nearest bakery"), Text("Bäckerei", "bakery")),
    Daily(frozenset({"library"}), Text("Die nächste Bibliothek", "The nearest library"), Text("Bibliothek", "library")),
    Daily(frozenset({"restaurant", "cafe"}), Text("Das nächste Lokal", "The nearest place to eat"), Text("Lokal", "place to eat")),
    Daily(frozenset({"post_office"}), Text("Die nächste Post", "The nearest post office"), Text("Post", "post office")),
    Daily(frozenset({"bank", "atm"}), Text("Die nächste Bank", "The nearest bank"), Text("Bank", "bank")),
)  # fmt: skip
