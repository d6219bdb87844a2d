"""The front door: both planes in one process, headers, who is asked in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from serving import Serving, import_json, serving, stadtkern

TREES = "Nr;Baumart;lat;lon\n1;Linde;52.1;13.5\n2;Ahorn;52.2;13.6\n"


@pytest.fixture(scope="module")
def open_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A town with one private dataset."""
    folder = tmp_path_factory.mktemp("front") / "stadt"
    stadtkern("init", folder, "--password", "ein-gutes-wort")
    file = folder.parent / "baeume.csv"
    file.write_text(TREES, "utf-8")
    import_json(folder, file)
    with serving(folder) as town:
        yield town


@pytest.mark.parametrize("path", ["/", "/datasets/", "/features", "/catalogue.ttl", "/sta/v1.1"])
def test_every_answer_forbids_what_is_not_the_towns_own(open_town: Serving, path: str) -> None:
    """Pages and doors carry a policy without inline script and without other servers."""
    answer = open_town.get(path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/datasets/baeume/",
        "/features/collections/baeume",
        "/features/collections/baeume/items",
        "/tiles/baeume/0/0/0.mvt",
        "/download/baeume.csv",
        "/download/baeume.parquet",
        "/datasets/baeume/chart.svg",
    ],
)
def test_an_unpublished_dataset_is_not_there_for_the_public(open_town: Serving, path: str) -> None:
    """Every door answers as if it did not exist, and its name is nowhere."""
    answer = open_town.get(path)
    assert answer.status_code in {404, 302}
    for listing in ("/datasets/", "/features/collections", "/catalogue.ttl", "/sta/v1.1/Things"):
        assert "baeume" not in open_town.get(listing).text.lower()


def test_the_control_door_is_shut_without_its_key(open_town: Serving) -> None:
    """Without the key from the town's folder it does not even exist."""
    import httpx

    answer = httpx.post(f"{open_town.address}/-/do/datasets", json={}, trust_env=False)
    assert answer.status_code == 404
    assert (open_town.folder / "run" / "control.json").stat().st_mode & 0o077 == 0


def test_a_visitor_who_only_reads_gets_no_cookie(open_town: Serving) -> None:
    """So the town needs no banner."""
    for path in ("/", "/datasets/", "/map/", "/about/"):
        assert "set-cookie" not in open_town.get(path).headers, path


def test_pages_come_in_the_readers_language(open_town: Serving) -> None:
    """German first, English complete."""
    assert '<html lang="de"' in open_town.get("/datasets/", headers={"Accept-Language": "de"}).text
    assert '<html lang="en"' in open_town.get("/datasets/", headers={"Accept-Language": "en"}).text


def test_only_one_plane_when_asked(tmp_path: Path) -> None:
    """--only data has no pages, --only people no doors."""
    stadtkern("init", tmp_path / "stadt")
    with serving(tmp_path / "stadt", "--only", "data") as town:
        assert town.get("/features").status_code == 200
        assert town.get("/datasets/").status_code == 404
    with serving(tmp_path / "stadt", "--only", "people") as town:
        assert town.get("/features").status_code == 404
        assert town.get("/datasets/").status_code == 200
