"""The address nearest to a place, from the town's own OpenStreetMap extract."""

from __future__ import annotations

import math
from typing import Any

from stadtkern.data.paths.network import METRES_A_DEGREE
from stadtkern.data.portal.access import lake
from stadtkern.data.portal.rows import table_of
from stadtkern.data.registry.facts import DatasetFacts

# Beyond this an address says nothing about a place. Metres.
_NEAR = 150.0


def address_near(ground: DatasetFacts | None, lon: float, lat: float) -> dict[str, Any] | None:
    """Give the nearest address (``title``, ``metres``, ``lon``, ``lat``), or None when there is none within 150 m."""
    part = next((one for one in ground.collections if one.name == "addresses" and one.rows), None) if ground else None
    if part is None or not {"street", "housenumber"} <= {one.name for one in part.columns}:
        return None
    high = _NEAR / METRES_A_DEGREE
    across = math.cos(math.radians(lat))
    wide = high / max(0.01, across)
    with lake().read() as cursor:
        row = cursor.execute(
            f"""SELECT street, housenumber, ST_X(p), ST_Y(p),
                       sqrt(pow((ST_X(p) - ?) * ?, 2) + pow(ST_Y(p) - ?, 2)) * {METRES_A_DEGREE} AS metres
                FROM (SELECT street, housenumber, ST_PointOnSurface(geom) AS p FROM {table_of(part)}
                      WHERE geom && ST_MakeEnvelope(?, ?, ?, ?) AND street IS NOT NULL AND NOT ST_IsEmpty(geom))
                ORDER BY metres LIMIT 1""",
            [lon, across, lat, lon - wide, lat - high, lon + wide, lat + high],
        ).fetchone()
    if row is None or row[4] > _NEAR:
        return None
    title = f"{row[0]} {row[1] or ''}".strip()
    return {"title": title, "lon": row[2], "lat": row[3], "metres": round(row[4])}
