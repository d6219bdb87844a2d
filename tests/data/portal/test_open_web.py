from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from stadtkern.data.portal.feeds import ATOM, SITEMAP
from stadtkern.data.portal.linked_data import dataset_ld, script
from stadtkern.data.registry.read import RegistryReader
from stadtkern.town.folder import TownFolder

EVIL = '</script><script>alert(1)</script> & "x"'


def html(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def test_the_sitemap_lists_what_is_public_and_nothing_else(
    reader, staff, counters: str, trees: str, publish: Callable[..., None]
) -> None:
    publish(trees)
    for who in (reader, staff):
        root = ET.fromstring(who.get("/sitemap.xml").content)
        paths = [re.sub(r"https?://[^/]+", "", one.text or "") for one in root.iter(f"{{{SITEMAP}}}loc")]
        assert {"/", "/datasets/", "/map/", "/numbers/", "/easy/", f"/datasets/{trees}/"} <= set(paths)
        assert f"/datasets/{counters}/" not in paths
        assert not [path for path in paths if path.startswith(("/office", "/sign", "/embed", "/offline"))]
        assert len(paths) == len(set(paths))


def test_every_page_of_the_sitemap_answers(reader, trees: str, publish: Callable[..., None]) -> None:
    publish(trees)
    root = ET.fromstring(reader.get("/sitemap.xml").content)
    paths = [re.sub(r"https?://[^/]+", "", one.text or "") for one in root.iter(f"{{{SITEMAP}}}loc")]
    assert [path for path in paths if reader.get(path).status_code != 200] == []


def test_feeds_tell_what_is_public_without_who_did_it(
    reader, counters: str, trees: str, publish: Callable[..., None]
) -> None:
    publish(trees, description_de=f"Bäume. {EVIL}")
    root = ET.fromstring(reader.get("/datasets.atom").content)
    entries = root.findall(f"{{{ATOM}}}entry")
    assert [one.findtext(f"{{{ATOM}}}title") for one in entries] == ["Bäume der Stadt"]
    assert EVIL in (entries[0].findtext(f"{{{ATOM}}}summary") or "")
    changes = ET.fromstring(reader.get(f"/datasets/{trees}/changes.atom").content)
    assert "60 Zeilen neu" in (changes.findtext(f"{{{ATOM}}}entry/{{{ATOM}}}summary") or "")
    assert reader.get(f"/datasets/{counters}/changes.atom").status_code == 404


def test_a_page_names_its_own_address_languages_and_picture(reader, trees: str, publish: Callable[..., None]) -> None:
    publish(trees, title_de=f"Bäume {EVIL}")
    page = html(reader.get(f"/datasets/{trees}/?c={trees}"))
    head = page.split("</head>")[0]
    assert f'<link rel="canonical" href="http://testserver/datasets/{trees}/">' in head
    assert f'hreflang="en" href="http://testserver/datasets/{trees}/?lang=en"' in head
    assert f'property="og:image" content="http://testserver/datasets/{trees}/share.png"' in head
    assert 'property="og:title" content="Bäume &lt;/script&gt;' in head
    assert "<script>alert" not in page
    assert (
        reader.get("/", {"lang": "en"}).content.decode().count('rel="canonical" href="http://testserver/?lang=en"') == 1
    )


def test_a_language_in_the_address_counts_and_sets_no_cookie(reader) -> None:
    answer = reader.get("/about/?lang=en")
    assert '<html lang="en"' in html(answer)
    assert not answer.cookies
    assert '<html lang="de"' in html(reader.get("/about/?lang=xx"))


def test_a_dataset_describes_itself_to_search_engines(
    reader, open_town: TownFolder, trees: str, publish: Callable[..., None]
) -> None:
    publish(trees, title_de=f"Bäume {EVIL}")
    page = html(reader.get(f"/datasets/{trees}/"))
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert len(found) == 1
    told = json.loads(found[0])
    assert told["@type"] == "Dataset"
    assert told["name"] == f"Bäume {EVIL}"
    assert told["license"].endswith("dl-zero-de/2.0")
    assert len(told["description"]) >= 50
    assert {one["encodingFormat"] for one in told["distribution"]} >= {"text/csv", "application/geo+json"}
    assert told["spatialCoverage"]["geo"]["box"].startswith("52.4")
    for one in told["distribution"]:
        assert re.fullmatch(rf"http://testserver/download/{trees}\.\w+", one["contentUrl"])
    dataset = RegistryReader(open_town.registry).dataset(trees)
    assert dataset is not None
    assert "<" not in script(dataset_ld(dataset, "https://x.example", "Stadt </script>", "de"))


def test_a_private_dataset_has_no_card_picture_or_description(reader, staff, trees: str) -> None:
    for path in (f"/datasets/{trees}/share.png", f"/embed/dataset/{trees}/"):
        assert reader.get(path).status_code == 404
    assert staff.get(f"/embed/dataset/{trees}/").status_code == 404
    assert "application/ld+json" not in html(staff.get(f"/datasets/{trees}/"))


def test_a_card_for_other_sites_runs_no_script_and_may_be_framed(
    reader, counters: str, trees: str, publish: Callable[..., None]
) -> None:
    publish(counters)
    publish(trees, title_de=EVIL)
    for slug in (counters, trees):
        answer = reader.get(f"/embed/dataset/{slug}/?theme=dark")
        page = html(answer)
        assert "<script" not in page
        assert 'data-theme="dark"' in page
        assert "frame-ancestors *" in answer["Content-Security-Policy"]
        assert "script-src" not in answer["Content-Security-Policy"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer
        assert page.count("<h1") == 1
    assert "60\N{NO-BREAK SPACE}Orte" in html(reader.get(f"/embed/dataset/{trees}/"))
    assert "<path" in html(reader.get(f"/embed/dataset/{counters}/"))


def test_the_line_to_copy_shows_the_card_whatever_the_title(reader, trees: str, publish: Callable[..., None]) -> None:
    publish(trees, title_de=EVIL)
    page = html(reader.get(f"/datasets/{trees}/"))
    shown = re.search(r"&lt;iframe src=&quot;|&lt;iframe src=\"http://testserver/embed/dataset/[^\"]+\"", page)
    assert shown is not None
    assert "<iframe" not in page


def test_one_part_of_the_page_tells_how_to_show_a_dataset_elsewhere(
    reader, staff, counters: str, publish: Callable[..., None]
) -> None:
    """With a line for its chart and one for its latest value, each leading to what it shows; none while it is private."""
    assert 'id="embed"' not in html(staff.get(f"/datasets/{counters}/"))
    publish(counters, title_de='Räder & "Wege"')
    page = html(reader.get(f"/datasets/{counters}/"))
    assert page.count("&lt;iframe") == 2
    part = re.search(r'<details class="opens" id="embed">(.*?)</details>', page, re.DOTALL)
    assert part is not None
    lines = [unescape(one) for one in re.findall(r"<code>(.*?)</code>", part[1], re.DOTALL)]
    assert len(lines) == 2
    for line in lines:
        # What is copied is one whole element, whatever the title.
        found = re.fullmatch(
            r'<iframe src="([^"]+)" title="([^"<>]+)" width="100%" height="\d+" loading="lazy"></iframe>', line
        )
        assert found is not None, line
        shown = reader.get(unescape(found[1]).removeprefix("http://testserver"))
        assert shown.status_code == 200
        assert "X-Frame-Options" not in shown


@pytest.mark.parametrize("path", ["/share.png", "/icon-192.png", "/icon-512.png?full", "/icon-180.png"])
def test_pictures_are_png(reader, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 200
    assert answer.content.startswith(b"\x89PNG")
    assert reader.get("/icon-33.png").status_code == 404


def test_a_dataset_and_a_number_have_pictures_of_their_own(reader, counters: str, publish: Callable[..., None]) -> None:
    publish(counters)
    town = reader.get("/share.png").content
    assert reader.get(f"/datasets/{counters}/share.png").content not in (b"", town)
    assert reader.get("/numbers/population/share.png").content.startswith(b"\x89PNG")
    assert reader.get("/numbers/nothing/share.png").status_code == 404


def test_a_drawn_coat_of_arms_is_on_the_icons_and_the_towns_colour_in_the_manifest(
    reader, open_town: TownFolder
) -> None:
    plain = reader.get("/icon-192.png").content
    arms = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#7a1fa2"/></svg>'
    (open_town.path / "wappen.svg").write_text(arms, "utf-8")
    with open_town.settings_file.open("a", encoding="utf-8") as file:
        file.write('[look]\narms = "wappen.svg"\nbrick = "#7a1fa2"\n')
    open_town.__dict__.pop("settings", None)
    told = reader.get("/manifest.webmanifest").json()
    assert told["theme_color"] == "#7a1fa2"
    for one in told["icons"]:
        answer = reader.get(one["src"])
        assert answer.content.startswith(b"\x89PNG")
        picture = Image.open(io.BytesIO(answer.content)).convert("RGB")
        assert picture.getpixel((picture.width // 2, picture.height // 2)) == (0x7A, 0x1F, 0xA2)
    assert reader.get("/icon-192.png").content != plain
    touch = re.findall(r'rel="apple-touch-icon" href="([^"]+)"', html(reader.get("/")))
    assert len(touch) == 1
    assert reader.get(touch[0]).content.startswith(b"\x89PNG")


def test_the_manifest_names_icons_that_are_there(reader) -> None:
    told = reader.get("/manifest.webmanifest").json()
    assert told["name"].startswith("Prüfstadt")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    assert all(reader.get(icon["src"]).status_code == 200 for icon in told["icons"])


def test_pages_of_signed_in_people_are_marked_as_theirs(reader, staff) -> None:
    assert staff.get("/about/")["Cache-Control"] == "private"
    assert "Cache-Control" not in reader.get("/about/")


def test_the_offline_page_speaks_both_languages_and_the_easy_page_is_short(reader) -> None:
    offline = html(reader.get("/offline/"))
    assert 'lang="de"' in offline
    assert 'lang="en">This page' in offline
    easy = html(reader.get("/easy/")).split("<main")[1].split("</main>")[0]
    sentences = re.split(r"[.?!:]", re.sub(r"<[^>]+>", " ", easy))
    assert max(len(one.split()) for one in sentences) <= 14
    assert "plain words" in html(reader.get("/easy/?lang=en"))


def test_the_worker_carries_the_builds_version_and_takes_itself_away_without_one(tmp_path: Path) -> None:
    from stadtkern.front.extras import worker_script

    assert "unregister" in worker_script(tmp_path)
    (tmp_path / "offline-a.js").write_text("go();", "utf-8")
    entry = {"offline/worker.ts": {"file": "offline-a.js", "name": "offline", "isEntry": True}}
    (tmp_path / "manifest.json").write_text(json.dumps(entry), "utf-8")
    first = worker_script(tmp_path)
    assert re.match(r'self\.VERSION = "[0-9a-f]{12}";\ngo\(\);', first)
    (tmp_path / "offline-a.js").write_text("go(2);", "utf-8")
    assert worker_script(tmp_path) != first
