"""How good a terrain is: how much of it has a height, how fine it is, what was refused."""

from __future__ import annotations

from typing import Any

import duckdb

from stadtkern.data.registry.facts import CollectionFacts
from stadtkern.town.text import Text
from stadtkern.town.written import write_number

Box = tuple[float, float, float, float]


def held(cursor: duckdb.DuckDBPyConnection, collection: CollectionFacts) -> tuple[int, Box | None]:
    """Give how many heights a terrain collection holds, and where it lies."""
    row = cursor.execute(
        f"SELECT cells - voids, west, south, east, north FROM lake.tables.{collection.table} LIMIT 1"
    ).fetchone()
    return (0, None) if row is None else (int(row[0]), (row[1], row[2], row[3], row[4]))


def report(cursor: duckdb.DuckDBPyConnection, collection: CollectionFacts, imports: dict[str, Any]) -> dict[str, Any]:
    """Describe a terrain: ``shape``, ``rows`` (heights), ``summary``, ``totals`` (``cells``, ``filled``, ``complete``).

    ``terrain`` has ``step``, ``lowest``, ``highest``, ``mean`` in metres, as the lake's row has them.
    """
    row = cursor.execute(
        f"SELECT cells, voids, step, lowest, highest, mean FROM lake.tables.{collection.table} LIMIT 1"
    ).fetchone()
    if row is None:
        nothing = Text("Es gibt noch keine Daten.", "There are no data yet.")
        return {"shape": "terrain", "rows": 0, "summary": nothing.to_json(), "totals": {}, "columns": []}
    cells, voids, step, lowest, highest, mean = row
    return {
        "shape": "terrain",
        "rows": cells - voids,
        "summary": _summary(cells, voids, step, imports).to_json(),
        "totals": {"cells": cells, "filled": cells - voids, "complete": (cells - voids) / cells, "outliers": 0},
        "terrain": {"step": step, "lowest": lowest, "highest": highest, "mean": mean},
        "columns": [],
        "duplicates": 0,
        "places": None,
    }


def _summary(cells: int, voids: int, step: float, imports: dict[str, Any]) -> Text:
    far = round(step) if step >= 10 else round(step, 1)
    said = {one: (write_number(cells, one), write_number(voids, one), write_number(far, one)) for one in ("de", "en")}
    (all_de, none_de, far_de), (all_en, none_en, far_en) = said["de"], said["en"]
    if voids:
        whole = Text(f"Von {all_de} Zellen haben {none_de} keine Höhe.", f"Of {all_en} cells {none_en} have no height.")
    else:
        whole = Text(f"Alle {all_de} Zellen haben eine Höhe.", f"All {all_en} cells have a height.")
    fine = Text(f"Alle {far_de} m steht eine.", f"There is one every {far_en} m.")
    words = [whole, fine]
    if any(one.get("code") == "terrain.far" for one in imports["guesses"]):
        words.append(Text("Sie liegen nicht bei der Stadt, bitte prüfen.", "They are not near the town, please check."))
    return Text(" ".join(one.de for one in words), " ".join(one.en for one in words))
