"""What the office's frame is made of comes from this process, to be kept for good; its policy is looser only for styles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from serving import Serving, serving, stadtkern


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory):
    """A town that serves."""
    folder = tmp_path_factory.mktemp("office") / "stadt"
    stadtkern("init", folder, "--password", "ein-gutes-wort")
    media = folder / "files" / "media"
    media.mkdir(parents=True)
    (media / "bild.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "files" / "geheim.csv").write_text("a;b\n", "utf-8")
    with serving(folder) as one:
        yield one


def policy(town: Serving, path: str) -> dict[str, str]:
    text = town.get(path).headers["content-security-policy"]
    return dict(part.strip().split(" ", 1) for part in text.split(";"))


def test_only_the_office_allows_style_attributes_and_nobody_scripts_inside_a_page(town: Serving) -> None:
    assert "style-src" not in policy(town, "/")
    office = policy(town, "/office/")
    assert office.pop("style-src") == "'self' 'unsafe-inline'"
    assert "unsafe" not in str(office)
    assert office["default-src"] == "'self'"


def test_the_frames_files_are_kept_for_good_when_their_address_names_a_version(town: Serving) -> None:
    named = town.get("/static/wagtailadmin/js/core.js?v=1")
    assert named.status_code == 200
    assert "immutable" in named.headers["cache-control"]
    assert "immutable" not in town.get("/static/wagtailadmin/js/core.js").headers["cache-control"]
    assert town.get("/static/wagtailadmin/gibtesnicht.js").status_code == 404


@pytest.mark.parametrize(
    "path", ["/static/../settings.py", "/static/%2e%2e/apps.py", "/media/../geheim.csv", "/media/%2e%2e/geheim.csv"]
)
def test_nothing_beside_these_folders_is_given_out(town: Serving, path: str) -> None:
    assert town.get(path).status_code == 404


def test_pictures_are_given_out_as_what_they_are(town: Serving) -> None:
    answer = town.get("/media/bild.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_pages_for_everyone_know_no_address_of_the_frame(town: Serving) -> None:
    assert not re.search(r"wagtail", town.get("/").text, re.IGNORECASE)
    assert town.get("/office/pages/").headers["location"].startswith("/sign-in/")


def test_a_key_opens_the_sensorthings_door(town: Serving, tmp_path: Path) -> None:
    import httpx

    refused = httpx.get(
        f"{town.address}/sta/v1.1/Things", headers={"authorization": "Bearer sk_falsch"}, trust_env=False
    )
    assert refused.status_code == 200
    assert refused.json()["value"] == []
