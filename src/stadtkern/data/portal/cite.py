"""How to name a dataset in a text: ready words and BibTeX, with version, licence and an address that stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stadtkern.town.text import Text
from stadtkern.town.written import write_day

_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
        "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Work:
    """What is cited. ``version`` is the day of its newest import, ``asked`` the day the reader looked."""

    slug: str
    title: str
    town: str
    office: str
    version: date
    asked: date
    licence: Text
    address: str


def plain(work: Work, language: str) -> str:
    """Write it in a sentence, as it stands in a list of sources."""
    who = ", ".join(dict.fromkeys(one for one in (work.town, work.office) if one))
    title = work.title if work.title[-1:] in ".?!" else f"{work.title}."
    version = Text(f"Version vom {write_day(work.version, 'de')}", f"Version of {write_day(work.version, 'en')}")
    asked = Text(f"abgerufen am {write_day(work.asked, 'de')}", f"retrieved on {write_day(work.asked, 'en')}")
    licence = f" {work.licence.in_language(language)}." if work.licence.de else ""
    said = version.in_language(language), asked.in_language(language)
    return f"{who} ({work.version.year}): {title} {said[0]}.{licence} {work.address} ({said[1]})"


def bibtex(work: Work, language: str) -> str:
    """Write it as a BibTeX entry; signs that TeX takes for its own are escaped."""
    said = Text("Version vom", "Version of").in_language(language)
    fields = {
        "author": "{" + _tex(", ".join(dict.fromkeys(one for one in (work.town, work.office) if one))) + "}",
        "title": "{" + _tex(work.title) + "}",
        "year": str(work.version.year),
        "month": str(work.version.month),
        "note": _tex(f"{said} {work.version.isoformat()}. {work.licence.in_language(language)}".strip()),
        "url": work.address,
        "urldate": work.asked.isoformat(),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{work.slug}-{work.version.isoformat()},\n{lines}\n}}"


def _tex(text: str) -> str:
    return " ".join(text.translate(_TEX).split())
