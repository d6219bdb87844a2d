"""What the numbers of the town are made of beside its own tables: income over the years, and neighbouring municipalities.

The made-up town has a number of its own too, whose definition changed once: ``numbers/trees.toml`` in its folder.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from demo import curves
from demo.measured import Truth, comma
from demo.names import AGS, PEOPLE, TOWN

FIRST_YEAR = 2008
# The statistical office gives a year out about two years late; one year was never reckoned.
LATE, GAP = 2, 2015
NEIGHBOURS = (
    ("12071991", "Sielitzbrück", 9_820), ("12071992", "Heidewalde", 14_310), ("12071993", "Groß Torfow", 3_140),
    ("12071994", "Krähenmühle", 1_460), ("12071995", "Neu Luckwitz", 27_650), ("12071996", "Ziegelhagen", 5_930),
    ("12071997", "Stillsee", 2_270), ("12071998", "Altenfließ", 38_400), ("12071990", "Dornswerder", 760),
    ("12071989", "Amt Hohenlauch, Lauchstedt", 11_050), ("12071988", "Rodewitz", 7_480),
)  # fmt: skip
TREES = """# Trees for each 1,000 people, as {town} tells it: the reckoning changed once.
order = 50
icon = "tree"
theme = "ENVI"
title = {{de = "Bäume je 1.000 Menschen", en = "Trees per 1,000 people"}}
sentence = {{de = "Auf 1.000 Menschen kamen {{year}} <b>{{value}}</b> an Straßen und Plätzen", en = "In {{year}} there were <b>{{value}}</b> along streets and squares for each 1,000 people"}}
unit = {{de = "Bäume", en = "trees"}}
digits = 1
areas = {{de = "Stadtteile", en = "Districts"}}

[[version]]
number = 1
since = {first}
reckon = "per_thousand_today"
definition = {{de = "Wie viele der heutigen Straßenbäume in einem Jahr schon gepflanzt waren, auf 1.000 der heutigen Einwohner.", en = "How many of today's street trees had been planted by a year, for each 1,000 of today's people."}}
formula = {{de = "Bäume mit einem Pflanzjahr bis zu diesem Jahr, geteilt durch die zuletzt gemeldeten Menschen, mal 1.000.", en = "Trees planted up to this year, divided by the people registered last, times 1,000."}}
{trees}
[[version]]
number = 2
since = {second}
reckon = "per_thousand"
change = {{de = "Geteilt wird jetzt durch die Menschen desselben Jahres. Vorher fielen die Werte früherer Jahre zu niedrig aus, weil die Stadt damals kleiner war.", en = "It is now divided by the people of the same year. Before, earlier values came out too low, since the town was smaller then."}}
definition = {{de = "Wie viele der heutigen Straßenbäume in einem Jahr schon gepflanzt waren, auf 1.000 Menschen dieses Jahres. Inzwischen gefällte Bäume zählen nicht mit.", en = "How many of today's street trees had been planted by a year, for each 1,000 people of that year. Trees felled since are not counted."}}
formula = {{de = "Bäume mit einem Pflanzjahr bis zu diesem Jahr, geteilt durch die Menschen am 31. Dezember dieses Jahres, mal 1.000.", en = "Trees planted up to this year, divided by the people on 31 December of that year, times 1,000."}}
{trees}"""
NEEDS = """
[version.needs.trees]
title = {de = "Bäume", en = "Trees"}
words = ["baum", "baeume", "tree"]
measures = ["pflanzjahr"]
take = "stock"

[version.needs.people]
title = {de = "Bevölkerung", en = "Population"}
words = ["einwohner", "bevoelkerung", "population"]
measures = ["insgesamt", "gesamt"]
"""


def write_numbers(folder: Path, seed: int, today: date) -> dict[str, Truth]:
    """Write the files; gives what is in each."""
    return {
        "einkommen.csv": _income(folder / "einkommen.csv", seed, today),
        "gemeinden.csv": _neighbours(folder / "gemeinden.csv", seed, today),
    }


def write_definition(town: Path, today: date) -> None:
    """Put the town's own number into its folder."""
    (town / "numbers").mkdir(exist_ok=True)
    text = TREES.format(town=TOWN, first=date(today.year - 4, 1, 1), second=date(today.year - 1, 7, 1), trees=NEEDS)
    (town / "numbers" / "trees.toml").write_text(text, "utf-8")


def _per_head(seed: int, year: int) -> int:
    """Reckon what a person had in a year: some growth, two lean years."""
    lean = {2009: -180, 2020: -120}.get(year, 0)
    return round(15_900 * 1.021 ** (year - FIRST_YEAR) + lean + 160 * (curves.noise(seed, "income", year) - 0.5))


def _income(path: Path, seed: int, today: date) -> Truth:
    lines = ["Jahr;Insgesamt (in Mill. Euro);Je Einwohner (in Euro)"]
    total = 0
    for year in range(FIRST_YEAR, today.year - LATE + 1):
        if year == GAP:
            continue
        head = _per_head(seed, year)
        people = sum(PEOPLE.values()) * (1 + 0.0035 * (year - today.year + 1))
        lines.append(f"{year};{comma(round(head * people / 1_000_000, 1))};{head}")
        total += head
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return Truth(len(lines) - 1, values={"per head": total})


def _neighbours(path: Path, seed: int, today: date) -> Truth:
    """Write the municipalities around, with keys that no real one has."""
    lines = ["AGS;Gemeinde;Jahr;Einwohner;Verfügbares Einkommen je Einwohner (in Euro)"]
    year, people = today.year - 1, 0
    for at in (year - LATE, year - 1, year):
        for ags, name, size in (*NEIGHBOURS, (AGS, TOWN, sum(PEOPLE.values()))):
            grown = size if at == year else round(size * (1 + 0.004 * (at - year)))
            own = (
                _per_head(seed, at)
                if ags == AGS
                else round(19_800 + 5_600 * curves.noise(seed, "others", ags)) + 240 * (at - year)
            )
            lines.append(f"{ags};{name};{at};{grown};{own if at <= today.year - LATE else ''}")
            people += grown
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return Truth(len(lines) - 1, values={"people": people})
