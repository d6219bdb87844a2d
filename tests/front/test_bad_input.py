"""A town that serves is handed bad files and attacks: a clear word in both languages, nothing half-written, it goes on."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from bad_files import BAD, LARGEST, UNPACKED, Bad

from serving import Serving, import_json, serving, stadtkern
from stadtkern.data.registry.read import RegistryReader

pytestmark = pytest.mark.xdist_group("bad-input")

PASSWORD = "ein-langes-wort-1"
GOOD = "Baumart;Lat;Lon\n" + "".join(f"Linde {n};52,4{n};13,1{n}\n" for n in range(10, 40))
ATTACKS = (
    "'; DROP TABLE registry_dataset; --",
    '" OR 1=1; DELETE FROM lake.tables.c1; --',
    "') UNION SELECT password FROM town_person --",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% debug %}",
    "${7*7}#{7*7}",
    "=cmd|' /C calc'!A0",
    "../../../../etc/passwd",
    "%00%0d%0aSet-Cookie: a=b",
    "S_INTERSECTS(geom, POINT(0 0)) OR TRUE",
)
# Where a reader's words go in: pages, doors, downloads.
ASKED = (
    ("/datasets/", ("q", "theme", "licence", "sort", "page")),
    ("/datasets/gut/", ("c", "stream", "period", "at", "from", "to", "page", "sort", "q")),
    ("/search/", ("q",)),
    ("/map/", ("q", "layers")),
    ("/features/collections/gut/items", ("filter", "bbox", "datetime", "sortby", "limit", "crs", "baumart", "properties")),
    ("/sta/v1.1/Things", ("$filter", "$orderby", "$expand", "$select", "$top")),
    ("/download/gut.csv", ("dialect", "from", "stream")),
    ("/catalogue.ttl", ("page", "lang")),
    ("/tiles/gut", ("lang",)),
)  # fmt: skip


@dataclass
class Town:
    """A serving town, a member of staff who is signed in, and what was said of each bad file."""

    serving: Serving
    staff: httpx.Client
    said: dict[str, dict[str, Any]]

    def datasets(self) -> dict[str, int]:
        """The datasets with their rows, as the registry has them on disk."""
        reader = RegistryReader(self.serving.folder / "registry.sqlite3")
        try:
            return {one.slug: sum(part.rows for part in one.collections) for one in reader.datasets()}
        finally:
            reader.close()

    def is_well(self) -> None:
        """The process lives, and the good dataset is whole."""
        assert self.serving.process.poll() is None
        assert self.serving.get("/-/health").status_code == 200
        assert self.serving.get("/").status_code == 200
        answer = self.staff.get("/features/collections/gut/items?limit=1")
        assert answer.json()["numberMatched"] == 30


def _injected() -> str:
    """A table whose headers and cells are attacks, with places so that it shows at every door."""
    quoted = ['"' + one.replace('"', '""') + '"' for one in ATTACKS]
    rows = [";".join([*quoted, f"52,4{n}", f"13,1{n}"]) for n in range(10, 20)]
    return "\n".join([";".join([*quoted, "Lat", "Lon"]), *rows]) + "\n"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The town after all bad files were handed in, in one call, while it served."""
    folder = tmp_path_factory.mktemp("bad")
    stadtkern("init", folder / "town", "--staff", "amt", "--password", PASSWORD)
    with (folder / "town" / "town.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"\n[limits]\nfile_mb = {LARGEST}\nunpacked_mb = {UNPACKED}\n")
    for one in BAD:
        (folder / one.name).write_bytes(one.content())
    (folder / "gut.csv").write_text(GOOD, "utf-8")
    (folder / "angriff.csv").write_text(_injected(), "utf-8")
    with serving(folder / "town") as served:
        import_json(folder / "town", folder / "gut.csv")
        import_json(folder / "town", folder / "angriff.csv")
        said = import_json(folder / "town", *(folder / one.name for one in BAD), code=3)
        with httpx.Client(base_url=served.address, timeout=60, trust_env=False) as staff:
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', staff.get("/sign-in/").text)
            assert token is not None
            words = {"username": "amt", "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
            assert staff.post("/sign-in/", data=words).status_code == 302
            yield Town(served, staff, {Path(one["file"]).name: one for one in said})


def in_both_languages(text: dict[str, str]) -> None:
    """A sentence stands in German and in English, and says no code, path or program's name for an error."""
    assert text["de"].strip()
    assert text["en"].strip()
    assert text["de"] != text["en"]
    for said in text.values():
        assert not re.search(r"Traceback|Error:|Exception|/tmp/|None\b|\{\w*\}", said), said


@pytest.mark.parametrize("one", BAD, ids=lambda one: one.name)
def test_a_bad_file_is_told_in_both_languages_and_leaves_nothing_half_written(town: Town, one: Bad) -> None:
    said = town.said[one.name]
    slug = one.name.split(".")[0]
    if one.problem:
        assert said["problem"]["code"] == one.problem
        in_both_languages(said["problem"]["reason"])
        if "hint" in said["problem"]:
            in_both_languages(said["problem"]["hint"])
        assert said["written"] == 0
        assert slug not in town.datasets()
        assert town.staff.get(f"/datasets/{slug}/").status_code == 404
    else:
        assert said.get("problem") is None
        assert (said["written"], tuple(row["row"] for row in said["refused"])) == (one.rows, one.refused)
        assert said["read"] == one.rows + len(one.refused)
        marks = [*said["refused"], *said["flagged"], *said["guesses"]]
        (told, *_) = [mark for mark in marks if mark["code"] == one.told]
        in_both_languages(told.get("reason") or told["text"])
        assert town.datasets()[slug] == one.rows
        assert town.staff.get(f"/datasets/{slug}/").status_code == 200
    town.is_well()


def test_nothing_lies_around_after_bad_files(town: Town) -> None:
    assert set(town.datasets()) == {"gut", "angriff", *(one.name.split(".")[0] for one in BAD if not one.problem)}
    assert [one for one in (town.serving.folder / "files").rglob("*") if one.is_file()] == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_office_tells_a_bad_upload_in_the_readers_language(town: Town, language: str) -> None:
    told = {"de": "ist dem Inhalt nach ein Bild (PNG)", "en": "is an image (PNG)"}[language]
    page = town.staff.get("/office/add/", headers={"accept-language": language})
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token is not None
    answer = town.staff.post(
        "/office/add/", data={"way": "file", "csrfmiddlewaretoken": token[1]}, headers={"accept-language": language},
        files={"file": ("bild.csv", next(one for one in BAD if one.name == "bild.csv").content())},
    )  # fmt: skip
    trial = answer.headers.get("location", "/office/add/")
    for _ in range(100):
        shown = town.staff.get(trial, headers={"accept-language": language})
        if told in shown.text:
            break
        time.sleep(0.1)
    assert told in shown.text
    assert shown.status_code == 200
    town.is_well()


def test_attacks_in_headers_and_cells_are_kept_as_they_are_and_do_nothing(town: Town) -> None:
    assert town.datasets()["angriff"] == 10
    shown = town.staff.get("/datasets/angriff/")
    assert shown.status_code == 200
    for path in (
        "/datasets/angriff/",
        "/datasets/",
        "/map/",
        "/office/datasets/angriff/",
        "/features/collections/angriff",
    ):
        page = town.staff.get(path, headers={"accept": "text/html"})
        assert page.status_code == 200, path
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "root:x:0" not in page.text
    items = town.staff.get("/features/collections/angriff/items?limit=100").json()["features"]
    assert len(items) == 10
    assert sorted(items[0]["properties"].values()) == sorted(ATTACKS)
    opened = town.staff.get("/download/angriff.csv?dialect=de").text
    assert "'=cmd|" in opened, "a German Excel does not run it"
    town.is_well()


@pytest.mark.parametrize(("path", "names"), ASKED, ids=lambda one: one if isinstance(one, str) else "")
def test_attacks_in_what_is_asked_for_find_nothing_and_break_nothing(
    town: Town, path: str, names: tuple[str, ...]
) -> None:
    before = town.datasets()
    assert town.staff.get(path).status_code == 200, "the address itself is a good one"
    for name in names:
        for attack in ATTACKS:
            answer = town.staff.get(path, params={name: attack}, headers={"accept": "text/html, */*"})
            assert answer.status_code < 500, (name, attack)
            assert "set-cookie" not in answer.headers or "a=b" not in answer.headers["set-cookie"]
            if answer.headers.get("content-type", "").startswith("text/html"):
                assert "<script>alert" not in answer.text
                assert "<img src=x" not in answer.text
                assert "{{ 49 }}" not in answer.text
            assert "pbkdf2_sha256" not in answer.text
            assert "root:x:0" not in answer.text
    assert town.datasets() == before
    town.is_well()


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_in_an_address_are_not_there(town: Town, attack: str) -> None:
    for path in (
        "/datasets/{}/",
        "/download/{}.csv",
        "/features/collections/{}",
        "/tiles/{}/1/1/1.mvt",
        "/office/trials/{}/",
    ):
        answer = town.staff.get(path.format(quote(attack, safe="")))
        assert answer.status_code in (400, 404), path
        assert "<script>alert" not in answer.text
    town.is_well()
