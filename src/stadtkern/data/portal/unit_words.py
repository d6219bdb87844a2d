"""Units as people read them: °C instead of Cel, Mio. € instead of 10*6.{EUR}; one bicycle, two bicycles."""

from __future__ import annotations

from functools import lru_cache

from stadtkern.data.harmonise.units import unit_of_symbol
from stadtkern.data.portal.charts.scale import number
from stadtkern.town.text import Text

_NOTHING = Text("", "")
_MONEY = {
    "{EUR}": Text("€", "€"),
    "10*3.{EUR}": Text("Tsd. €", "thousand €"),
    "10*6.{EUR}": Text("Mio. €", "million €"),
    "10*9.{EUR}": Text("Mrd. €", "billion €"),
}
# What is counted: one and many of it, in German and in English.
_COUNTED = (
    ("Rad", "Räder", "bicycle", "bicycles"),
    ("Fahrrad", "Fahrräder", "bicycle", "bicycles"),
    ("Mensch zu Fuß", "Menschen zu Fuß", "person on foot", "people on foot"),
    ("Mensch", "Menschen", "person", "people"),
    ("Person", "Personen", "person", "people"),
    ("Einwohner", "Einwohner", "inhabitant", "inhabitants"),
    ("Kind", "Kinder", "child", "children"),
    ("Haushalt", "Haushalte", "household", "households"),
    ("Fahrzeug", "Fahrzeuge", "vehicle", "vehicles"),
    ("Besuch", "Besuche", "visit", "visits"),
    ("Fahrgast", "Fahrgäste", "passenger", "passengers"),
    ("Stellplatz", "Stellplätze", "parking space", "parking spaces"),
    ("Parkplatz", "Parkplätze", "parking space", "parking spaces"),
    ("Platz", "Plätze", "place", "places"),
    ("Bett", "Betten", "bed", "beds"),
    ("Wohnung", "Wohnungen", "flat", "flats"),
    ("Gebäude", "Gebäude", "building", "buildings"),
    ("Baum", "Bäume", "tree", "trees"),
    ("Stück", "Stück", "piece", "pieces"),
    ("Ort", "Orte", "place", "places"),
    ("Zeile", "Zeilen", "row", "rows"),
    ("Eintrag", "Einträge", "entry", "entries"),
    ("Jahr", "Jahre", "year", "years"),
    ("Monat", "Monate", "month", "months"),
    ("Woche", "Wochen", "week", "weeks"),
    ("Tag", "Tage", "day", "days"),
    ("Stunde", "Stunden", "hour", "hours"),
    ("Minute", "Minuten", "minute", "minutes"),
)
_ONE = {"de": {many: one for one, many, _, _ in _COUNTED}, "en": {many: one for _, _, one, many in _COUNTED}}
_MANY = {word.casefold(): Text(many, many_en) for one, many, _, many_en in reversed(_COUNTED) for word in (one, many)}
_MANY |= {"anzahl": Text("Anzahl", "count")}
# UCUM's letters for spans of time that are longer than a day.
_MANY |= {"d": _MANY["tage"], "wk": Text("Wochen", "weeks"), "mo": _MANY["monate"], "a": _MANY["jahre"]}


@lru_cache(maxsize=512)
def unit_words(code: str | None) -> Text:
    """Give a UCUM code's symbol; a code that nobody knows stands for itself, without its braces."""
    if not code or code == "1":
        return _NOTHING
    if code in _MONEY:
        return _MONEY[code]
    plain = code.replace("{", "").replace("}", "")
    for spelling in (code, code.replace(".", "")):
        found = unit_of_symbol(spelling)
        if found is not None:
            plain = found.symbol
            break
    return _MANY.get(plain.casefold(), Text(plain, plain))


def unit_after(written: str, unit: Text, language: str) -> str:
    """Give the unit as it stands after a written number: „Rad“ after 1, „Räder“ after all others."""
    words = unit.in_language(language)
    return _ONE[language].get(words, words) if written.removeprefix("−") == "1" else words


def unit_told(code: str | None, language: str) -> dict[str, str]:
    """Give a unit as scripts are told it: ``unit``, and ``one`` where one of it is called otherwise."""
    unit = unit_words(code)
    words, one = unit.in_language(language), unit_after("1", unit, language)
    return {"unit": words} if one == words else {"unit": words, "one": one}


def with_unit(value: float | None, unit: Text | None, language: str, digits: int | None = None) -> str:
    """Write a number with its unit: „21,5 °C“, „1 Rad“, „912 Räder“, “1 bicycle”."""
    written = number(value, language, digits)
    return f"{written}\N{NO-BREAK SPACE}{unit_after(written, unit or _NOTHING, language)}".rstrip()


def is_money(code: str) -> bool:
    """Tell whether a unit is an amount of money, which is never counted up over time like passing bicycles."""
    return code in _MONEY
