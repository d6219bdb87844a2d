"""The lake's own tables, and how names and texts are quoted."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

COLUMNS: Final = (
    ("id", "BIGINT", pa.int64()),
    ("stream", "INTEGER", pa.int32()),
    ("time", "TIMESTAMP", pa.timestamp("us")),
    ("time_end", "TIMESTAMP", pa.timestamp("us")),
    ("number", "DOUBLE", pa.float64()),
    ("value", "VARCHAR", pa.string()),
    ("status", "VARCHAR", pa.string()),
    ("flag", "VARCHAR", pa.string()),
    ("result_time", "TIMESTAMP", pa.timestamp("us")),
    ("extra", "VARCHAR", pa.string()),
    ("import_id", "INTEGER", pa.int32()),
    ("row", "BIGINT", pa.int64()),
)
NAMES: Final = tuple(name for name, _, _ in COLUMNS)
CONTENT: Final = ("time_end", "number", "value", "status", "flag", "result_time", "extra")
LIST: Final = ", ".join(f'"{name}"' for name in NAMES)
DEFINITION: Final = ", ".join(f'"{name}" {sql}' for name, sql, _ in COLUMNS)

LAKE_ROWS: Final = "lake.main.observation"
HOT_ROWS: Final = "hot.main.observation"
WATERMARK: Final = "(SELECT max(upto) FROM lake.main.moved)"

# The hot side stands first: DuckDB then looks at the hot store before it picks the lake's snapshot, so that a move in
# between can only be seen in the lake, never in neither.
VIEW: Final = f"""
    CREATE OR REPLACE VIEW memory.main.observation AS
    SELECT {LIST} FROM {HOT_ROWS} WHERE id > {WATERMARK}
    UNION ALL
    SELECT {LIST} FROM {LAKE_ROWS}
"""

TYPES: Final = {
    "number": "DOUBLE",
    "integer": "BIGINT",
    "text": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "time": "TIMESTAMP",
}


def table(collection_id: int) -> str:
    """Give the table of a feature or table collection."""
    return f"lake.tables.c{int(collection_id)}"
