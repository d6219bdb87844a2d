"""What the Features door says about itself."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from publish_town import Served

from stadtkern.data.publish.shared.pages import stylesheet

PAGES = (
    "/features", "/features/conformance", "/features/collections", "/features/collections/trees",
    "/features/collections/trees/queryables", "/features/collections/trees/schema", "/features/collections/trees/items",
    "/features/collections/trees/items/3", "/features/collections/counters/items", "/features/api",
)  # fmt: skip


def test_the_landing_page_links_to_everything(served: Served) -> None:
    answer = served.json("/features")
    assert {"self", "alternate", "service-desc", "service-doc", "conformance", "data"} <= {
        one["rel"] for one in answer["links"]
    }
    for one in answer["links"]:
        assert served.client.get(one["href"]).status_code == 200


def test_conformance_names_core_crs_and_filters(served: Served) -> None:
    classes = served.json("/features/conformance")["conformsTo"]
    for part in (
        "features-1/1.0/conf/core",
        "features-1/1.0/conf/oas30",
        "features-2/1.0/conf/crs",
        "features-3/1.0/conf/filter",
    ):
        assert f"http://www.opengis.net/spec/ogcapi-{part}" in classes
    assert "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text" in classes


def test_collections_are_those_with_places(served: Served) -> None:
    answer = served.json("/features/collections")
    assert [one["id"] for one in answer["collections"]] == ["trees", "areas", "counters"]


def test_a_collection_says_what_it_is(served: Served) -> None:
    answer = served.json("/features/collections/trees", headers={"Accept-Language": "en"})
    assert answer["title"] == "Trees"
    assert answer["extent"]["spatial"]["bbox"] == [[13.0, 52.3, 13.19, 52.39]]
    assert answer["storageCrs"] == "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    assert answer["storageCrs"] in answer["crs"]
    assert {"items", "license", "describedby"} <= {one["rel"] for one in answer["links"]}
    for one in answer["links"]:
        if one["href"].startswith(served.address) and "/datasets/" not in one["href"]:
            assert served.client.get(one["href"]).status_code == 200


def test_queryables_are_what_can_be_asked_by(served: Served) -> None:
    answer = served.json("/features/collections/counters/queryables")
    assert answer["additionalProperties"] is False
    assert "latest" not in answer["properties"]
    assert "latest" in served.json("/features/collections/counters/schema")["properties"]
    trees = served.json("/features/collections/trees/queryables")["properties"]
    assert trees["height"] == {"title": "Height", "type": "number"}
    assert trees["planted"]["format"] == "date"
    for name in trees:
        if name != "geometry":
            assert served.client.get("/features/collections/trees/items", params={"sortby": name}).status_code == 200


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_address_has_a_page_for_people(served: Served, path: str, language: str) -> None:
    answer = served.client.get(path, headers={"Accept": "text/html,application/xhtml+xml", "Accept-Language": language})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert f'<html lang="{language}">' in answer.text
    assert " style=" not in answer.text
    assert "<script" not in answer.text
    _Balanced().feed(answer.text)


class _Balanced(HTMLParser):
    """Fails where an element is closed that is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("meta", "link", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_machines_get_json_unless_they_ask_for_a_page(served: Served) -> None:
    assert served.client.get("/features/collections").headers["content-type"] == "application/json"
    answer = served.client.get("/features/collections/trees/items", headers={"Accept": "*/*"})
    assert answer.headers["content-type"] == "application/geo+json"
    answer = served.client.get("/features?f=json", headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "application/json"
    answer = served.client.get("/features", headers={"Accept": "text/html;q=0.1, application/json"})
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("path", [*PAGES, "/features/api.html"])
def test_unknown_parameters_are_refused_everywhere(served: Served, path: str) -> None:
    answer = served.client.get(path, params={"nonsense": "1"})
    assert answer.status_code == 400
    assert answer.json()["code"] == "query.parameter"


@pytest.mark.parametrize("path", PAGES)
def test_an_unknown_format_is_refused(served: Served, path: str) -> None:
    assert served.client.get(path, params={"f": "pdf"}).status_code == 400


def test_only_reading_is_possible(served: Served) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert served.client.request(method, "/features/collections/trees/items").status_code == 405


def test_a_table_is_no_collection_here(served: Served) -> None:
    assert served.client.get("/features/collections/incomes").status_code == 404


def test_the_interface_describes_each_collection(served: Served) -> None:
    answer = served.client.get("/features/api")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    document = answer.json()
    assert document["openapi"].startswith("3.0.")
    assert {"/collections/trees/items", "/collections/areas/items", "/collections/counters/items"} <= set(
        document["paths"]
    )
    names = {one.get("name") for one in document["paths"]["/collections/trees/items"]["get"]["parameters"]}
    assert {"name", "height", "planted"} <= names


def test_style_sheets_come_from_the_built_assets(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    assert stylesheet(manifest) == ()
    manifest.write_text(json.dumps({"main.ts": {"file": "main-1.js", "css": ["main-2.css"]}}), "utf-8")
    assert stylesheet(manifest) == ("/assets/main-2.css",)
    manifest.write_text("{", "utf-8")
    assert stylesheet(manifest) == ()
