"""Programs of others read the Features door: GDAL, OWSLib; and schemathesis tries what the interface says."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from owslib.ogcapi.features import Features
from publish_town import Served, tree
from schemathesis.checks import CheckFunction
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)


def run(name: str, *arguments: str) -> str:
    program = shutil.which(name)
    assert program, f"{name} is missing: install gdal-bin (make system)"
    done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=60, check=True)
    assert "ERROR" not in done.stderr
    return done.stdout


def converted(*arguments: str) -> list[dict[str, Any]]:
    """What ogr2ogr reads from the door, as GeoJSON features."""
    found: list[dict[str, Any]] = json.loads(run("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", *arguments))["features"]
    return found


def test_gdal_lists_the_collections(served: Served) -> None:
    found = run("ogrinfo", "-ro", f"OAPIF:{served.address}/features")
    assert [line.split()[1] for line in found.splitlines() if line[:1].isdigit()] == ["trees", "areas", "counters"]


def test_gdal_knows_place_and_types(served: Served) -> None:
    found = run("ogrinfo", "-ro", "-so", f"OAPIF:{served.address}/features", "trees")
    assert "Feature Count: 200" in found
    assert "Extent: (13.000000, 52.300000) - (13.190000, 52.390000)" in found
    for name, kind in (
        ("height", "Real"),
        ("count", "Integer"),
        ("planted", "Date"),
        ("seen", "DateTime"),
        ("name", "String"),
    ):
        assert f"{name}: {kind} " in found


def test_gdal_reads_every_feature_over_the_pages(served: Served) -> None:
    found = converted("-oo", "PAGE_SIZE=30", f"OAPIF:{served.address}/features", "trees")
    assert len(found) == 200
    seventh = next(one for one in found if one["properties"]["name"] == "Äsche 7")
    assert seventh["geometry"]["coordinates"] == [13.07, 52.3]
    assert sum(one["geometry"] is None for one in found) == 8


def test_gdal_asks_by_box_and_by_value(served: Served) -> None:
    address = f"OAPIF:{served.address}/features"
    found = converted("-spat", "13.045", "52.29", "13.065", "52.305", address, "trees")
    assert [one["properties"]["name"] for one in found] == ["Linde 5", "Ahorn 6"]
    found = converted("-where", "count = 3 AND height > 20", address, "trees")
    expected = [one["name"] for one in map(tree, range(1, 201)) if one["count"] == 3 and (one["height"] or 0) > 20]
    assert [one["properties"]["name"] for one in found] == expected


def test_owslib_reads_collections_items_and_queryables(served: Served) -> None:
    features = Features(f"{served.address}/features")
    assert features.feature_collections() == ["trees", "areas", "counters"]
    assert "paths" in features.api()
    assert features.collection("trees")["id"] == "trees"
    assert "height" in features.collection_queryables("trees")["properties"]
    found = features.collection_items("trees", bbox=[13.045, 52.29, 13.065, 52.305], limit=10)
    assert [one["id"] for one in found["features"]] == [5, 6]
    found = features.collection_items("trees", filter="height > 29", limit=10)
    assert {one["properties"]["height"] for one in found["features"]} == {29.5}
    assert features.collection_item("trees", "7")["properties"]["name"] == "Äsche 7"


CHECKS: list[CheckFunction] = [
    status_code_conformance, content_type_conformance, response_schema_conformance, negative_data_rejection,
]  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        "/", "/conformance", "/collections", "/collections/trees", "/collections/trees/queryables", "/collections/trees/items",
        "/collections/trees/items/{featureId}", "/collections/counters/items",
    ],
)  # fmt: skip
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_whatever_is_sent_the_answer_is_as_described(
    served: Served, path: str, mode: schemathesis.GenerationMode
) -> None:
    document = served.json("/features/api")
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=f"{served.address}/features")
    operation = schema[path]["GET"]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=25, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    def each(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    each()
