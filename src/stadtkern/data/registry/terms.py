"""Terms on which data are given out: licences, themes, and what must be said before publishing (DCAT-AP.de 3.0)."""

from __future__ import annotations

from stadtkern.town.text import Problem, Text

LICENCE_BASE = "http://dcat-ap.de/def/licenses/"
# Licences recommended by DCAT-AP.de first; the key is the last part of the URI.
LICENCES: dict[str, Text] = {
    "dl-zero-de/2.0": Text("Datenlizenz Deutschland – Zero 2.0", "Data licence Germany – Zero 2.0"),
    "dl-by-de/2.0": Text("Datenlizenz Deutschland – Namensnennung 2.0", "Data licence Germany – attribution 2.0"),
    "cc-by/4.0": Text("Creative Commons Namensnennung 4.0", "Creative Commons Attribution 4.0"),
    "cc-zero": Text("Creative Commons Zero (gemeinfrei)", "Creative Commons Zero (public domain)"),
    "cc-by-sa/4.0": Text("Creative Commons Namensnennung, gleiche Bedingungen 4.0", "Creative Commons Attribution-ShareAlike 4.0"),
    "odbl": Text("Open Database License (ODbL)", "Open Database License (ODbL)"),
    "odby": Text("Open Data Commons Namensnennung", "Open Data Commons Attribution"),
    "geoNutz/20131001": Text("Nutzungsbestimmungen für Geodaten des Bundes", "Terms of use for federal geodata"),
    "officialWork": Text("Amtliches Werk", "Official work"),
    "other-open": Text("Andere offene Lizenz", "Other open licence"),
    "other-closed": Text("Andere geschlossene Lizenz", "Other closed licence"),
}  # fmt: skip
# The EU's data themes; the key is the last part of http://publications.europa.eu/resource/authority/data-theme/…
THEMES: dict[str, Text] = {
    "TRAN": Text("Verkehr und Mobilität", "Transport and mobility"),
    "EDUC": Text("Bildung, Kita und Kultur", "Education, childcare and culture"),
    "ENVI": Text("Umwelt und Klima", "Environment and climate"),
    "ENER": Text("Energie", "Energy"),
    "SOCI": Text("Bevölkerung und Soziales", "Population and society"),
    "REGI": Text("Stadtentwicklung und Regionen", "Regions and cities"),
    "ECON": Text("Wirtschaft und Finanzen", "Economy and finance"),
    "GOVE": Text("Verwaltung und Politik", "Government and public sector"),
    "HEAL": Text("Gesundheit", "Health"),
    "JUST": Text("Recht und Sicherheit", "Justice and public safety"),
    "AGRI": Text("Landwirtschaft, Wald und Lebensmittel", "Agriculture, forestry and food"),
    "TECH": Text("Wissenschaft und Technik", "Science and technology"),
    "INTR": Text("Internationales", "International issues"),
}


def licence_uri(licence: str) -> str:
    """Give the URI of a licence known by its short name; a URI stays as it is."""
    return licence if "://" in licence else LICENCE_BASE + licence


def missing_for_publishing(*, title: str, description: str, owner: str, contact: str, licence: str) -> list[Problem]:
    """Name what a dataset lacks before it may be public, each with the way to mend it."""
    asked = (
        (title, "publish.title", Text("Es fehlt ein Titel.", "The title is missing.")),
        (
            len(description.strip()) >= 10,
            "publish.description",
            Text(
                "Es fehlt eine Beschreibung. Sagen Sie in ein, zwei Sätzen, was die Daten zeigen.",
                "The description is missing. Say in a sentence or two what the data show.",
            ),
        ),
        (
            owner,
            "publish.owner",
            Text(
                "Es fehlt das Amt, das für die Daten verantwortlich ist.",
                "The office that answers for the data is missing.",
            ),
        ),
        (
            contact.startswith(("mailto:", "https://", "http://", "tel:")),
            "publish.contact",
            Text(
                "Es fehlt ein Kontakt. Er beginnt mit mailto:, https:// oder tel:.",
                "A contact is missing. It starts with mailto:, https:// or tel:.",
            ),
        ),
        (
            licence in LICENCES or licence.startswith("http"),
            "publish.licence",
            Text(
                "Es fehlt eine Lizenz. Für eigene Daten der Stadt passt meist „Datenlizenz Deutschland – Zero 2.0“.",
                "The licence is missing. For the town's own data “Data licence Germany – Zero 2.0” usually fits.",
            ),
        ),
    )
    return [Problem(code, text) for there, code, text in asked if not there]
