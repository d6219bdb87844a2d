"""Units as people read them: °C instead of Cel, Mio. € instead of 10*6.{EUR}."""

from __future__ import annotations

from functools import lru_cache

from stadtkern.data.harmonise.units import unit_of_symbol
from stadtkern.town.text import Text

_NOTHING = Text("", "")
_MONEY = {
    "{EUR}": Text("€", "€"),
    "10*3.{EUR}": Text("Tsd. €", "thousand €"),
    "10*6.{EUR}": Text("Mio. €", "million €"),
    "10*9.{EUR}": Text("Mrd. €", "billion €"),
}


@lru_cache(maxsize=512)
def unit_words(code: str | None) -> Text:
    """Give a UCUM code's symbol; a code that nobody knows stands for itself, without its braces."""
    if not code or code == "1":
        return _NOTHING
    if code in _MONEY:
        return _MONEY[code]
    for spelling in (code, code.replace(".", "")):
        found = unit_of_symbol(spelling)
        if found is not None:
            return Text(found.symbol, found.symbol)
    plain = code.replace("{", "").replace("}", "")
    return Text(plain, plain)


def is_money(code: str) -> bool:
    """Tell whether a unit is an amount of money, which is never counted up over time like passing bicycles."""
    return code in _MONEY
