"""Workbooks as offices write them, and workbooks that are none."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from table_reading import place, problem_of, read, write

from stadtkern.data.gather.choose import choose
from stadtkern.data.gather.kinds.excel import KIND
from stadtkern.data.gather.model import Limits, Opening, Shape


def workbook(folder: Path, sheets: dict[str, list[list[Any]]], name: str = "mappe.xlsx") -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = folder / name
    book.save(path)
    return path


def test_titles_units_and_real_dates(tmp_path: Path) -> None:
    start = datetime(2024, 1, 1)
    rows: list[list[Any]] = [["Pegelstände der Nuthe"], ["Stand: 1.2.2024"], [], ["Datum", "Wasserstand", "Temperatur"]]
    rows.append([None, "cm", "°C"])
    rows += [[start + timedelta(hours=hour), 100 + hour, 4.5] for hour in range(30)]
    found = read(workbook(tmp_path, {"2024": rows, "Hinweise": [["Quelle: Stadt"]]}, "pegel.xlsx"), KIND)
    assert (found.part.shape, found.mapping.header_row, found.mapping.sheet) == (Shape.SERIES, 4, "2024")
    assert [(one.name, one.unit) for one in found.part.streams] == [("Wasserstand", "cm"), ("Temperatur", "Cel")]
    assert (found.rows[0]["time"], found.rows[0]["number"], found.rows[0]["_row"]) == (
        datetime(2023, 12, 31, 23),
        100.0,
        6,
    )
    assert {"header.row", "header.units", "excel.sheets", "time.zone"} <= found.codes
    assert "Hinweise" in found.guess("excel.sheets").text.de


def test_merged_cells_above_the_header_name_the_groups_below(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        {"A": [["Ort", "Männer", None, "Frauen", None], ["Ort", "jung", "alt", "jung", "alt"], ["Nord", 1, 2, 3, 4]]},
    )
    book = openpyxl.load_workbook(path)
    book["A"].merge_cells("B1:C1")
    book["A"].merge_cells("D1:E1")
    book.save(path)
    found = read(path, KIND)
    assert [one.header for one in found.mapping.columns] == [
        "Ort",
        "Männer jung",
        "Männer alt",
        "Frauen jung",
        "Frauen alt",
    ]


def test_cells_keep_their_types(tmp_path: Path) -> None:
    rows = [
        ["Nr", "Name", "Datum", "Preis", "offen", "Uhr"],
        [1, "A", date(2024, 3, 1), 1.5, True, time(8, 30)],
        [2, "B", date(2024, 3, 2), 2, False, time(9, 0)],
        [3, "=1+1", None, None, None, None],
    ]
    found = read(workbook(tmp_path, {"Tabelle1": rows}), KIND)
    assert [(one.name, one.type) for one in found.part.columns] == [
        ("nr", "integer"),
        ("name", "text"),
        ("datum", "date"),
        ("preis", "number"),
        ("offen", "boolean"),
        ("uhr", "text"),
    ]
    assert found.rows[0] == {
        "nr": 1,
        "name": "A",
        "datum": date(2024, 3, 1),
        "preis": 1.5,
        "offen": True,
        "uhr": "08:30:00",
        "_row": 2,
    }
    assert found.rows[2]["preis"] is None


def test_numbers_kept_as_german_text_beside_real_numbers(tmp_path: Path) -> None:
    rows = [["Ort", "Betrag"], ["A", 1234.5], ["B", "1.234,5"], ["C", "2.000,25"], ["D", 7]]
    found = read(workbook(tmp_path, {"T": rows}), KIND)
    assert [row["betrag"] for row in found.rows] == [1234.5, 1234.5, 2000.25, 7.0]


def test_each_sheet_with_a_table_becomes_a_part(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        {
            "Bäume": [["Nr", "Art", "lat", "lon"], [1, "Eiche", 52.1, 13.1], [2, "Linde", 52.2, 13.2]],
            "Vereine": [["Verein", "Mitglieder"], ["TSV", 20], ["FFW", 30], [None, None]],
            "Leer": [],
        },
        "stadt.xlsx",
    )
    reading = KIND.open(Opening(path, path.name))
    assert [(part.name, part.shape.value) for part in reading.parts] == [("baeume", "features"), ("vereine", "table")]
    rows = [[row for batch in part.batches() for row in batch.to_pylist()] for part in reading.parts]
    assert [len(one) for one in rows] == [2, 2]
    assert place(rows[0][0]["geom"]) == (13.1, 52.1)
    assert (reading.title, reading.report.read) == ("Stadt", 4)
    assert "excel.sheets" in {guess.code for guess in reading.report.guesses}


def test_a_mapping_reads_its_sheet_only(tmp_path: Path) -> None:
    sheets = {"A": [["x", "y"], [1, 2], [3, 4]], "B": [["p", "q"], [5, 6], [7, 8]]}
    path = workbook(tmp_path, sheets)
    reading = KIND.open(Opening(path, path.name))
    assert reading.mapping is not None
    reading.mapping.sheet = "A"
    found = read(path, KIND, mapping=reading.mapping)
    assert (len(found.reading.parts), found.rows[0]["x"]) == (1, 1)


def test_values_beside_the_table_cost_their_row(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["a", "b"], [1, 2], [3, 4], *[[n, n] for n in range(600)]]
    rows[450] = [1, 2, None, "Notiz"]
    found = read(workbook(tmp_path, {"T": rows}), KIND)
    assert found.refused == [(451, "row.fields")]


@pytest.mark.parametrize("name", ["zahlen.csv", "zahlen.bin", "zahlen.xlsx"])
def test_a_workbook_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    path = workbook(tmp_path, {"T": [["a", "b"], [1, 2], [3, 4]]}, name)
    assert choose(path, name).kind == "excel"
    assert len(read(path, None).rows) == 2


def test_open_document_sheets_are_read(tmp_path: Path) -> None:
    cells = "".join(
        f'<table:table-row><table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
        f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
        "</table:table-row>"
        for name, value in (("Nord", 1.5), ("Süd", 2.5))
    )
    head = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
        for name in ("Ort", "Wert")
    )
    path = open_document(tmp_path, f"<table:table-row>{head}</table:table-row>{cells}")
    found = read(path, None)
    assert found.reading.kind == "excel"
    assert [(row["ort"], row["wert"]) for row in found.rows] == [("Nord", 1.5), ("Süd", 2.5)]


def open_document(folder: Path, rows: str) -> Path:
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for prefix, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Blatt">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    path = folder / "blatt.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"T": [["a", "b"], [1, 2]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"0" * 60_000_000)
    assert problem_of(path, KIND).code == "archive.bomb"
    assert problem_of(path, KIND, limits=Limits(unpacked_bytes=1_000_000, unpacked_ratio=10**9)).code == "archive.bomb"


def test_an_entry_that_states_too_small_a_size_is_not_opened(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"T": [["a", "b"], *[[n, n] for n in range(2000)]]})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    entry = data.rfind(b"xl/worksheets/sheet1.xml")
    start = data.rfind(b"PK\x01\x02", 0, entry)
    data[start + 24 : start + 28] = (100).to_bytes(4, "little")
    assert info.file_size > 100
    path.write_bytes(data)
    assert problem_of(path, KIND).code == "archive.broken"


@pytest.mark.parametrize("cell", ["XFD1048576", "AA1000000"])
def test_one_cell_far_away_does_not_take_the_memory(tmp_path: Path, cell: str) -> None:
    path = workbook(tmp_path, {"T": [["a", "b"], [1, 2]]})
    book = openpyxl.load_workbook(path)
    book["T"][cell] = 1
    book.save(path)
    assert problem_of(path, KIND).code == "excel.too-large"


def test_repeated_rows_of_open_document_do_not_take_the_memory(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="1000"/>'
    path = open_document(tmp_path, f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>')
    assert problem_of(path, KIND).code == "excel.too-large"


def test_what_is_no_workbook_says_so(tmp_path: Path) -> None:
    assert (
        problem_of(write(tmp_path, b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "bild.xlsx"), None).code == "file.wrong-content"
    )
    assert problem_of(write(tmp_path, b"a;b\n1;2\n", "text.xlsx"), KIND).code == "file.wrong-content"
    assert problem_of(write(tmp_path, b"", "leer.xlsx"), KIND).code == "file.empty"
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("brief.txt", "Hallo")
    assert problem_of(write(tmp_path, sink.getvalue(), "archiv.xlsx"), KIND).code == "file.wrong-content"


def test_a_damaged_workbook_says_so(tmp_path: Path) -> None:
    whole = workbook(tmp_path, {"T": [["a", "b"], [1, 2]]}).read_bytes()
    assert problem_of(write(tmp_path, whole[: len(whole) // 2], "halb.xlsx"), KIND).code == "archive.broken"
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    assert problem_of(write(tmp_path, old, "alt.xls"), KIND).code == "excel.broken"


def test_an_empty_sheet_and_a_lone_header_say_so(tmp_path: Path) -> None:
    assert problem_of(workbook(tmp_path, {"T": []}), KIND).code == "file.empty"
    assert problem_of(workbook(tmp_path, {"T": [["a", "b"]]}), KIND).code == "table.only-header"


def test_too_many_columns_say_so(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"T": [[f"s{n}" for n in range(30)], list(range(30)), list(range(30))]})
    assert problem_of(path, KIND, limits=Limits(columns=20)).code == "table.columns"
