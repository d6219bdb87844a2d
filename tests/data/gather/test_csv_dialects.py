"""A table comes back the same, in whatever dialect it was written."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from table_reading import read, write

from stadtkern.data.gather.kinds.csv_ import KIND
from stadtkern.data.gather.model import Opening, Shape
from stadtkern.data.harmonise.missing import is_missing

ZONE_FREE = datetime(2024, 1, 15)
words = (
    st.text("abcdefghijklmnopqrstuvwxyzäöüßABCÄÖÜ -", min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda text: len(text) > 2 and text.strip("-") == text and not is_missing(text))
)
numbers = st.decimals(-9999, 9999, places=2, allow_nan=False, allow_infinity=False)


@st.composite
def dialects(draw: st.DrawFn) -> dict[str, str]:
    delimiter = draw(st.sampled_from([";", ",", "\t", "|"]))
    decimal = draw(st.sampled_from([".", ","]))
    return {
        "delimiter": delimiter,
        "decimal": decimal,
        "encoding": draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"])),
        "newline": draw(st.sampled_from(["\n", "\r\n", "\r"])),
        "quoting": draw(st.sampled_from(["minimal", "all"])),
    }


def written(rows: list[list[str]], dialect: dict[str, str]) -> bytes:
    sink = io.StringIO()
    quoting = csv.QUOTE_ALL if dialect["quoting"] == "all" else csv.QUOTE_MINIMAL
    out = csv.writer(sink, delimiter=dialect["delimiter"], lineterminator=dialect["newline"], quoting=quoting)
    out.writerows(rows)
    return sink.getvalue().encode(dialect["encoding"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_random_table_is_read_back_the_same(data: st.DataObject) -> None:
    dialect = data.draw(dialects())
    rows = data.draw(st.lists(st.tuples(words, numbers, st.integers(0, 99999)), min_size=3, max_size=30))
    body = [[name, str(number).replace(".", dialect["decimal"]), str(whole)] for name, number, whole in rows]
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), written([["Straße", "Länge", "Anzahl"], *body], dialect))
        found = read(path)
    assert found.part.shape is Shape.TABLE
    assert found.reading.report.refused_count == found.reading.report.flagged_count == 0
    assert [row["strasse"] for row in found.rows] == [name for name, _, _ in rows]
    assert [row["laenge"] for row in found.rows] == [float(number) for _, number, _ in rows]
    assert [row["anzahl"] for row in found.rows] == [whole for _, _, whole in rows]
    assert [row["_row"] for row in found.rows] == list(range(2, len(rows) + 2))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_random_series_is_read_back_the_same(data: st.DataObject) -> None:
    dialect = data.draw(dialects())
    style = data.draw(st.sampled_from(["%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M:%S"]))
    values = data.draw(st.lists(st.tuples(numbers, st.one_of(st.none(), numbers)), min_size=4, max_size=40))
    times = [ZONE_FREE + timedelta(minutes=15 * step) for step in range(len(values))]
    body = [
        [time.strftime(style), *("" if one is None else str(one).replace(".", dialect["decimal"]) for one in pair)]
        for time, pair in zip(times, values, strict=True)
    ]
    with tempfile.TemporaryDirectory() as folder:
        found = read(write(Path(folder), written([["Zeitpunkt", "Temperatur (°C)", "Pegel [cm]"], *body], dialect)))
    assert found.part.shape is Shape.SERIES
    assert found.reading.report.refused_count == found.reading.report.flagged_count == 0
    assert found.values("Temperatur") == [float(one) for one, _ in values]
    if any(two is not None for _, two in values):
        assert found.values("Pegel") == [float(two) for _, two in values if two is not None]
    assert [row["time"] for row in found.rows if row["stream"] == 0] == [time - timedelta(hours=1) for time in times]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.integers(0, 2))
def test_no_content_makes_it_fail_in_any_other_way_than_with_a_problem(content: bytes, head: int) -> None:
    from stadtkern.town.text import ProblemError

    start = (b"", b"Zeit;Wert\n2024-01-01 10:00;5\n", b'a,b,c\n1,"2,3\n')[head]
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), start + content)
        try:
            found = read(path)
        except ProblemError:
            return
    assert found.reading.report.read >= found.reading.report.refused_count


@pytest.mark.parametrize(
    ("text", "delimiter", "rows"),
    [
        ("Zeit;Wert\n2024-01-01 00:00;1,5\n2024-01-01 01:00;2,5\n", ";", 2),
        ("sep=;\na;b\n1,5;2,5\n3,5;4,5\n", ";", 2),
        ('a,b\n"1,5","x;y"\n"2,5","z;w"\n', ",", 2),
        ("a\tb\n1,5\tx, y\n2,5\tz, w\n", "\t", 2),
        ("nur\n1\n2\n3\n", None, 3),
        ("a|b|c\n1|2|3\n", "|", 1),
    ],
)
def test_the_delimiter_is_found_beside_decimal_commas(
    tmp_path: Path, text: str, delimiter: str | None, rows: int
) -> None:
    found = read(write(tmp_path, text))
    assert found.reading.report.read == rows
    assert not found.refused
    if delimiter:
        assert found.mapping.delimiter == delimiter


def test_rows_keep_their_line_below_an_excel_separator_line(tmp_path: Path) -> None:
    found = read(write(tmp_path, "sep=;\nort;wert\nNord;1,5\nSüd;2,5\n"))
    assert [(row["ort"], row["wert"], row["_row"]) for row in found.rows] == [("Nord", 1.5, 3), ("Süd", 2.5, 4)]


def test_a_trailing_delimiter_makes_no_column(tmp_path: Path) -> None:
    found = read(write(tmp_path, "ort;wert;\nNord;1;\nSüd;2;\n"))
    assert [set(row) for row in found.rows] == [{"ort", "wert", "_row"}] * 2


def test_a_file_too_long_to_be_looked_at_whole_is_still_a_series(tmp_path: Path) -> None:
    rows = (f"{ZONE_FREE + timedelta(minutes=step):%Y-%m-%d %H:%M};{step % 50};ruhig" for step in range(180_000))
    path = write(tmp_path, "Zeit;Wert;Status\n" + "\n".join(rows))
    assert path.stat().st_size > 4 * 1024 * 1024
    reading = KIND.open(Opening(path, path.name))
    assert reading.parts[0].shape is Shape.SERIES
    assert sum(batch.num_rows for batch in reading.parts[0].batches()) + reading.report.refused_count == 180_000
    assert {one.code for one in reading.report.refused} == {"time.gap"}
