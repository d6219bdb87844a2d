"""The home page's themes: no number of private data, and no neighbour's people told as the town's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from stadtkern.data.gather.run import run_import
from stadtkern.town.folder import TownFolder

OWN = """Jahr;Stadtteil;unter 18;18 und älter;insgesamt
2022;Nord;20;80;100
2022;Süd;10;50;60
2023;Nord;20;2090;2110
2023;Süd;10;1060;1070
"""
OTHERS = """Jahr;AGS;Gemeinde;unter 18;18 und älter;insgesamt
2022;12052000;Cottbus;9000;89000;98000
2023;12052000;Cottbus;9000;90000;99000
2022;12053000;Frankfurt (Oder);7000;49000;56000
2023;12053000;Frankfurt (Oder);7000;50000;57000
2022;12051000;Brandenburg an der Havel;3000;69000;72000
2023;12051000;Brandenburg an der Havel;3000;70000;73000
"""


@pytest.fixture
def bring(open_town: TownFolder, tmp_path: Path) -> Callable[[str, str, str], str]:
    def do(slug: str, text: str, title: str) -> str:
        file = tmp_path / f"{slug}.csv"
        file.write_text(text, "utf-8")
        return run_import(open_town, file, file.name, dataset=slug, title=title).dataset

    return do


def tile(reader: Client, name: str = "Bevölkerung") -> str:
    page = reader.get("/").content.decode()
    found = re.search(rf'tile-name">{name}</span>(.*?)</(?:a|div)>', page)
    return re.sub(r"<[^>]+>", " ", found[1]) if found else ""


def test_private_numbers_stay_off_the_home_page_also_after_staff_has_seen_them(
    reader: Client, staff: Client, bring: Callable[[str, str, str], str], publish: Callable[..., None]
) -> None:
    """What is remembered for staff is told to nobody else; what is withdrawn is gone at once."""
    from stadtkern.data.registry import public

    slug = bring("einwohner", OWN, "Einwohner der Stadt")
    number = public.dataset_id(slug) or 0
    public.update_dataset(number, theme="SOCI")
    assert "3.180" in tile(staff)
    assert "3.180" not in reader.get("/").content.decode()
    publish(slug, theme="SOCI")
    assert "3.180" in tile(reader)
    public.withdraw(number)
    assert "3.180" not in reader.get("/").content.decode()
    assert "Einwohner der Stadt" not in reader.get("/").content.decode()


def test_neighbours_are_not_told_as_the_towns_people(
    reader: Client, bring: Callable[[str, str, str], str], publish: Callable[..., None]
) -> None:
    """Neither alone nor beside the town's own: 229,000 people live elsewhere."""
    publish(bring("nachbarn", OTHERS, "Einwohner der Gemeinden ringsum"), theme="SOCI")
    assert "229" not in tile(reader)
    assert "Menschen" not in tile(reader)
    publish(bring("einwohner", OWN, "Einwohner der Stadt"), theme="SOCI")
    assert re.search(r"3\.180.*Menschen \(2023\)", tile(reader))
