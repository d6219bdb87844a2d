"""CQL2 text: what is read, what is refused, and what the SQL finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.data.lake import open_lake
from stadtkern.data.publish.features.cql import compile_filter, parse_json, parse_text
from stadtkern.town.text import ProblemError

TYPES = {
    "name": "text",
    "h": "number",
    "n": "integer",
    "d": "date",
    "t": "time",
    "ok": "boolean",
    'Ö "x"': "text",
    "list": "json",
}
ROWS: list[tuple[Any, ...]] = [
    (1, "Linde", 1.5, 1, date(2020, 1, 1), datetime(2024, 1, 1, 12), True, "a"),
    (2, "LINDE", 20.0, 2, date(2020, 6, 1), datetime(2024, 1, 2), False, "b"),
    (3, "Äsche", None, 3, date(2021, 1, 1), datetime(2024, 1, 2, 23, 59, 59), None, "O'x"),
    (4, "O'Hara", 7.0, 4, None, None, True, None),
    (5, "100%_ig", -3.0, 0, date(2022, 12, 31), datetime(2024, 6, 1), False, ""),
]
_SQL = 'CREATE TEMP TABLE probe AS SELECT * FROM (VALUES {}) AS v("_id", name, h, n, d, t, ok, "Ö ""x""")'


@pytest.fixture(scope="module")
def cursor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Five rows at (id, 50), with a square of a tenth of a degree around the fifth."""
    lake = open_lake(tmp_path_factory.mktemp("cql") / "lake")
    with lake.read() as cursor:
        cursor.execute(
            _SQL.format(", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * 5)), [value for row in ROWS for value in row]
        )
        cursor.execute("ALTER TABLE probe ADD COLUMN geom GEOMETRY")
        cursor.execute('UPDATE probe SET geom = ST_Point("_id", 50)')
        cursor.execute('UPDATE probe SET geom = ST_MakeEnvelope(5, 50, 5.1, 50.1) WHERE "_id" = 5')
        yield cursor
    lake.close()


def found(cursor: duckdb.DuckDBPyConnection, tree: Any) -> list[int]:
    condition = compile_filter(tree, TYPES)
    rows = cursor.execute(
        f'SELECT "_id" FROM probe WHERE {condition.sql} ORDER BY 1', list(condition.parameters)
    ).fetchall()
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("name = 'Linde'", [1]),
        ("name = 'O''Hara'", [4]),
        ("name = 'O\\'Hara'", [4]),
        ("name <> 'Linde'", [2, 3, 4, 5]),
        ("'Linde' = name", [1]),
        ("CASEI(name) = CASEI('linDE')", [1, 2]),
        ("ACCENTI(name) = 'Asche'", [3]),
        ("CASEI(ACCENTI(name)) LIKE casei('ASCH%')", [3]),
        ("name LIKE 'L%'", [1, 2]),
        ("name LIKE '100\\%\\_ig'", [5]),
        ("name LIKE '_inde'", [1]),
        ("name NOT LIKE 'L%'", [3, 4, 5]),
        ("h > 5", [2, 4]),
        ("h >= 7 AND n < 4", [2]),
        ("h = 1.5 OR n = 3", [1, 3]),
        ("h = 1.5 OR n = 3 AND ok = TRUE", [1]),
        ("(h = 1.5 OR n = 2) AND ok = TRUE", [1]),
        ("NOT h > 5", [1, 5]),
        ("NOT (h > 5 OR n = 0)", [1]),
        ("h IS NULL", [3]),
        ("h IS NOT NULL", [1, 2, 4, 5]),
        ("n BETWEEN 1 AND 2", [1, 2]),
        ("n NOT BETWEEN 1 AND 2", [3, 4, 5]),
        ("n BETWEEN 1 AND 2 AND ok = true", [1]),
        ("name BETWEEN 'A' AND 'M'", [1, 2]),
        ("n IN (1, 3, 99)", [1, 3]),
        ("name NOT IN ('Linde', 'LINDE')", [3, 4, 5]),
        ("ok = FALSE", [2, 5]),
        ("ok", [1, 4]),
        ("NOT ok", [2, 5]),
        ("h = -3", [5]),
        ("h < -2.5e0", [5]),
        ("n * 2 + 1 = 5", [2]),
        ("1 + 2 * 3 = 7 AND n = 1", [1]),
        ("2 ^ 3 ^ 0 = 2 AND n = 1", [1]),
        ("n % 2 = 1", [1, 3]),
        ("n div 2 = 1", [2, 3]),
        ("10 / n > 4", [1, 2]),
        ("h > n", [1, 2, 4]),
        ("d = DATE('2020-01-01')", [1]),
        ("d > '2020-05-01'", [2, 3, 5]),
        ("t >= TIMESTAMP('2024-01-02T00:00:00Z')", [2, 3, 5]),
        ("t = TIMESTAMP('2024-01-01T13:00:00+01:00')", [1]),
        ("T_AFTER(t, DATE('2024-01-02'))", [5]),
        ("T_BEFORE(t, DATE('2024-01-02'))", [1]),
        ("T_INTERSECTS(t, DATE('2024-01-02'))", [2, 3]),
        ("T_DISJOINT(t, DATE('2024-01-02'))", [1, 5]),
        ("T_EQUALS(d, DATE('2021-01-01'))", [3]),
        ("T_DURING(d, INTERVAL('2020-01-01', '2020-12-31'))", [2]),
        ("T_INTERSECTS(d, INTERVAL('2020-01-01', '2020-12-31'))", [1, 2]),
        ("T_INTERSECTS(d, INTERVAL('..', '2020-12-31'))", [1, 2]),
        ("T_INTERSECTS(d, INTERVAL('2021-01-01', '..'))", [3, 5]),
        ("T_STARTS(d, INTERVAL('2020-01-01', '2020-12-31'))", [1]),
        ("T_FINISHES(d, INTERVAL('2020-01-01', '2022-12-31'))", [5]),
        ("T_MEETS(d, INTERVAL('2020-06-01', '2020-12-31'))", [2]),
        ("T_METBY(d, INTERVAL('2020-01-01', '2021-01-01'))", [3]),
        ("T_CONTAINS(INTERVAL('2019-01-01', '2020-12-31'), d)", [1, 2]),
        ("T_OVERLAPS(INTERVAL(d, '2022-01-01'), INTERVAL('2021-06-01', '2023-01-01'))", [1, 2, 3]),
        ("S_INTERSECTS(geometry, POINT(2 50))", [2]),
        ("S_INTERSECTS(geometry, BBOX(1.5, 49, 3.5, 51))", [2, 3]),
        ("S_INTERSECTS(BBOX(1.5, 49, 3.5, 51), geometry)", [2, 3]),
        ("S_WITHIN(geometry, POLYGON((0 49, 2.5 49, 2.5 51, 0 51, 0 49)))", [1, 2]),
        ("S_CONTAINS(geometry, POINT(5.05 50.05))", [5]),
        ("S_DISJOINT(geometry, BBOX(0, 49, 4.5, 51))", [5]),
        ("S_TOUCHES(geometry, POINT(5 50.05))", [5]),
        ("S_CROSSES(geometry, LINESTRING(4.9 50.05, 5.2 50.05))", [5]),
        ("S_OVERLAPS(geometry, BBOX(5.05, 50, 6, 51))", [5]),
        ("S_EQUALS(geometry, POINT(3 50))", [3]),
        ("S_INTERSECTS(geom, MULTIPOINT((1 50), (3 50)))", [1, 3]),
        ("S_INTERSECTS(geometry, MULTIPOINT(1 50, 3 50))", [1, 3]),
        ("S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(1 50), LINESTRING(2 49, 2 51)))", [1, 2]),
        ("S_INTERSECTS(geometry, POINT Z (2 50 17))", [2]),
        ('"Ö ""x""" = \'O\'\'x\'', [3]),
        ("  name\n=\t'Linde'  ", [1]),
    ],
)
def test_a_filter_finds_its_rows(cursor: duckdb.DuckDBPyConnection, text: str, ids: list[int]) -> None:
    assert found(cursor, parse_text(text)) == ids


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "cql.syntax"),
        ("name", "cql.type"),
        ("name =", "cql.syntax"),
        ("name = 'x", "cql.syntax"),
        ("= 3", "cql.syntax"),
        ("name = 'a' name = 'b'", "cql.syntax"),
        ("name = 'a' OR", "cql.syntax"),
        ("(n = 1", "cql.syntax"),
        ("n = 1)", "cql.syntax"),
        ("n IN ()", "cql.syntax"),
        ("n BETWEEN 1", "cql.syntax"),
        ("n IS 3", "cql.syntax"),
        ("unknown = 3", "cql.property"),
        ("_import = 3", "cql.property"),
        ("list = 'x'", "cql.type"),
        ("name = 3", "cql.type"),
        ("n = 'drei'", "cql.type"),
        ("ok > 3", "cql.type"),
        ("n AND ok", "cql.type"),
        ("geometry = 3", "cql.type"),
        ("n LIKE '3%'", "cql.type"),
        ("sleep(3) = 1", "cql.syntax"),
        ("S_INTERSECTS(geometry, name)", "cql.type"),
        ("S_INTERSECTS(geometry, POINT(1))", "cql.syntax"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 0 0)))", "query.geometry"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 1 0, 0 1)))", "query.geometry"),
        ("S_INTERSECTS(geometry, LINESTRING(0 0))", "query.geometry"),
        ("S_INTERSECTS(geometry, POINT EMPTY)", "query.geometry"),
        ("S_INTERSECTS(geometry, BBOX(1, 2, 3))", "query.geometry"),
        ("S_INTERSECTS(geometry, POINT(1e999 1))", "query.geometry"),
        ("d = DATE('2020-13-01')", "query.time"),
        ("d = DATE('gestern')", "query.time"),
        ("T_AFTER(n, DATE('2020-01-01'))", "cql.type"),
        ("T_DURING(d, INTERVAL('2021-01-01', '2020-01-01'))", "cql.type"),
        ("INTERVAL('2021-01-01', '2022-01-01')", "cql.type"),
        ("n = 1" + "0" * 400, "cql.syntax"),
        ("(" * 5000 + "n = 1" + ")" * 5000, "cql.syntax"),
        ("NOT " * 4000 + "ok", "cql.syntax"),
        ("-" * 9000 + "1 = n", "cql.syntax"),
        ("n = 1 OR " * 5000 + "n = 1", "cql.syntax"),
        ("n = 1; DROP TABLE probe", "cql.syntax"),
        ("n = 1 -- ", "cql.syntax"),
        ("n = 1 /* */", "cql.syntax"),
        ("n = 1 UNION SELECT 1", "cql.syntax"),
        ('"n"" = 1 OR 1=1 --" = 1', "cql.property"),
        ("name = \x00", "cql.syntax"),
    ],
)
def test_a_wrong_filter_is_refused_in_both_languages(text: str, code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        compile_filter(parse_text(text), TYPES)
    assert caught.value.problem.code == code
    assert caught.value.problem.text.de != caught.value.problem.text.en


def test_user_text_never_stands_in_the_sql() -> None:
    condition = compile_filter(
        parse_text("name = 'x''; DROP TABLE probe; --' OR S_INTERSECTS(geometry, POINT(1 2))"), TYPES
    )
    assert "DROP" not in condition.sql
    assert condition.parameters[0] == "x'; DROP TABLE probe; --"
    assert condition.sql.count("?") == len(condition.parameters)


def test_a_long_chain_is_flat_and_runs(cursor: duckdb.DuckDBPyConnection) -> None:
    assert found(cursor, parse_text(" OR ".join(f"n = {i}" for i in range(500)))) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ('{"op": "=", "args": [{"property": "name"}, "Linde"]}', [1]),
        (
            '{"op": "and", "args": [{"op": ">", "args": [{"property": "h"}, 5]}, {"op": "<", "args": [{"property": "n"}, 4]}]}',
            [2],
        ),
        ('{"op": "not", "args": [{"op": "isNull", "args": [{"property": "h"}]}]}', [1, 2, 4, 5]),
        ('{"op": "in", "args": [{"property": "n"}, [1, 3]]}', [1, 3]),
        ('{"op": "between", "args": [{"property": "n"}, 1, 2]}', [1, 2]),
        ('{"op": "like", "args": [{"op": "casei", "args": [{"property": "name"}]}, "li%"]}', [1, 2]),
        ('{"op": "=", "args": [{"op": "+", "args": [{"property": "n"}, 1]}, 3]}', [2]),
        ('{"op": ">", "args": [{"property": "d"}, {"date": "2020-05-01"}]}', [2, 3, 5]),
        ('{"op": "t_during", "args": [{"property": "d"}, {"interval": ["2020-01-01", "2020-12-31"]}]}', [2]),
        ('{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point", "coordinates": [2, 50]}]}', [2]),
        ('{"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": [1.5, 49, 3.5, 51]}]}', [2, 3]),
    ],
)
def test_a_json_filter_finds_its_rows(cursor: duckdb.DuckDBPyConnection, text: str, ids: list[int]) -> None:
    assert found(cursor, parse_json(text)) == ids


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "null", "3", '{"op": "="}', '{"op": "=", "args": [1]}', '{"op": "system", "args": [1, 2]}',
        '{"op": "in", "args": [1, []]}', '{"type": "Point"}', '{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point", "coordinates": ["1", 2]}]}',
        '{"op": "=", "args": [{"property": {"a": 1}}, 3]}', '{"op":"not","args":[' * 100 + "true" + "]}" * 100,
    ],
)  # fmt: skip
def test_a_wrong_json_filter_is_refused(text: str) -> None:
    with pytest.raises(ProblemError):
        compile_filter(parse_json(text), TYPES)


@given(st.text(alphabet="nameh dt()<>='\"%_-+*/^,.0123456789ANDORNOTLIKEBETWEENISLLCASEIPOINT\\\n\0;", max_size=60))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    try:
        condition = compile_filter(parse_text(text), TYPES)
    except ProblemError:
        return
    assert condition.sql.count("?") == len(condition.parameters)


@given(st.text(max_size=40).filter(lambda text: "\\" not in text))
def test_any_text_comes_through_as_a_parameter(text: str) -> None:
    escaped = text.replace("'", "''")
    condition = compile_filter(parse_text(f"name = '{escaped}'"), TYPES)
    assert condition.parameters == (text,)
