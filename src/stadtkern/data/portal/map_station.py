"""One station for the map's card: what it measures, the last values, and a small line of the hours before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from stadtkern.data.portal.access import lake, streams_of, zone
from stadtkern.data.portal.local_time import to_local
from stadtkern.data.portal.map_values import tidy
from stadtkern.data.portal.measures import counts, known
from stadtkern.data.portal.unit_words import unit_told
from stadtkern.data.registry.facts import CollectionFacts

MOST_SERIES = 6
_STEPS = 48


def station(collection: CollectionFacts, thing_id: int, language: str) -> dict[str, Any]:
    """Give a station's series: ``title``, ``unit``, ``latest``, ``time`` (local), ``points`` (48, oldest first), ``from``.

    The points lie an hour apart where values are that close, else as far apart as the values themselves.
    """
    there = known(collection)
    streams = [one for one in streams_of(collection) if one.thing_id == thing_id and one.id in there.extents]
    found = []
    with lake().read() as cursor:
        for one in sorted(streams, key=lambda one: not one.total)[:MOST_SERIES]:
            extent = there.extents[one.id]
            adds = counts(one, extent)
            width = max(timedelta(hours=1), extent.spacing)
            begin = extent.last - width * _STEPS
            rows = cursor.execute(
                f"""SELECT CAST(floor(epoch(time - ?) / ?) AS INTEGER) AS n, {"sum" if adds else "avg"}(number)
                    FROM observation WHERE stream = ? AND time > ? AND isfinite(number) GROUP BY 1""",
                [begin, width.total_seconds(), one.id, begin],
            ).fetchall()
            last = cursor.execute(
                """SELECT time, number FROM observation WHERE stream = ? AND time >= ? AND isfinite(number)
                   ORDER BY time DESC LIMIT 1""",
                [one.id, begin],
            ).fetchone()
            points: list[float | None] = [None] * _STEPS
            for n, value in rows:
                points[min(max(n, 0), _STEPS - 1)] = tidy(value)
            found.append(
                {
                    "title": one.name,
                    **unit_told(one.unit_definition, language),
                    "latest": tidy(last[1]) if last else None,
                    "time": to_local(last[0], zone()).isoformat(timespec="minutes") if last else None,
                    "from": to_local(begin, zone()).isoformat(timespec="minutes"),
                    "points": points,
                }
            )
    return {"name": streams[0].thing_name if streams else "", "series": found}
