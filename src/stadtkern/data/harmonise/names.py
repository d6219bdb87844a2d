"""Names for machines out of names for people: slugs, tidy headers, column names that stand once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "Ae",
     "ø": "oe", "Ø": "Oe", "å": "a", "Å": "A", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "²": "2", "³": "3",
     "€": " euro ", "%": " prozent ", "°": " grad ", "&": " und ", "µ": "u", "μ": "u"}
)  # fmt: skip
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_SPACES = re.compile(r"\s+")
_CAMEL = re.compile(r"(?<=[a-zäöüß0-9])(?=[A-ZÄÖÜ][a-zäöüß])")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f]")


# Words of tables that have an umlaut or ß when people write them. Each stands in a longer word too: „baumhoehe“.
_UMLAUTS = (
    ("hoehe", "höhe"), ("flaeche", "fläche"), ("laenge", "länge"), ("groesse", "größe"), ("gebaeude", "gebäude"),
    ("baeume", "bäume"), ("plaetze", "plätze"), ("traeger", "träger"), ("geraete", "geräte"), ("schluessel", "schlüssel"),
    ("strasse", "straße"), ("oeffnung", "öffnung"), ("staedt", "städt"), ("raeder", "räder"), ("fussg", "fußg"),
    ("bevoelkerung", "bevölkerung"), ("laerm", "lärm"), ("waerme", "wärme"), ("kuenst", "künst"), ("gruen", "grün"),
    ("haeuser", "häuser"), ("aenderung", "änderung"), ("verfueg", "verfüg"), ("maenn", "männ"), ("schueler", "schüler"),
    ("muell", "müll"), ("bruecke", "brücke"),
)  # fmt: skip


def with_umlauts(text: str) -> str:
    """Give a machine's spelling its umlauts back where the word is known: "Baumhoehe" is „Baumhöhe“; else as it is."""
    for plain, written in _UMLAUTS:
        if plain in text.lower():
            text = re.sub(plain, lambda found, to=written: _cased(found[0], to), text, flags=re.IGNORECASE)  # type: ignore[misc]
    return text


def _cased(found: str, written: str) -> str:
    if found.isupper():
        return written.replace("ß", "SS").upper()
    return written[:1].upper() + written[1:] if found[:1].isupper() else written


def ascii_text(text: str) -> str:
    """Give ``text`` in ASCII: ä becomes ae, ß ss, other accents fall away, what has no Latin letter is left out."""
    plain = unicodedata.normalize("NFC", text).translate(_LETTERS)
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode("ascii")


def slug(text: str, *, separator: str = "-", longest: int = 80) -> str:
    """Give a name for addresses: lower-case ASCII letters, digits and ``separator``; "" when nothing is left."""
    plain = _NOT_SLUG.sub(" ", ascii_text(text).lower()).split()
    return separator.join(plain)[:longest].strip(separator)


def tidy(header: str) -> str:
    """Give a header as people read it: one line, single spaces, no invisible signs, no surrounding quotes."""
    plain = _SPACES.sub(" ", _UNSEEN.sub("", unicodedata.normalize("NFC", header))).strip()
    if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "\"'":
        plain = plain[1:-1].strip()
    return plain


def title_of(header: str) -> str:
    """Give a title for people out of a machine's header: "kronendurchmesser_m" to "Kronendurchmesser m"."""
    plain = tidy(header)
    if " " not in plain:
        plain = _CAMEL.sub(" ", plain.replace("_", " ")).strip() or plain
    return with_umlauts(plain[:1].upper() + plain[1:])


def column_name(header: str) -> str:
    """Give a column name for the lake: lower-case ASCII, digits and "_", a letter first; "" when nothing is left."""
    name = slug(tidy(header), separator="_", longest=60)
    return f"c_{name}" if name[:1].isdigit() else name


def unique_names(headers: Iterable[str], reserved: Iterable[str] = ("geom", "rowid")) -> list[str]:
    """Give a column name for each header, in order, none twice and none of ``reserved``.

    Empty headers become "column_3" (by place), repeated ones get "_2", "_3" … Names never start with "_", which is kept
    for the lake's own columns.
    """
    taken = {name.lower() for name in reserved}
    names: list[str] = []
    for place, header in enumerate(headers, start=1):
        base = column_name(header) or f"column_{place}"
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}_{number}"
        taken.add(name)
        names.append(name)
    return names
