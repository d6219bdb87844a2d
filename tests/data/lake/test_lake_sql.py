from __future__ import annotations

import duckdb
import pytest

from stadtkern.data.lake.sql import literal, quoted


def test_a_name_with_nul_is_no_name() -> None:
    assert quoted('a"b') == '"a""b"'
    with pytest.raises(ValueError, match="NUL"):
        quoted("a\0b")


@pytest.mark.parametrize("text", ["", "it's", "'; DROP TABLE x; --", 'a "b"', "\\", "ü\n"])
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert duckdb.sql(f"SELECT {literal(text)}").fetchone() == (text,)
    if text:
        assert duckdb.sql(f"SELECT 1 AS {quoted(text)}").columns == [text]
