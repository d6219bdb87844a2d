"""The ready lines of the page „Wie nutze ich die Daten?“ are run as they stand, against a town that serves."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from demo_town import DemoTown, demo_town, environment, run_folder
from serving import Serving, serving

COUNTERS, TREES, BUDGET = "radverkehr", "baeume", "haushalt"
TREE_COLUMNS = {"baumnr", "baumart", "hoehe_m", "geometry"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoTown:
    """A demo town of its own."""
    return demo_town(tmp_path_factory.mktemp("snippets"), run_folder(tmp_path_factory), own_ports=True)


@pytest.fixture(scope="module")
def live(demo: DemoTown) -> Iterator[Serving]:
    """That town, serving."""
    with serving(demo.folder) as one:
        yield one


def lines_of(live: Serving, slug: str, key: str) -> str:
    page = live.get(f"/datasets/{slug}/").text
    found = re.search(rf'data-snippet="{key}"><pre><code>(.*?)</code>', page, re.DOTALL)
    assert found, f"{slug} has no lines for {key}"
    return html.unescape(found[1])


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def python(live: Serving, slug: str, folder: Path, more: str) -> str:
    (folder / "lines.py").write_text(f"{lines_of(live, slug, 'python')}\n{more}\n", "utf-8")
    return run([sys.executable, "lines.py"], folder)


def node(live: Serving, slug: str, folder: Path) -> str:
    program = shutil.which("node")
    assert program, "node is not installed"
    (folder / "lines.mjs").write_text(lines_of(live, slug, "js"), "utf-8")
    return run([program, "lines.mjs"], folder)


@pytest.mark.parametrize("slug", [COUNTERS, TREES, BUDGET])
def test_curl_brings_the_whole_table(live: Serving, tmp_path: Path, slug: str) -> None:
    run(["bash", "-c", lines_of(live, slug, "curl")], tmp_path)
    with (tmp_path / f"{slug}.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    wanted = {
        COUNTERS: {"time", "station", "value", "unit"},
        TREES: TREE_COLUMNS,
        BUDGET: {"produktbereich", "stellen"},
    }
    assert wanted[slug] <= set(head)
    items = {COUNTERS: None, TREES: 2240, BUDGET: 12}[slug]
    assert len(rows) == items if items is not None else len(rows) > 500_000


def test_pandas_reads_a_series_with_real_times(live: Serving, tmp_path: Path) -> None:
    more = "print(str(df['time'].dtype)); print(sorted(df['station'].unique())); print(df['value'].sum())"
    *_, kind, stations, total = python(live, COUNTERS, tmp_path, more).splitlines()
    assert kind.startswith("datetime64")
    assert stations == "['Bahnhofstraße', 'Lange Brücke', 'Uferweg']"
    assert float(total) > 100_000


def test_pandas_reads_features_and_tables_with_their_columns(live: Serving, tmp_path: Path) -> None:
    more = "print('|'.join(df.columns)); print(len(df)); print(df['hoehe_m'].max())"
    *_, names, count, highest = python(live, TREES, tmp_path, more).splitlines()
    assert set(names.split("|")) >= TREE_COLUMNS
    assert int(count) == 2240
    shown = live.get(f"/features/collections/{TREES}/items?limit=2000&f=json").json()["features"]
    assert float(highest) == max(one["properties"]["hoehe_m"] for one in shown)
    *_, areas = python(live, BUDGET, tmp_path, "print(df['produktbereich'].nunique())").splitlines()
    assert int(areas) == 12


def test_javascript_prints_the_latest_values(live: Serving, tmp_path: Path) -> None:
    printed = node(live, COUNTERS, tmp_path).strip().splitlines()
    assert len(printed) == 10
    moments = [one.split()[0] for one in printed]
    assert moments == sorted(moments, reverse=True)
    assert all(float(one.split()[-1]) >= 0 for one in printed)


def test_javascript_prints_places_and_rows(live: Serving, tmp_path: Path) -> None:
    assert node(live, TREES, tmp_path).count("Point") == 10
    head, count = node(live, BUDGET, tmp_path).strip().rsplit(" ", 1)
    assert head.startswith("produktbereich,")
    assert int(count) == 12


def test_sensorthings_gives_the_latest_values_of_that_stream(live: Serving, tmp_path: Path) -> None:
    found = json.loads(run(["bash", "-c", lines_of(live, COUNTERS, "sensorthings")], tmp_path))["value"]
    assert len(found) == 96
    assert set(found[0]) >= {"phenomenonTime", "result"}


def test_a_part_of_the_features_lies_in_its_box(live: Serving, tmp_path: Path) -> None:
    found = json.loads(run(["bash", "-c", lines_of(live, TREES, "part")], tmp_path))
    assert len(found["features"]) == 100


@pytest.mark.parametrize("slug", [COUNTERS, TREES, BUDGET])
def test_the_excel_query_reads_what_the_door_gives(live: Serving, slug: str) -> None:
    query = lines_of(live, slug, "excel")
    address = re.search(r'Web\.Contents\("([^"]+)"\)', query)
    assert address
    assert 'Delimiter = ","' in query
    assert "Encoding = 65001" in query
    answer = live.get(address[1].removeprefix(live.address))
    table = pd.read_csv(io.BytesIO(answer.content), sep=",", encoding="utf-8", nrows=5)
    assert len(table.columns) > 2


def test_r_and_qgis_name_addresses_that_answer(live: Serving) -> None:
    for slug, key in ((COUNTERS, "r"), (TREES, "r"), (BUDGET, "r"), (COUNTERS, "qgis"), (TREES, "qgis")):
        address = re.search(r"http://[^\"'\s]+", lines_of(live, slug, key))
        assert address
        assert live.get(address[0].removeprefix(live.address)).status_code == 200
