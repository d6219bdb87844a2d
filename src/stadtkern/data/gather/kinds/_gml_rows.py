"""Finds the features of a GML file that GDAL passed over, so that none is lost without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pyarrow as pa

from stadtkern.data.gather.kinds._geo_layer import RawLayer
from stadtkern.data.gather.kinds._geo_reasons import reason
from stadtkern.data.gather.kinds._gml import Census
from stadtkern.data.gather.tally import Tally

_IDS = ("gml_id", "fid")


def with_losses(layers: list[RawLayer], census: Census) -> list[RawLayer]:
    """Make each layer refuse the features that the file has and GDAL did not give."""
    expected: dict[str, list[str]] = {}
    for name, own in census.features:
        expected.setdefault(name, []).append(own)
    known = {layer.name for layer in layers}
    for layer in layers:
        if wanted := expected.get(layer.name):
            _complete(layer, wanted)
    # What is of a kind that became no layer at all is told with the first.
    nameless = [own for name, ids in expected.items() if name not in known for own in ids]
    if nameless and layers:
        _also_refuse(layers[0], len(nameless))
    return layers


def _complete(layer: RawLayer, wanted: list[str]) -> None:
    inner = layer.tables
    place = next((at for at, column in enumerate(layer.columns) if column.header in _IDS), None)

    def tables(tally: Tally) -> Iterator[pa.Table]:
        left = Counter(wanted)
        by_id = place is not None and all(wanted)
        rows = 0
        for table in inner(tally):
            rows += table.num_rows
            if by_id:
                left.subtract(table[f"c{place}"].to_pylist())
            yield table
        if rows >= len(wanted):
            return
        tally.count(len(wanted) - rows)
        lost = [number for number, own in enumerate(wanted, start=1) if by_id and left[own] > 0]
        for number in lost if len(lost) == len(wanted) - rows else [0] * (len(wanted) - rows):
            tally.refuse(number, "geo.lost", reason("geo.lost"), value=wanted[number - 1] if number else None)

    layer.tables = tables


def _also_refuse(layer: RawLayer, count: int) -> None:
    inner = layer.tables

    def tables(tally: Tally) -> Iterator[pa.Table]:
        yield from inner(tally)
        tally.count(count)
        for _ in range(count):
            tally.refuse(0, "geo.lost", reason("geo.lost"))

    layer.tables = tables
