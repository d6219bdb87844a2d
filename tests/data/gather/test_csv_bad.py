"""Text tables that are broken: one reason for each row that stays out, the rest goes in; or one clear problem."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from table_reading import problem_of, read, write

from stadtkern.data.gather.kinds.csv_ import KIND
from stadtkern.data.gather.model import Limits, Opening, Shape

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"


@pytest.mark.parametrize("content", [b"", b"\n\r\n  \n", b"\xef\xbb\xbf", b";;;\n;;;\n"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, content: bytes) -> None:
    assert problem_of(write(tmp_path, content)).code == "file.empty"


@pytest.mark.parametrize("text", ["a;b;c\n", "a;b;c", "Titel\n\nZeit;Wert\n;\n"])
def test_only_headers_are_no_data(tmp_path: Path, text: str) -> None:
    assert problem_of(write(tmp_path, text)).code == "table.only-header"


@pytest.mark.parametrize(
    ("content", "code", "word"),
    [
        (PNG, "file.wrong-content", "Bild"),
        (b"%PDF-1.7\n1 0 obj", "file.wrong-content", "PDF"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "file.wrong-content", "Webseite"),
        (bytes(range(256)) * 20, "file.binary", "Binär"),
    ],
)
def test_other_content_under_a_csv_name_is_recognised_and_named(
    tmp_path: Path, content: bytes, code: str, word: str
) -> None:
    path = write(tmp_path, content)
    problem = problem_of(path, None)
    assert problem.code == code
    assert word in problem.text.de


@pytest.mark.parametrize(
    "text",
    [
        "@prefix a: <http://a/> .\na:x a:y ;\n  a:z 1, 2 ;\n  a:w 3 .\n" * 5,
        "Liebe Leute,\n\nheute, morgen und übermorgen ist Markt; kommt, seht, kauft.\nEuer Amt\n" * 3,
        Path(__file__).read_text("utf-8"),
    ],
)
def test_text_that_is_no_table_is_not_claimed(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text, "notiz")
    assert KIND.recognise(path, path.name, path.read_bytes()) < 0.2
    table = write(tmp_path, "Zeit;Wert;Ort\n1;2;3\n4;5;6\n7;8;9\n", "export")
    assert KIND.recognise(table, table.name, table.read_bytes()) > 0.4


def test_a_broken_quote_costs_its_own_row_only(tmp_path: Path) -> None:
    rows = [f'{number};"Straße {number}";{number},5' for number in range(2, 60)]
    rows[10] = '12;"Straße 12;12,5'
    rows[40] = '42;"Straße 42;42,5'
    found = read(write(tmp_path, "\n".join(["nr;name;wert", *rows])))
    assert found.refused == [(12, "row.quote"), (42, "row.quote")]
    assert found.reading.report.read == 58
    assert [row["_row"] for row in found.rows] == [row for row in range(2, 60) if row not in (12, 42)]


def test_a_quote_that_opens_in_the_last_line_is_found(tmp_path: Path) -> None:
    found = read(write(tmp_path, 'a;b\n1;x\n2;"y\n'))
    assert found.refused == [(3, "row.quote")]


def test_a_cell_may_run_over_several_lines(tmp_path: Path) -> None:
    text = 'nr;bemerkung;wert\n1;"erste Zeile\nzweite; Zeile\n""dritte""";5\n2;kurz;6\n'
    found = read(write(tmp_path, text))
    assert found.rows[0]["bemerkung"] == 'erste Zeile\nzweite; Zeile\n"dritte"'
    assert [(row["nr"], row["wert"], row["_row"]) for row in found.rows] == [(1, 5, 2), (2, 6, 5)]


def test_an_inch_sign_is_no_quote(tmp_path: Path) -> None:
    found = read(write(tmp_path, 'nr;rohr;wert\n1;5" Rohr;2\n2;6" Rohr;3\n3;ohne;4\n'))
    assert [row["rohr"] for row in found.rows] == ['5" Rohr', '6" Rohr', "ohne"]
    assert not found.refused


def test_rows_with_too_few_or_too_many_cells_are_refused_with_their_line(tmp_path: Path) -> None:
    found = read(write(tmp_path, "a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,1,1,,\n\nQuelle: Stadt\n"))
    assert found.refused == [(3, "row.fields"), (4, "row.fields"), (7, "row.fields")]
    assert [row["_row"] for row in found.rows] == [2, 5]
    assert found.reading.report.read == 5
    assert "2 Felder statt 3" in found.reading.report.refused[0].reason.de


def test_empty_rows_are_no_rows(tmp_path: Path) -> None:
    found = read(write(tmp_path, "a;b;c\n1;2;3\n;;\n4;5;6\n;;\n ; ;\n\n"))
    assert (found.reading.report.read, len(found.rows), found.refused) == (2, 2, [])


def test_lines_in_another_encoding_are_read_and_flagged(tmp_path: Path) -> None:
    lines = [f"{number};Straße {number}".encode() for number in range(500)]
    lines[400] = "400;Grünstraße".encode("cp1252")
    found = read(write(tmp_path, b"nr;name\n" + b"\n".join(lines)))
    assert found.rows[400]["name"] == "Grünstraße"
    assert found.flagged == [(402, "text.encoding")]
    assert found.rows[399]["name"] == "Straße 399"


def test_utf8_lines_in_an_ansi_file_are_read_and_flagged(tmp_path: Path) -> None:
    lines = [f"{number};Grünstraße {number}".encode("cp1252") for number in range(300)]
    lines[200] = "200;Überführung".encode()
    found = read(write(tmp_path, b"nr;name\n" + b"\r\n".join(lines)))
    assert (found.rows[200]["name"], found.rows[0]["name"]) == ("Überführung", "Grünstraße 0")
    assert found.flagged == [(202, "text.encoding")]


def test_nul_characters_are_removed_and_flagged(tmp_path: Path) -> None:
    lines = [f"{number};Ort {number}" for number in range(300)]
    lines[100] = "100;Ort\x00 100"
    found = read(write(tmp_path, "nr;name\n" + "\n".join(lines)))
    assert found.rows[100]["name"] == "Ort 100"
    assert found.flagged == [(102, "text.nul")]


def test_too_many_columns_are_refused_at_once(tmp_path: Path) -> None:
    text = ";".join(f"s{n}" for n in range(2500)) + "\n" + ";".join("1" for _ in range(2500))
    problem = problem_of(write(tmp_path, text))
    assert (problem.code, "2500" in problem.text.de) == ("table.columns", True)


def test_a_cell_above_the_limit_costs_its_row(tmp_path: Path) -> None:
    text = "nr;name\n1;kurz\n2;" + "x" * 3000 + "\n3;kurz\n"
    found = read(write(tmp_path, text), limits=Limits(cell_bytes=1000))
    assert found.refused == [(3, "row.long")]
    assert [row["nr"] for row in found.rows] == [1, 3]


def test_a_line_without_end_is_no_table(tmp_path: Path) -> None:
    problem = problem_of(write(tmp_path, b"x" * 50_000), limits=Limits(cell_bytes=1000))
    assert problem.code == "table.long-line"


def test_an_endless_line_in_the_middle_is_skipped_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "lang.csv"
    with path.open("wb") as file:
        file.write(b"nr;name\n" + b"".join(b"%d;ort\n" % number for number in range(2, 60_000)))
        file.write(b"60000;")
        for _ in range(40):
            file.write(b"x" * 1_000_000)
        file.write(b"\n60001;ort\n")
    reading = KIND.open(Opening(path, path.name))
    tracemalloc.start()
    rows = sum(batch.num_rows for batch in reading.parts[0].batches())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(one.row, one.code) for one in reading.report.refused] == [(60_000, "row.long")]
    assert rows == 59_999
    assert peak < 60_000_000


def test_formulas_are_data_and_are_kept(tmp_path: Path) -> None:
    found = read(write(tmp_path, 'nr;name\n1;=HYPERLINK("x")\n2;@SUM(A1)\n3;+49 30 1\n'))
    assert [row["name"] for row in found.rows] == ['=HYPERLINK("x")', "@SUM(A1)", "+49 30 1"]


def test_cells_that_are_no_numbers_become_missing_and_are_flagged(tmp_path: Path) -> None:
    rows = [f"2024-01-01 00:{minute:02d};{minute},5" for minute in range(60)]
    rows[7] = "2024-01-01 00:07;defekt"
    found = read(write(tmp_path, "Zeit;Wert\n" + "\n".join(rows)))
    assert (found.reading.report.read, len(found.rows), found.flagged) == (60, 59, [(9, "number.text")])
    flagged = found.reading.report.flagged[0]
    assert (flagged.column, flagged.value) == ("Wert", "defekt")


def test_an_hour_that_cannot_exist_is_refused(tmp_path: Path) -> None:
    rows = [f"31.03.2024 {hour:02d}:30;{hour}" for hour in range(6)]
    found = read(write(tmp_path, "Zeit;Wert\n" + "\n".join(rows)))
    assert found.refused == [(4, "time.gap")]
    assert len(found.rows) == 5


def test_a_missing_or_unreadable_time_refuses_the_row(tmp_path: Path) -> None:
    rows = [f"0{day}.01.2024 10:00;{day}" for day in range(1, 10)] * 3
    rows = [f"{day:02d}.01.2024 10:00;{day}" for day in range(1, 29)]
    rows[3], rows[5] = ";4", "Summe;99"
    found = read(write(tmp_path, "Zeit;Wert\n" + "\n".join(rows)))
    assert found.refused == [(5, "time.missing"), (7, "time.text")]


def test_refusals_are_counted_beyond_those_that_are_listed(tmp_path: Path) -> None:
    good = "\n".join(f"{number};x" for number in range(3000))
    found = KIND.open(Opening(write(tmp_path, f"nr;name\n{good}\n" + "zuviel;a;b;c\n" * 2500), "t.csv"))
    rows = sum(batch.num_rows for batch in found.parts[0].batches())
    assert (rows, found.report.refused_count, len(found.report.refused)) == (3000, 2500, 1000)
    assert found.report.read == 5500


def test_drawing_a_part_twice_counts_once(tmp_path: Path) -> None:
    found = read(write(tmp_path, "a,b,c\n1,2,3\n4,5\n"))
    again = [row for batch in found.part.batches() for row in batch.to_pylist()]
    assert again == found.rows
    report = found.reading.report
    assert (report.read, report.refused_count, len(report.refused)) == (2, 1, 1)


def test_a_table_without_time_or_place_says_so(tmp_path: Path) -> None:
    found = read(write(tmp_path, "Verein;Mitglieder\nTSV;120\nFFW;43\n", name="vereine.csv"))
    assert (found.part.shape, found.reading.title) == (Shape.TABLE, "Vereine")
    assert "table.no-time-no-place" in found.codes
    assert found.rows == [
        {"verein": "TSV", "mitglieder": 120, "_row": 2},
        {"verein": "FFW", "mitglieder": 43, "_row": 3},
    ]


def test_progress_is_told_up_to_the_end(tmp_path: Path) -> None:
    path = write(tmp_path, "a;b\n" + "1;2\n" * 800_000)
    told: list[tuple[int, int]] = []
    reading = KIND.open(Opening(path, path.name, progress=lambda done, total: told.append((done, total))))
    for _ in reading.parts[0].batches():
        pass
    size = path.stat().st_size
    assert told[-1] == (size, size)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len(told) > 2


@pytest.mark.parametrize(
    ("header", "good", "bad", "value"),
    [
        ("Lat;Lon", "52,4{n};13,1{n}", "abc;def", "abc, def"),
        ("Lat;Lon", "52,4{n};13,1{n}", "abc;13,1", "abc, 13,1"),
        ("Rechtswert;Hochwert", "3700{n};58000{n}", "abc;def", "def, abc"),
        ("geo_point", "52.4{n}, 13.1{n}", "irgendwo", "irgendwo"),
        ("geom", "POINT (13.1{n} 52.4{n})", "irgendwo", "irgendwo"),
    ],
)
def test_coordinates_that_cannot_be_read_are_flagged_once(
    tmp_path: Path, header: str, good: str, bad: str, value: str
) -> None:
    rows = [f"B{n};{good.format(n=n)}" for n in range(10, 70)]
    if header.startswith("Rechtswert"):
        rows = [f"B{n};{370000 + n};{5800000 + n}" for n in range(60)]
    found = read(write(tmp_path, "\n".join([f"Name;{header}", *rows, f"X;{bad}"])))
    assert found.part.shape is Shape.FEATURES
    assert len(found.rows) == 61
    assert [(one.row, one.value) for one in found.reading.report.flagged] == [(62, value)]
    assert found.rows[-1]["geom"] is None
