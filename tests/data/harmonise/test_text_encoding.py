"""Encodings are told from the bytes, and lines come out whole whatever the blocks."""

from __future__ import annotations

import codecs
import csv
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.data.harmonise import text_encoding
from stadtkern.data.harmonise.refused import Refused
from stadtkern.data.harmonise.text_encoding import Encoding, decode_lines, detect, named

GERMAN = "Straße;Größe\r\nMühlenweg;12,5\r\nÄußere Gärtnerstraße;7\r\n"


@pytest.mark.parametrize(
    ("data", "name", "bom"),
    [
        (GERMAN.encode(), "utf-8", 0),
        (GERMAN.encode("utf-8-sig"), "utf-8", 3),
        (GERMAN.encode("cp1252"), "cp1252", 0),
        (GERMAN.encode("cp850"), "cp850", 0),
        (GERMAN.encode("utf-16"), "utf-16-le", 2),
        (codecs.BOM_UTF16_BE + GERMAN.encode("utf-16-be"), "utf-16-be", 2),
        (GERMAN.encode("utf-16-le"), "utf-16-le", 0),
        (GERMAN.encode("utf-16-be"), "utf-16-be", 0),
        (GERMAN.encode("utf-32"), "utf-32-le", 4),
        (b"a;b\n1;2\n", "utf-8", 0),
        (b"", "utf-8", 0),
        (GERMAN.encode()[:6], "utf-8", 0),
    ],
)
def test_an_encoding_is_told_and_its_text_comes_out(data: bytes, name: str, bom: int) -> None:
    found = detect(data)
    assert (found.name, found.bom) == (name, bom)
    if len(data) > 10:
        text = "".join(decode_lines(io.BytesIO(data)))
        assert text in (GERMAN, "a;b\n1;2\n")


def test_a_letter_cut_at_the_end_of_the_head_does_not_mislead() -> None:
    data = ("ä" * 40_000).encode()
    assert detect(data[:65_535]).name == "utf-8"


def test_a_few_broken_lines_leave_the_file_utf8_and_are_noted() -> None:
    data = "Müller\nMeißner\n".encode() + "Größe\n".encode("cp1252") + "Käthe\n".encode()
    assert detect(data).name == "utf-8"
    lines = decode_lines(io.BytesIO(data))
    assert list(lines) == ["Müller\n", "Meißner\n", "Größe\n", "Käthe\n"]
    assert (lines.fallback, lines.fallbacks) == ([3], 1)


def test_broken_lines_far_behind_the_head_are_read_and_numbered() -> None:
    good = "Straße,1\n".encode() * 200_000
    lines = decode_lines(io.BytesIO(good + "Größe,2\n".encode("cp1252") + good))
    assert sum(1 for line in lines if line == "Größe,2\n") == 1
    assert lines.fallback == [200_001]
    assert lines.number == 400_001


@given(
    st.lists(st.text(st.characters(codec="cp1252", exclude_characters="\r\n"), max_size=12), max_size=40),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.integers(1, 9),
    st.sampled_from(["\n", "\r\n"]),
)
def test_lines_are_the_same_whatever_the_size_of_blocks(rows: list[str], name: str, block: int, end: str) -> None:
    text = "".join(row + end for row in rows)
    encoding = Encoding({"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(name, name))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_encoding, "_BLOCK", block * 4)
        lines = list(decode_lines(io.BytesIO(text.encode(name)), encoding))
    assert "".join(lines) == text
    assert lines == [row + end for row in rows]


@given(st.binary(max_size=300))
def test_any_bytes_become_text_without_an_error(data: bytes) -> None:
    lines = decode_lines(io.BytesIO(data))
    text = "".join(lines)
    assert isinstance(text, str)
    if lines.encoding.name == "cp1252" and not lines.fallbacks:
        assert text.encode("cp1252") == data


def test_separators_within_a_cell_do_not_end_a_line() -> None:
    text = 'a,"x\u2028y\x0cz\x85"\nb,c\n'
    assert list(decode_lines(io.BytesIO(text.encode()))) == ['a,"x\u2028y\x0cz\x85"\n', "b,c\n"]


def test_old_macintosh_ends_of_lines_are_understood() -> None:
    assert list(decode_lines(io.BytesIO(b"a;b\r1;2\r3;4"))) == ["a;b\r", "1;2\r", "3;4"]


def test_a_quoted_end_of_line_is_left_to_the_csv_reader() -> None:
    rows = list(csv.reader(decode_lines(io.BytesIO(b'a;"b\r\nc"\r\nd;e\r\n')), delimiter=";"))
    assert rows == [["a", "b\r\nc"], ["d", "e"]]


class _Endless(io.RawIOBase):
    """A stream of ``size`` bytes that is never in memory as a whole."""

    def __init__(self, piece: bytes, size: int) -> None:
        self._pieces: Iterator[bytes] = (piece for _ in range(size // len(piece)))

    def read(self, size: int = -1) -> bytes:
        return next(self._pieces, b"")


def test_a_large_file_is_read_in_flat_memory() -> None:
    piece = "Straße;12,5;Ä\n".encode() * 10_000
    tracemalloc.start()
    try:
        lines = decode_lines(_Endless(piece, 24_000_000))  # type: ignore[arg-type]
        count = sum(1 for _ in lines)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count > 1_400_000
    assert lines.bytes_read > 23_000_000
    assert peak < 8_000_000


def test_a_line_without_end_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(Refused, match=r"text\.line"):
        list(decode_lines(_Endless(b"x" * 1_000_000, 200_000_000)))  # type: ignore[arg-type]


def test_muensters_playgrounds_are_windows_1252(real: Path) -> None:
    path = real / "tables/spielplaetze-muenster.csv"
    with path.open("rb") as stream:
        lines = decode_lines(stream)
        text = "".join(lines)
    assert lines.encoding.name == "cp1252"
    assert lines.encoding.sure >= 0.9
    assert lines.fallbacks == 0
    assert text.encode("cp1252") == path.read_bytes()
    assert "ö" in text


def test_konstanz_trees_lose_their_byte_order_mark(real: Path) -> None:
    with (real / "trees/konstanz_baumkataster_2020.csv").open("rb") as stream:
        assert next(decode_lines(stream)).startswith("X,Y,OBJECTID")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("UTF-8", GERMAN.encode("utf-8-sig")),
        ("utf-16", GERMAN.encode("utf-16")),
        ("Windows-1252", GERMAN.encode("cp1252")),
        ("latin1", GERMAN.encode("latin-1")),
    ],
)
def test_a_saved_name_of_an_encoding_is_understood(name: str, data: bytes) -> None:
    assert "".join(decode_lines(io.BytesIO(data), named(name))) == GERMAN


@pytest.mark.parametrize(
    "name", ["", "Fantasie-8", "utf\x008", "base64", "rot13", "punycode", "idna", "unicode_escape", "cp500"]
)
def test_names_that_are_no_text_encoding_are_refused(name: str) -> None:
    with pytest.raises(Refused, match=r"text\.encoding"):
        named(name)


def test_encodings_are_named_for_people() -> None:
    assert Encoding("cp1252").text.de == "Zeichenkodierung: Windows-1252 (ANSI)"
