"""Downloads: what is in each file, who gets it, and that large ones neither fill the memory nor outlive their reader."""

from __future__ import annotations

import csv
import io
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import geopandas
import httpx
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from publish_town import SPECS, STAFF, Served, tree
from python_calamine import CalamineWorkbook
from shapely.geometry import Point

from stadtkern.data.publish.download import excel
from stadtkern.data.publish.shared.running import Running

TREES = [tree(i) for i in range(1, 201)]
STREET = 'Straße "Nord"; --'


def rows_of(answer: httpx.Response, delimiter: str = ",") -> list[dict[str, str]]:
    return list(
        csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=delimiter, strict=True)
    )


def test_csv_holds_every_row_as_rfc_4180_says(served: Served) -> None:
    answer = served.client.get("/download/trees.csv")
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    assert not answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.content.endswith(b"\r\n")
    rows = rows_of(answer)
    assert [row["name"] for row in rows] == [one["name"] for one in TREES]
    assert rows[2] == {
        "name": "O'Hara 3", "height": "3.5", "count": "3", "planted": "2000-01-04", "seen": "2024-01-01T03:00:00Z", "ok": "false",
        STREET: "=cmd|'3'", "geometry": "POINT (13.03 52.3)",
    }  # fmt: skip
    assert rows[9]["height"] == ""
    assert rows[24]["geometry"] == ""


def test_quotes_separators_and_line_breaks_survive_csv(served: Served) -> None:
    rows = rows_of(served.client.get("/download/incomes.csv"))
    assert [row["ort"] for row in rows] == ["Ort\n0", '=1+1;"x"', "Ort\n2", "Ort\n3", "Ort\n4"]
    assert [row["wert"] for row in rows] == ["0", "1234.5", "2469", "3703.5", "4938"]


def test_german_csv_is_what_a_german_excel_opens(served: Served) -> None:
    answer = served.client.get("/download/incomes.csv?dialect=de")
    assert answer.content.startswith(b"\xef\xbb\xbfjahr;wert;ort\r\n")
    rows = rows_of(answer, ";")
    assert [row["wert"] for row in rows][1] == "1234,5"
    assert rows[1]["ort"] == '\'=1+1;"x"'
    assert answer.headers["content-disposition"].endswith("-de.csv")


def test_excel_cells_have_types_and_no_formulas(served: Served) -> None:
    book = openpyxl.load_workbook(io.BytesIO(served.client.get("/download/trees.xlsx").content))
    sheet = book.active
    assert sheet.title == "trees"
    rows = list(sheet.rows)
    assert [cell.value for cell in rows[0]][:7] == ["name", "height", "count", "planted", "seen", "ok", STREET]
    third = rows[3]
    assert [cell.value for cell in third] == [
        "O'Hara 3", 3.5, 3, datetime(2000, 1, 4), datetime(2024, 1, 1, 3), False, "=cmd|'3'", 13.03, 52.3,
    ]  # fmt: skip
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "b", "d"}
    assert rows[25][8].value is None


def test_excel_is_read_by_other_hands_too(served: Served) -> None:
    content = served.client.get("/download/incomes.xlsx").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["jahr", "wert", "ort"]
    assert rows[2] == [2001, 1234.5, '=1+1;"x"']


def test_excel_keeps_what_xml_cannot_say_and_large_numbers(fresh_served: Served) -> None:
    rows = [
        {"text": "a\x00b\x0b<&>\ud7ff\ufffe", "large": 2**60 + 1, "geom": None},
        {"text": "x" * 40_000, "large": -5},
    ]
    fresh_served.filled.features("hard", [("text", "text"), ("large", "integer")], rows, shape="table")
    sheet = openpyxl.load_workbook(io.BytesIO(fresh_served.client.get("/download/hard.xlsx").content)).active
    assert [cell.value for cell in list(sheet.rows)[1]] == ["ab<&>\ud7ff", str(2**60 + 1)]
    assert [len(list(sheet.rows)[2][0].value), list(sheet.rows)[2][1].value] == [32_767, -5]


def test_excel_goes_on_on_the_next_sheet(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "ROWS_ON_SHEET", 61)
    book = openpyxl.load_workbook(io.BytesIO(served.client.get("/download/trees.xlsx").content))
    assert book.sheetnames == ["trees", "trees 2", "trees 3", "trees 4"]
    assert [sheet.max_row for sheet in book] == [61, 61, 61, 21]
    names = [row[0].value for sheet in book for row in list(sheet.rows)[1:]]
    assert names == [one["name"] for one in TREES]


def test_geojson_is_a_collection_of_all_features(served: Served) -> None:
    answer = served.client.get("/download/trees.geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    found = json.loads(answer.content)
    assert len(found["features"]) == 200
    assert found["features"][6] == served.json("/features/collections/trees/items?limit=7")["features"][6]


def test_json_gives_tables_and_series_as_objects(served: Served) -> None:
    rows = json.loads(served.client.get("/download/incomes.json").content)
    assert rows[1] == {"jahr": 2001, "wert": 1234.5, "ort": '=1+1;"x"'}
    assert len(json.loads(served.client.get("/download/counters.json").content)) == 120


def test_geoparquet_is_read_with_its_reference_system(served: Served, tmp_path: Path) -> None:
    file = tmp_path / "trees.parquet"
    file.write_bytes(served.client.get("/download/trees.parquet").content)
    frame = geopandas.read_parquet(file)
    assert frame.crs == "OGC:CRS84"
    assert len(frame) == 200
    assert frame.geometry[6] == Point(13.07, 52.3)
    assert frame["name"][6] == "Äsche 7"
    assert str(pq.read_schema(file).field("seen").type) == "timestamp[us, tz=UTC]"


def test_series_have_time_in_utc_and_local_over_the_clock_change(served: Served) -> None:
    rows = rows_of(served.client.get("/download/counters.csv"))
    assert len(rows) == 120
    assert list(rows[0]) == ["time", "local_time", "station", "datastream", "value", "text", "unit", "status", "flag"]
    local = {row["time"]: row["local_time"] for row in rows}
    assert local["2024-10-27T00:45:00Z"] == "2024-10-27T02:45:00+02:00"
    assert local["2024-10-27T01:00:00Z"] == "2024-10-27T02:00:00+01:00"
    bridge = [row for row in rows if row["datastream"] == "Fahrräder"]
    assert [float(row["value"]) for row in bridge] == [float(i) for i in range(40)]
    assert bridge[5]["flag"] == "ambiguous"
    assert bridge[1]["status"] == "geprüft"
    weir = [row for row in rows if row["station"] == 'Wehr; "unten"']
    assert {row["unit"] for row in weir} == {"cm"}
    assert [row["time"] for row in weir] == sorted(row["time"] for row in weir)


def test_series_can_be_cut_by_time_and_datastream(served: Served) -> None:
    rows = rows_of(served.client.get("/download/counters.csv?from=2024-10-27T00:30:00Z&to=2024-10-27T01:30:00Z"))
    assert {row["time"][11:16] for row in rows} == {"00:30", "00:45", "01:00", "01:15"}
    assert len(rows) == 12
    answer = served.json("/features/collections/counters/items?name=Br%C3%BCcke")
    address = answer["features"][0]["properties"]["latest"][0]["datastream"]
    stream = address.rpartition("(")[2].rstrip(")")
    rows = rows_of(served.client.get(f"/download/counters.csv?stream={stream}&from=2024-10-27"))
    assert len({row["datastream"] for row in rows}) == 1
    assert len(rows) == 24
    assert rows_of(served.client.get("/download/counters.csv?stream=999999")) == []


def test_a_series_comes_in_every_format(served: Served, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(served.client.get("/download/counters.xlsx").content)).active
    assert sheet.max_row == 121
    file = tmp_path / "counters.parquet"
    file.write_bytes(served.client.get("/download/counters.parquet").content)
    assert pq.read_table(file).num_rows == 120
    assert served.client.get("/download/counters.geojson").status_code == 404


def test_more_datastreams_than_are_read_at_once_come_whole(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stadtkern.data.publish.download.frames.STREAMS_AT_ONCE", 1)
    assert len(rows_of(served.client.get("/download/counters.csv"))) == 120
    file = tmp_path / "counters.parquet"
    file.write_bytes(served.client.get("/download/counters.parquet").content)
    assert pq.read_table(file).num_rows == 120
    assert len(json.loads(served.client.get("/download/counters.json").content)) == 120


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "parquet"])
def test_an_empty_series_gives_a_file_without_rows(fresh_served: Served, ending: str) -> None:
    from stadtkern.data.registry.models import Collection

    Collection.objects.create(
        dataset=fresh_served.filled.dataset("none"), slug="none", name="n", title="N", shape="series", columns=[]
    )
    answer = fresh_served.client.get(f"/download/none.{ending}")
    assert answer.status_code == 200
    if ending == "csv":
        assert rows_of(answer) == []
    if ending == "json":
        assert json.loads(answer.content) == []


def test_the_file_has_a_good_name_and_a_mark(served: Served) -> None:
    answer = served.client.head("/download/trees.csv")
    assert answer.status_code == 200
    assert answer.content == b""
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    assert f'filename="trees-{today}.csv"' in answer.headers["content-disposition"]
    again = served.client.get("/download/trees.csv", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "query",
    ["nonsense=1", "dialect=fr", "from=gestern", "to=x", "stream=a", "stream=1;drop", "stream=", "from=2024-01-01&from=2024-01-02", "lang=xx"],
)  # fmt: skip
def test_a_wrong_query_is_refused(served: Served, query: str) -> None:
    answer = served.client.get(f"/download/counters.csv?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_window_is_for_series_alone(served: Served) -> None:
    assert served.client.get("/download/trees.csv?from=2024-01-01").status_code == 400
    assert served.client.get("/download/trees.geojson?dialect=de").status_code == 400


@pytest.mark.parametrize(
    "file",
    [
        "trees",
        "trees.exe",
        "unknown.csv",
        "..csv",
        "%2e%2e%2fetc%2fpasswd.csv",
        "trees.csv%0d%0aSet-Cookie:a=b",
        ".csv",
        "incomes.geojson",
    ],
)
def test_what_is_not_there_is_not_found(served: Served, file: str) -> None:
    answer = served.client.get(f"/download/{file}")
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


def test_a_private_collection_is_for_staff_alone(served: Served) -> None:
    for ending in ("csv", "xlsx", "geojson", "parquet"):
        assert served.client.get(f"/download/secret.{ending}").status_code == 404
        answer = served.client.get(f"/download/secret.{ending}", headers=STAFF)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "private, no-cache"


def test_a_described_collection_without_content_says_so(fresh_served: Served) -> None:
    from stadtkern.data.registry.models import Collection

    dataset = fresh_served.filled.dataset("empty")
    Collection.objects.create(dataset=dataset, slug="empty", name="e", title="E", shape="features", columns=[])
    for ending in ("csv", "geojson", "parquet", "xlsx"):
        assert fresh_served.client.get(f"/download/empty.{ending}").json()["code"] == "download.empty"


def _resident() -> int:
    """Memory of this process in bytes (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.fixture
def large(fresh_served: Served) -> Served:
    """100,000 points with ten columns."""
    count = 100_000
    columns = [(f"c{i}", "text" if i % 2 else "number") for i in range(10)]
    rows: list[dict[str, Any]] = [
        {"geom": Point(13 + i % 1000 * 1e-4, 52 + i // 1000 * 1e-4), **{name: f"Wert {i}" if kind == "text" else i * 0.37 for name, kind in columns}}
        for i in range(count)
    ]  # fmt: skip
    fresh_served.filled.features("large", columns, rows)
    return fresh_served


def test_large_downloads_keep_memory_flat(large: Served) -> None:
    large.client.get("/download/large.csv")
    for ending, least in (("csv", 12e6), ("geojson", 25e6), ("xlsx", 1.5e6), ("parquet", 0.5e6)):
        before, most, size = _resident(), 0, 0
        with large.client.stream("GET", f"/download/large.{ending}", headers={"Accept-Encoding": "identity"}) as answer:
            for piece in answer.iter_raw():
                size += len(piece)
                most = max(most, _resident())
        assert size > least
        assert most - before < 100e6, (ending, (most - before) / 1e6)


def test_a_reader_who_leaves_stops_the_download(large: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    open_now: list[int] = []
    opened = threading.Event()
    read = Running.read

    @contextmanager
    def counted(self: Running) -> Iterator[Any]:
        with read(self) as cursor:
            open_now.append(1)
            opened.set()
            try:
                yield cursor
            finally:
                open_now.pop()

    monkeypatch.setattr(Running, "read", counted)
    with large.client.stream("GET", "/download/large.geojson", headers={"Accept-Encoding": "identity"}) as answer:
        next(answer.iter_raw(1000))
        assert opened.is_set()
    until = time.monotonic() + 5
    while open_now and time.monotonic() < until:
        time.sleep(0.02)
    assert not open_now


def test_an_observation_that_is_no_number_is_given_as_text(fresh_served: Served) -> None:
    batch = {
        "stream": [0, 0], "time": [datetime(2024, 1, 1), datetime(2024, 1, 1) + timedelta(hours=1)],
        "number": [None, 3.0], "value": ['"auf"', None],
    }  # fmt: skip
    fresh_served.filled.series("doors", SPECS[:1], batch)
    rows = rows_of(fresh_served.client.get("/download/doors.csv"))
    assert [(row["value"], row["text"]) for row in rows] == [("", '"auf"'), ("3", "")]


def test_pieces_of_arrow_text_are_joined_without_loss() -> None:
    from stadtkern.data.publish.shared.arrow import text_of

    words = pa.array(["ä", None, "", "b" * 100, "€"])
    assert text_of(words) == "äb".encode() + b"b" * 99 + "€".encode()
    assert text_of(words.slice(3, 1)) == b"b" * 100
    assert text_of(words.slice(5)) == b""
    assert text_of(words.cast(pa.large_string()).slice(4)) == "€".encode()
