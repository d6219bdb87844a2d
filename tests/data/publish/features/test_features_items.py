"""Items at the Features door: pages, conditions, reference systems, and what is refused."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from publish_town import STAFF, Filled, Served, tree
from pyproj import Transformer
from shapely.geometry import Point, box, shape

ITEMS = "/features/collections/trees/items"
CRS = "http://www.opengis.net/def/crs/EPSG/0/"
TREES = {i: tree(i) for i in range(1, 201)}


def ids(answer: dict[str, Any]) -> list[int]:
    return [feature["id"] for feature in answer["features"]]


def link(answer: dict[str, Any], relation: str) -> str | None:
    return next((one["href"] for one in answer["links"] if one["rel"] == relation), None)


def all_pages(served: Served, address: str) -> list[dict[str, Any]]:
    pages = [served.json(address)]
    while (following := link(pages[-1], "next")) is not None:
        pages.append(served.json(following))
    return pages


def test_a_feature_holds_what_was_written(served: Served) -> None:
    answer = served.json(f"{ITEMS}?limit=3")
    assert answer["numberMatched"] == 200
    assert answer["numberReturned"] == 3
    third = answer["features"][2]
    assert third["geometry"] == {"type": "Point", "coordinates": [13.03, 52.3]}
    assert third["properties"] == {
        "name": "O'Hara 3", "height": 3.5, "count": 3, "planted": "2000-01-04", "seen": "2024-01-01T03:00:00Z", "ok": False,
        'Straße "Nord"; --': "=cmd|'3'",
    }  # fmt: skip


def test_a_feature_without_place_has_a_null_geometry(served: Served) -> None:
    answer = served.json(f"{ITEMS}/25")
    assert answer["geometry"] is None
    assert answer["properties"]["name"] == "Linde 25"


def test_one_feature_links_to_itself_and_its_collection(served: Served) -> None:
    answer = served.json(f"{ITEMS}/7")
    assert {one["rel"] for one in answer["links"]} == {"self", "alternate", "collection"}
    assert served.json(link(answer, "self") or "")["id"] == 7


@pytest.mark.parametrize("feature", ["0", "999", "-1", "abc", "1.5", "9" * 30, "%27", "1;drop", "٣"])
def test_a_feature_that_is_not_there_is_not_found(served: Served, feature: str) -> None:
    answer = served.client.get(f"{ITEMS}/{feature}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "sort", ["", "&sortby=height", "&sortby=-height,name", "&sortby=%2Bok,-planted", "&sortby=-name"]
)
def test_pages_give_each_feature_once_in_order(served: Served, sort: str) -> None:
    pages = all_pages(served, f"{ITEMS}?limit=17{sort}")
    found = [one for page in pages for one in ids(page)]
    assert sorted(found) == list(range(1, 201))
    assert found == ids(served.json(f"{ITEMS}?limit=1000{sort}"))
    assert {page["numberMatched"] for page in pages} == {200}
    assert [page["numberReturned"] for page in pages] == [17] * 11 + [13]


def test_sorting_puts_missing_values_last_either_way(served: Served) -> None:
    for sort in ("height", "-height"):
        found = [one["properties"]["height"] for one in served.json(f"{ITEMS}?sortby={sort}&limit=200")["features"]]
        assert found[-20:] == [None] * 20
        assert None not in found[:-20]
        assert found[:-20] == sorted(found[:-20], reverse=sort.startswith("-"))


def test_a_page_keeps_its_conditions_in_the_next_link(served: Served) -> None:
    pages = all_pages(served, f"{ITEMS}?limit=5&filter=count%20%3D%203&crs={CRS}25833&lang=en")
    assert sorted(one for page in pages for one in ids(page)) == [i for i in TREES if i % 7 == 3]
    query = parse_qs(urlsplit(link(pages[0], "next") or "").query)
    assert query["filter"] == ["count = 3"]
    assert query["lang"] == ["en"]
    assert query["crs"] == [f"{CRS}25833"]


def test_paging_stays_right_while_features_come_and_go(fresh_served: Served) -> None:
    filled = fresh_served.filled
    rows = [{"n": i, "geom": Point(i / 100, 50)} for i in range(1, 31)]
    filled.features("moving", [("n", "integer")], rows)
    first = fresh_served.json("/features/collections/moving/items?limit=10")
    rows += [{"n": i, "geom": Point(i / 100, 50)} for i in range(31, 41)]
    _rewrite(filled, rows)
    rest = all_pages(fresh_served, link(first, "next") or "")
    assert ids(first) + [one for page in rest for one in ids(page)] == list(range(1, 41))


def _rewrite(filled: Filled, rows: list[dict[str, Any]]) -> None:
    from stadtkern.data.registry.models import Collection

    one = Collection.objects.get(slug="moving")
    filled.rewrite(one, [("n", "integer")], rows)


def test_a_box_finds_what_touches_it(served: Served) -> None:
    answer = served.json(f"{ITEMS}?bbox=13.05,52.3,13.10,52.32&limit=500")
    expected = [i for i, one in TREES.items() if one["geom"] and box(13.05, 52.3, 13.10, 52.32).intersects(one["geom"])]
    assert ids(answer) == expected
    assert answer["numberMatched"] == len(expected)


def test_a_box_with_heights_is_the_same_box(served: Served) -> None:
    flat = served.json(f"{ITEMS}?bbox=13.05,52.3,13.10,52.32&limit=500")
    assert ids(served.json(f"{ITEMS}?bbox=13.05,52.3,-10,13.10,52.32,500&limit=500")) == ids(flat)


def test_a_box_over_the_date_line_is_two_boxes(served: Served) -> None:
    assert ids(served.json(f"{ITEMS}?bbox=13.18,52,-170,53&limit=500")) == [
        i for i, one in TREES.items() if one["geom"] and one["geom"].x >= 13.18
    ]


def test_an_area_is_found_by_its_hole_only_from_outside(served: Served) -> None:
    areas = "/features/collections/areas/items"
    assert ids(served.json(f"{areas}?bbox=13.021,52.545,13.022,52.546")) == []
    assert ids(served.json(f"{areas}?bbox=13.09,52.59,13.095,52.595")) == [6]


@pytest.mark.parametrize("code", ["4326", "3857", "25832", "25833"])
def test_places_come_in_the_reference_system_asked_for(served: Served, code: str) -> None:
    answer = served.client.get(f"{ITEMS}/7?crs={CRS}{code}")
    assert answer.headers["content-crs"] == f"<{CRS}{code}>"
    expected = Transformer.from_crs("OGC:CRS84", f"EPSG:{code}").transform(13.07, 52.3)
    assert json.loads(answer.content)["geometry"]["coordinates"] == pytest.approx(expected, rel=1e-9)


def test_without_a_wish_places_are_longitude_and_latitude(served: Served) -> None:
    answer = served.client.get(f"{ITEMS}?limit=1")
    assert answer.headers["content-crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"


@pytest.mark.parametrize("code", ["4326", "3857", "25832", "25833"])
def test_a_box_may_be_in_another_reference_system(served: Served, code: str) -> None:
    to = Transformer.from_crs("OGC:CRS84", f"EPSG:{code}")
    corners = [to.transform(x, y) for x in (13.045, 13.105) for y in (52.295, 52.325)]
    first, second = [one[0] for one in corners], [one[1] for one in corners]
    text = f"{min(first)},{min(second)},{max(first)},{max(second)}"
    answer = served.json(f"{ITEMS}?bbox={text}&bbox-crs={CRS}{code}&limit=500")
    back = Transformer.from_crs("OGC:CRS84", f"EPSG:{code}")
    expected = []
    for i, one in TREES.items():
        if one["geom"]:
            a, b = back.transform(one["geom"].x, one["geom"].y)
            if min(first) <= a <= max(first) and min(second) <= b <= max(second):
                expected.append(i)
    assert expected
    assert ids(answer) == expected


def test_a_filter_may_be_in_another_reference_system(served: Served) -> None:
    x, y = Transformer.from_crs("OGC:CRS84", "EPSG:25833").transform(13.07, 52.3)
    area = f"POLYGON(({x - 9} {y - 9},{x + 9} {y - 9},{x + 9} {y + 9},{x - 9} {y + 9},{x - 9} {y - 9}))"
    answer = served.json(ITEMS, params={"filter": f"S_WITHIN(geometry, {area})", "filter-crs": f"{CRS}25833"})
    assert ids(answer) == [7]
    answer = served.json(
        ITEMS,
        params={"filter": "S_INTERSECTS(geometry, BBOX(52.299, 13.069, 52.301, 13.071))", "filter-crs": f"{CRS}4326"},
    )
    assert ids(answer) == [7]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"count": "3"}, lambda one: one["count"] == 3),
        ({"ok": "true", "count": "4"}, lambda one: one["ok"] and one["count"] == 4),
        ({"height": "7.5"}, lambda one: one["height"] == 7.5),
        ({"name": "O'Hara 8"}, lambda one: one["name"] == "O'Hara 8"),
        ({"planted": "2000-01-04"}, lambda one: str(one["planted"]) == "2000-01-04"),
        ({'Straße "Nord"; --': "=cmd|'9'"}, lambda one: one['Straße "Nord"; --'] == "=cmd|'9'"),
        ({"datetime": "2000-01-04"}, lambda one: str(one["planted"]) == "2000-01-04"),
        ({"datetime": "2000-01-04T12:00:00Z"}, lambda one: str(one["planted"]) == "2000-01-04"),
        ({"datetime": "2000-01-04/2000-01-09"}, lambda one: "2000-01-04" <= str(one["planted"]) <= "2000-01-09"),
        ({"datetime": "2000-06-01/.."}, lambda one: str(one["planted"]) >= "2000-06-01"),
        ({"datetime": "/2000-01-09"}, lambda one: str(one["planted"]) <= "2000-01-09"),
        ({"filter": "height > 20 AND name LIKE 'Linde%'"}, lambda one: (one["height"] or 0) > 20 and one["name"].startswith("Linde")),
        ({"filter": '{"op":"=","args":[{"property":"count"},3]}', "filter-lang": "cql2-json"}, lambda one: one["count"] == 3),
        ({"filter": "count = 3", "ok": "true"}, lambda one: one["count"] == 3 and one["ok"]),
    ],
)  # fmt: skip
def test_conditions_find_the_right_features(served: Served, query: dict[str, str], wanted: Any) -> None:
    answer = served.json(ITEMS, params={**query, "limit": "500"})
    expected = [i for i, one in TREES.items() if wanted(one)]
    assert expected
    assert ids(answer) == expected
    assert answer["numberMatched"] == len(expected)


@pytest.mark.parametrize(
    "query",
    [
        "unknown=1", "_import=1", "_id=1", "limit=0", "limit=-1", "limit=a", "limit=1.5", "limit=", "limit=%2B5", "bbox=1,2,3", "bbox=a,b,c,d",
        "bbox=1,2,3,4,5", "bbox=", "bbox=1,5,2,4", "bbox=nan,1,2,3", "bbox=1,2,3,4&bbox-crs=EPSG:4326", "crs=EPSG:25833", "crs=http://x",
        "datetime=gestern", "datetime=2024-13-01", "datetime=../..x", "datetime=2024-02-01/2024-01-01", "datetime=", "datetime=1/2/3",
        "sortby=unknown", "sortby=", "sortby=name;drop", "sortby=_id", "properties=unknown", "filter=", "filter=name", "filter-lang=sql",
        "filter=name%3D'x&filter-lang=cql2-json", "filter-crs=EPSG:1", "count=drei", "ok=yes", "planted=gestern", "after=x", "after=W10",
        "after=WyJhIl0", "after=WzEsMl0", "f=xml", "count=1&count=2", "limit=1&limit=2", "name=a&unknown=b", "height=1e", "height=nan",
    ],
)  # fmt: skip
def test_a_wrong_query_is_refused_and_says_why(served: Served, query: str) -> None:
    seen = set()
    for language in ("de", "en"):
        answer = served.client.get(f"{ITEMS}?{query}", headers={"Accept-Language": language})
        assert answer.status_code == 400, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        seen.add(answer.json()["title"])
    assert len(seen) == 2


def test_a_limit_above_the_largest_is_the_largest(served: Served) -> None:
    assert served.json(f"{ITEMS}?limit=99999999")["numberReturned"] == 200


def test_only_the_properties_asked_for_come(served: Served) -> None:
    answer = served.json(f"{ITEMS}?limit=2&properties=height,name&sortby=-count")
    assert [list(one["properties"]) for one in answer["features"]] == [["name", "height"]] * 2


@pytest.mark.parametrize(
    "attack",
    [
        "' OR 1=1 --", "'; DROP TABLE lake.tables.c1; --", '" OR ""="', "{{7*7}}", "${7*7}", "%s%n", "\\", "x' UNION SELECT * FROM registry_dataset --",
    ],
)  # fmt: skip
def test_an_attack_finds_nothing_and_breaks_nothing(served: Served, attack: str) -> None:
    assert ids(served.json(ITEMS, params={"name": attack})) == []
    assert (
        ids(served.json(ITEMS, params={"filter": "name = '" + attack.replace("'", "''").replace("\\", "") + "x'"}))
        == []
    )
    for name in ("sortby", "bbox", "datetime", "limit", "crs", "after", "properties", attack):
        assert served.client.get(ITEMS, params={name: attack}).status_code == 400
    assert served.client.get(ITEMS, params={"filter": f"{attack} = 1"}).status_code == 400
    assert served.client.get(f"/features/collections/{attack}/items").status_code == 404
    assert served.json(ITEMS)["numberMatched"] == 200


def test_what_is_shown_on_a_page_is_escaped(fresh_served: Served) -> None:
    evil = "<script>alert(1)</script>{{7*7}}"
    fresh_served.filled.features(
        "evil", [(evil, "text")], [{evil: evil, "geom": Point(1, 2)}], title_de=evil, description_de=evil
    )
    for path in (
        "",
        "/collections",
        "/collections/evil",
        "/collections/evil/items",
        "/collections/evil/items/1",
        "/api.html",
    ):
        answer = fresh_served.client.get(f"/features{path}", params={"f": "html"} if path != "/api.html" else {})
        assert answer.status_code == 200
        assert "<script" not in answer.text
        assert answer.text.count("{{7*7}}") == answer.text.lower().count("&lt;/script&gt;")
        assert ("{{7*7}}" in answer.text) == (path != "")
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_private_collection_is_only_for_staff(served: Served) -> None:
    path = "/features/collections/secret"
    for more in ("", "/items", "/items/1", "/queryables", "/schema"):
        assert served.client.get(path + more).status_code == 404
        assert served.client.get(path + more, headers=STAFF).status_code == 200
    listed = [one["id"] for one in served.json("/features/collections")["collections"]]
    assert "secret" not in listed
    assert "secret" not in served.client.get("/features/api").text
    assert "secret" in served.client.get("/features/collections", headers=STAFF).text
    assert served.client.get(path + "/items", headers=STAFF).headers["cache-control"].startswith("private")


def test_an_answer_that_is_still_fresh_is_not_sent_again(served: Served) -> None:
    first = served.client.get(f"{ITEMS}?limit=2")
    again = served.client.get(f"{ITEMS}?limit=2", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    other = served.client.get(f"{ITEMS}?limit=3", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_stations_of_a_series_are_features(served: Served) -> None:
    answer = served.json("/features/collections/counters/items?sortby=name")
    bridge, weir = answer["features"]
    assert shape(bridge["geometry"]) == Point(13.06, 52.39)
    assert bridge["properties"]["name"] == "Brücke"
    assert bridge["properties"]["station"] == "100"
    assert bridge["properties"]["datastreams"] == 2
    assert bridge["properties"]["latest_time"] == "2024-10-27T05:45:00Z"
    latest = {one["name"]: (one["value"], one["unit"]) for one in bridge["properties"]["latest"]}
    assert {name: value for name, (value, _unit) in latest.items()} == {"Fahrräder": 39.0, "Richtung Nord": 79.0}
    assert weir["properties"]["latest"][0]["datastream"].startswith(f"{served.address}/sta/v1.1/Datastreams(")
    found = served.json("/features/collections/counters/items", params={"bbox": "13.09,52.39,13.11,52.41"})
    assert [one["properties"]["name"] for one in found["features"]] == ['Wehr; "unten"']
    assert served.json("/features/collections/counters/items?filter=datastreams%3D2")["numberMatched"] == 1
    one = served.json(f"/features/collections/counters/items/{bridge['id']}")
    assert one["properties"] == bridge["properties"]


def test_addresses_are_those_the_reader_used(served: Served) -> None:
    answer = served.json(
        f"{ITEMS}?limit=1",
        headers={"Host": "daten.example", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "anyone.example"},
    )
    assert all(one["href"].startswith("http://daten.example/features/") for one in answer["links"])


def test_a_described_collection_without_content_is_empty(fresh_served: Served) -> None:
    from stadtkern.data.registry.models import Collection

    dataset = fresh_served.filled.dataset("empty")
    Collection.objects.create(dataset=dataset, slug="empty", name="e", title="E", shape="features", columns=[])
    assert fresh_served.json("/features/collections/empty/items")["features"] == []
    assert fresh_served.client.get("/features/collections/empty/items/1").status_code == 404
