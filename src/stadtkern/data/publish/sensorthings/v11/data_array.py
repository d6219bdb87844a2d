"""Reads CreateObservations: blocks of rows for a datastream each; a row that is wrong does not keep the others out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from stadtkern.data.lake import Observation
from stadtkern.data.publish.sensorthings.core.draft import feature_extra, observation, result_columns
from stadtkern.data.publish.sensorthings.core.model import OBSERVATION
from stadtkern.data.publish.sensorthings.core.refuse import RefusedError, not_there, refused
from stadtkern.data.publish.sensorthings.v11.body import draft, identity
from stadtkern.data.publish.sensorthings.v11.times import period

MAXIMUM_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Block:
    """The rows for one datastream, or why they all are refused."""

    stream: int | None
    components: tuple[str, ...]
    rows: list[Any]
    refusal: RefusedError | None = None


def blocks(data: Any) -> list[Block]:
    """Read the body. Raises RefusedError when it has not the shape of a data array at all."""
    if not isinstance(data, list):
        raise refused("data-array", "Erwartet wird eine Liste von Blöcken.", "A list of blocks is expected.")
    read = [_block(one) for one in data]
    if sum(len(block.rows) for block in read) > MAXIMUM_ROWS:
        raise refused(
            "data-array",
            f"Es sind mehr als {MAXIMUM_ROWS} Zeilen auf einmal. Bitte teilen Sie sie auf.",
            f"There are more than {MAXIMUM_ROWS} rows at once. Please split them.",
        )
    return read


def _block(one: Any) -> Block:
    if not isinstance(one, dict) or not isinstance(one.get("dataArray"), list):
        raise refused("data-array", "Einem Block fehlt „dataArray“.", "A block lacks “dataArray”.")
    components = one.get("components")
    rows = one["dataArray"]
    if not isinstance(components, list) or not all(isinstance(name, str) for name in components):
        raise refused("data-array", "Einem Block fehlt „components“.", "A block lacks “components”.")
    names = tuple(components)
    known = {*OBSERVATION.properties, "FeatureOfInterest/id", "FeatureOfInterest/@iot.id"}
    unknown = next((name for name in names if name not in known), None)
    try:
        if unknown is not None:
            raise refused(
                "data-array", f"„{unknown}“ gibt es bei Observations nicht.", f"Observations have no “{unknown}”."
            )
        if "result" not in names:
            raise refused("data-array", "Es fehlt „result“.", "“result” is missing.")
        stream = one.get("Datastream")
        if not isinstance(stream, dict) or "@iot.id" not in stream:
            raise refused("data-array", "Es fehlt der Datenstrom.", "The datastream is missing.")
        return Block(identity(stream["@iot.id"]), names, rows)
    except RefusedError as refusal:
        return Block(None, names, rows, refusal)


def read_rows(
    block: Block, feature: int | None, has_feature: Callable[[int], bool]
) -> Iterator[Observation | RefusedError]:
    """Read a block's rows, each for itself: the lake's row, or why it is refused.

    ``feature`` is what a row is about that names none; ``has_feature`` says whether one that it names is there.
    """
    quick = _quick_reader(block, feature)
    for row in block.rows:
        try:
            yield quick(row) if quick is not None else _row(block, row, feature, has_feature)
        except RefusedError as refusal:
            yield refusal


def _quick_reader(block: Block, feature: int | None) -> Callable[[Any], Observation] | None:
    """Give a reader for rows of a time and a result alone, which is what nearly all data arrays are."""
    if sorted(block.components) != ["phenomenonTime", "result"]:
        return None
    stream, extra = block.stream or 0, feature_extra(feature)
    time_at, result_at = block.components.index("phenomenonTime"), block.components.index("result")

    def read(row: Any) -> Observation:
        if not isinstance(row, list) or len(row) != 2:
            raise _short(block)
        time = row[time_at]
        if not isinstance(time, str):
            return _row(block, row, feature, lambda _: True)
        start, end = period(time)
        number, value = result_columns(row[result_at])
        return Observation(stream, start, number, value, end, extra=extra)

    return read


def _row(block: Block, row: Any, feature: int | None, has_feature: Callable[[int], bool]) -> Observation:
    if not isinstance(row, list) or len(row) != len(block.components):
        raise _short(block)
    data = dict(zip(block.components, row, strict=True))
    named = data.pop("FeatureOfInterest/id", None) or data.pop("FeatureOfInterest/@iot.id", None)
    read = draft(OBSERVATION, data, given="Datastream")
    if named is not None:
        feature = identity(named)
        if not has_feature(feature):
            raise not_there()
    return observation(block.stream or 0, read.values, feature)


def _short(block: Block) -> RefusedError:
    count = len(block.components)
    return refused("data-array-row", f"Die Zeile hat nicht {count} Werte.", f"The row has not {count} values.")
