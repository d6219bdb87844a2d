"""Reads CreateObservations: blocks of rows for a datastream each; a row that is wrong does not keep the others out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stadtkern.data.publish.sensorthings.core.model import OBSERVATION
from stadtkern.data.publish.sensorthings.core.refuse import RefusedError, refused
from stadtkern.data.publish.sensorthings.v11.body import draft, identity

MAXIMUM_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Block:
    """The rows for one datastream, or why they all are refused."""

    stream: int | None
    components: tuple[str, ...]
    rows: list[Any]
    refusal: RefusedError | None = None


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row's values and feature of interest, or why it is refused."""

    values: dict[str, Any]
    feature: int | None = None
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


def read_rows(block: Block) -> Iterator[ReadRow]:
    """Read a block's rows, each for itself."""
    for row in block.rows:
        try:
            yield _row(block, row)
        except RefusedError as refusal:
            yield ReadRow({}, None, refusal)


def _row(block: Block, row: Any) -> ReadRow:
    if not isinstance(row, list) or len(row) != len(block.components):
        raise refused(
            "data-array-row",
            f"Die Zeile hat nicht {len(block.components)} Werte.",
            f"The row has not {len(block.components)} values.",
        )
    data = dict(zip(block.components, row, strict=True))
    feature = data.pop("FeatureOfInterest/id", None) or data.pop("FeatureOfInterest/@iot.id", None)
    read = draft(OBSERVATION, data, given="Datastream")
    return ReadRow(read.values, identity(feature) if feature is not None else None)
