"""Official municipality keys: AGS (8 digits) and ARS (12 digits), with the list of Brandenburg.

The list is of 31.12.2023 (413 municipalities), from the municipality register of the Federal Statistical Office (© Destatis,
GV-ISys); ``scripts/make_municipalities.py`` makes it from the register's table. Codes of other states are checked by form.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from stadtkern.data.harmonise.names import slug
from stadtkern.data.harmonise.refused import quote, refuse
from stadtkern.town.text import Text

STATES = {
    "01": "Schleswig-Holstein", "02": "Hamburg", "03": "Niedersachsen", "04": "Bremen", "05": "Nordrhein-Westfalen",
    "06": "Hessen", "07": "Rheinland-Pfalz", "08": "Baden-Württemberg", "09": "Bayern", "10": "Saarland", "11": "Berlin",
    "12": "Brandenburg", "13": "Mecklenburg-Vorpommern", "14": "Sachsen", "15": "Sachsen-Anhalt", "16": "Thüringen",
}  # fmt: skip
SOURCE = "© Statistisches Bundesamt (Destatis), Gemeindeverzeichnis (GV-ISys), 31.12.2023"
_LISTED = frozenset({"12"})


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality: ``ags`` with 8 digits, ``ars`` with 12, ``name`` as the register writes it."""

    ags: str
    ars: str
    name: str

    @property
    def short(self) -> str:
        """Name without its title: "Cottbus/Chóśebuz, Stadt" becomes "Cottbus/Chóśebuz"."""
        return self.name.split(",")[0]


@dataclass(frozen=True, slots=True)
class Key:
    """A checked key. ``known``: False where its state's list does not hold it, None where there is no list."""

    code: str
    kind: str
    state: str
    municipality: Municipality | None = None
    known: bool | None = None
    note: Text | None = None


@cache
def _by_code() -> dict[str, Municipality]:
    """Read the package's list: AGS and ARS to municipality."""
    path = resources.files("stadtkern.data.harmonise") / "municipalities_brandenburg_2023.csv"
    with path.open(encoding="utf-8") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        found = [Municipality(row["ags"], row["ars"], row["name"]) for row in rows]
    return {one.ags: one for one in found} | {one.ars: one for one in found}


@cache
def _by_name() -> dict[str, Municipality | None]:
    """Slug of the full and of the short name to municipality; None where two share it."""
    names: dict[str, Municipality | None] = {}
    for one in set(_by_code().values()):
        for name in {slug(one.name), slug(one.short), slug(one.short.split("/")[0])}:
            names[name] = None if name in names else one
    return names


def municipality(code: str) -> Municipality | None:
    """Give the municipality of an AGS or ARS (spaces allowed), or None."""
    return _by_code().get("".join(code.split()))


def municipality_by_name(name: str) -> Municipality | None:
    """Give the municipality with this name ("Cottbus", "Cottbus/Chóśebuz, Stadt"), or None if none or several have it."""
    return _by_name().get(slug(name))


def municipalities() -> tuple[Municipality, ...]:
    """Give all listed municipalities, by AGS."""
    return tuple(sorted(set(_by_code().values()), key=lambda one: one.ags))


def check_ags(text: str) -> Key:
    """Check an AGS (8 digits) and give it as text. A lost leading zero is put back, with a note.

    Raises Refused (``ags.form``, ``ags.state``).
    """
    return _check(text, "ags", 8)


def check_ars(text: str) -> Key:
    """Check an ARS (12 digits), as check_ags does. Raises Refused (``ars.form``, ``ars.state``)."""
    return _check(text, "ars", 12)


def _check(text: str, kind: str, length: int) -> Key:
    code = "".join(text.split()).removesuffix(".0")
    note = None
    if len(code) == length - 1 and code.isascii() and code.isdigit() and code[0] in "123456789":
        code = f"0{code}"
        note = Text(f"Führende Null ergänzt: {code}.", f"Leading zero put back: {code}.")
    if len(code) != length or not (code.isascii() and code.isdigit()):
        raise refuse(
            f"{kind}.form",
            f"„{quote(text)}“ ist kein {kind.upper()}. Erwartet werden {length} Ziffern.",
            f"“{quote(text)}” is not an {kind.upper()}. {length} digits are expected.",
        )
    state = STATES.get(code[:2])
    if state is None:
        raise refuse(
            f"{kind}.state",
            f"„{quote(text)}“ beginnt mit {code[:2]}. Die Länder haben die Nummern 01 bis 16.",
            f"“{quote(text)}” begins with {code[:2]}. The German states are numbered 01 to 16.",
        )
    found = municipality(code)
    known = found is not None if code[:2] in _LISTED else None
    if known is False:
        note = Text(
            f"{code} steht nicht im Gemeindeverzeichnis von 2023. Vielleicht ist es ein älterer Schlüssel, ein Kreis oder ein Amt.",
            f"{code} is not in the municipality register of 2023. It may be an older key, a district or an administrative union.",
        )
    return Key(code, kind, state, found, known, note)
