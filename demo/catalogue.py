"""What the made-up town says about its datasets: titles, descriptions, offices, licences."""

from __future__ import annotations

from dataclasses import dataclass

from demo.names import TOWN


@dataclass(frozen=True, slots=True)
class Entry:
    """One dataset: its files, and what is said about it."""

    slug: str
    files: tuple[str, ...]  # patterns
    title_de: str
    title_en: str
    description_de: str
    description_en: str
    office: str
    theme: str
    keywords: str
    licence: str = "dl-zero-de/2.0"
    attribution: str = ""
    public: bool = True

    def fields(self) -> dict[str, str]:
        """Give the fields as the registry takes them."""
        return {
            "title_de": self.title_de,
            "title_en": self.title_en,
            "description_de": self.description_de,
            "description_en": self.description_en,
            "owner_office": self.office,
            "contact": "mailto:daten@birkenfurt.example",
            "licence": self.licence,
            "attribution": self.attribution,
            "theme": self.theme,
            "keywords": self.keywords,
            "spatial": "12071",
        }


MOBILITY = "Fachbereich Stadtentwicklung und Verkehr"
ENTRIES = (
    Entry("radverkehr", ("radzaehlung-*.csv",), "Wie viele Menschen fahren Rad?", "How many people cycle?", "Drei Zählstellen zählen jede Viertelstunde, wie viele Räder in jeder Richtung vorbeifahren.", "Three counters count every quarter of an hour how many bicycles pass in each direction.", MOBILITY, "TRAN", "Fahrrad, Verkehr, Zählstelle"),
    Entry("luft-und-wetter", ("luft-und-wetter.csv",), "Wie warm, wie feucht, wie sauber ist die Luft?", "How warm, how humid, how clean is the air?", "Die Messstation am Markt misst stündlich Temperatur, Feuchte und Feinstaub; dazu kommen laufend neue Werte.", "The station at the market measures temperature, humidity and fine dust every hour; new values keep coming in.", "Fachbereich Umwelt", "ENVI", "Luft, Wetter, Feinstaub"),
    Entry("pegel", ("pegel.csv",), "Wie hoch steht die Sielitz?", "How high is the river?", "Der Pegel an der Langen Brücke misst den Wasserstand. Die Werte des letzten Monats sind noch nicht geprüft.", "The gauge at the long bridge measures the water level. The last month's values have not been checked yet.", "Fachbereich Umwelt", "ENVI", "Pegel, Hochwasser, Fluss"),
    Entry("parken", ("parken.json",), "Wo ist noch ein Parkplatz frei?", "Where is a parking place left?", "Die Parkplätze am Rand der Altstadt zählen, wie viele Plätze gerade frei sind.", "The car parks around the old town count how many places are free.", MOBILITY, "TRAN", "Parken, Auto, P+R"),
    Entry("stadtplan", ("birkenfurt.osm.pbf",), "Was steht wo in der Stadt?", "What stands where in town?", "Straßen, Häuser, Wege, Wasser, Wald, Läden und Einrichtungen aus OpenStreetMap.", "Streets, houses, paths, water, woods, shops and amenities from OpenStreetMap.", MOBILITY, "REGI", "Karte, Straßen, Gebäude", "odbl", "© OpenStreetMap-Mitwirkende"),
    Entry("gelaende", ("gelaende.tif",), "Wie hoch liegt die Stadt?", "How high is the town?", "Höhen des Geländes alle zwanzig Meter: das Tal der Sielitz, die Terrassen und die Hügel ringsum.", "Heights of the ground every twenty metres: the river's valley, its terraces and the hills around.", MOBILITY, "REGI", "Gelände, Höhe, Relief"),
    Entry("fahrplan", ("stadtbus.zip",), "Wann fährt mein Bus?", "When does my bus leave?", "Haltestellen, Linien und Abfahrten von Stadtbus und Regionalbahn.", "Stops, lines and departures of town buses and the regional train.", MOBILITY, "TRAN", "Bus, Bahn, Haltestelle, Fahrplan"),
    Entry("baeume", ("baumkataster.csv",), "Welche Bäume stehen an unseren Straßen?", "Which trees stand along our streets?", "Das Baumkataster nennt Art, Höhe, Krone und Stammumfang jedes Straßenbaums.", "The tree cadastre gives species, height, crown and girth of each street tree.", "Bauhof, Sachgebiet Grün", "ENVI", "Baum, Grün, Klima"),
    Entry("kitas", ("kitas.xlsx",), "Wo gibt es freie Kitaplätze?", "Where are free nursery places?", "Alle Kindertagesstätten mit Plätzen, freien Plätzen, Alter und Öffnungszeiten.", "All nurseries with places, free places, ages and hours.", "Fachbereich Bildung und Soziales", "EDUC", "Kita, Kinder, Betreuung"),
    Entry("spielplaetze", ("spielplaetze.geojson",), "Wo können Kinder spielen?", "Where can children play?", "Die Spielplätze der Stadt mit Geräten, Schatten und letzter Prüfung.", "The town's playgrounds with equipment, shade and last inspection.", "Bauhof, Sachgebiet Grün", "SOCI", "Spielplatz, Kinder"),
    Entry("leerstand", ("leerstand.geojson",), "Was steht leer?", "What stands empty?", "Leere Läden und Wohnungen, Baulücken und Brachen, die eine neue Nutzung suchen.", "Empty shops and flats, gaps and brownfields that look for a new use.", "Wirtschaftsförderung", "REGI", "Leerstand, Laden, Fläche"),
    Entry("einwohner", ("einwohner.xlsx",), "Wie viele Menschen leben hier?", "How many people live here?", f"Einwohner von {TOWN} nach Stadtteil und Alter, jeweils am 31. Dezember.", f"People of {TOWN} by district and age, each on 31 December.", "Einwohnermeldeamt", "SOCI", "Bevölkerung, Alter, Stadtteil"),
    Entry("energie", ("energie-gebaeude.xlsx",), "Wie viel Energie brauchen unsere Gebäude?", "How much energy do our buildings use?", "Strom und Wärme städtischer Gebäude, Monat für Monat.", "Electricity and heat of the town's buildings, month by month.", "Gebäudemanagement", "ENER", "Energie, Strom, Wärme"),
    Entry("einkommen", ("einkommen.csv",), "Was haben die Menschen zum Leben?", "What do people have to live on?", "Verfügbares Einkommen der privaten Haushalte, im Ganzen und je Kopf, Jahr für Jahr. Ein Jahr fehlt in der Statistik.", "Disposable income of private households, in all and per head, year by year. One year is missing from the statistics.", "Wirtschaftsförderung", "ECON", "Einkommen, Wirtschaft, Kaufkraft"),
    Entry("nachbarn", ("gemeinden.csv",), "Wie geht es den Gemeinden ringsum?", "How are the municipalities around?", "Einwohner und verfügbares Einkommen der Gemeinden im Landkreis, zum Vergleichen.", "People and disposable income of the municipalities in the district, for comparison.", "Wirtschaftsförderung", "SOCI", "Gemeinden, Vergleich, Landkreis"),
    Entry("haushalt", ("haushalt.csv",), "Wofür gibt die Stadt Geld aus?", "What does the town spend money on?", "Aufwendungen, Erträge und Stellen je Produktbereich im laufenden Haushalt.", "Expenses, income and posts for each field in this year's budget.", "Kämmerei", "GOVE", "Haushalt, Geld"),
)  # fmt: skip
