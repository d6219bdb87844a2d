"""The hour that stands twice on the clock in autumn: which row belongs to its first pass, which to its second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime


def passes(times: Sequence[datetime], *, descending: bool = False, repeated: bool = False) -> list[int] | None:
    """Give 0 (first pass, summer time) or 1 (second, winter time) for each row, or None where the rows show only one.

    ``times`` are the local times of one sequence (one station) in the order of the file, all within the ambiguous hour.
    The second pass begins where the clock steps back or stands still: 02:00 … 02:45, 02:00 … 02:45. Where each time stands
    twice in a row (02:00, 02:00, 02:15, 02:15), first and second alternate. ``descending``: newest rows come first.
    ``repeated``: rows around also stand more than once at the same time (several stations mixed), so that a repeated
    time says nothing. More than two passes cannot be told apart either.
    """
    if descending:
        turned = passes(times[::-1], repeated=repeated)
        return None if turned is None else turned[::-1]
    breaks = [i for i in range(1, len(times)) if times[i] <= times[i - 1]]
    if not breaks:
        return None
    if any(times[i] == times[i - 1] for i in breaks) and repeated:
        return None
    if len(breaks) == 1:
        return [0 if i < breaks[0] else 1 for i in range(len(times))]
    counts = Counter(times)
    in_pairs = all(times[i] == times[i + 1] for i in range(0, len(times) - 1, 2)) and len(times) % 2 == 0
    if in_pairs and all(count == 2 for count in counts.values()):
        return [i % 2 for i in range(len(times))]
    return None


def descends(before: datetime | None, inside: datetime, after: datetime | None, times: Sequence[datetime]) -> bool:
    """Say whether a file runs backwards, by the rows around the ambiguous hour (UTC), else by the rows within."""
    if before is not None:
        return before > inside
    if after is not None:
        return after < inside
    down = sum(1 for i in range(1, len(times)) if times[i] < times[i - 1])
    return down > len(times) / 2
