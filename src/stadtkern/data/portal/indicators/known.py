"""Brings a number together: finds its data among what the reader may see, reads them, applies the formula, remembers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from stadtkern.data.portal.access import lake, streams_of, town, zone
from stadtkern.data.portal.indicators.definitions import definitions
from stadtkern.data.portal.indicators.formulas import FORMULAS, Parts
from stadtkern.data.portal.indicators.match import Choice, choose
from stadtkern.data.portal.indicators.model import Indicator, Need, Result, Supply, Value, Version
from stadtkern.data.portal.indicators.read import reduced, series_years, stock_years, table_years
from stadtkern.data.portal.memory import remembered
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.data.registry.things import StreamFacts

SECONDS = 600.0


def indicators() -> tuple[Indicator, ...]:
    """Give the town's numbers: the package's definitions with the town's own."""
    return definitions(town().path)


def indicator_of(slug: str) -> Indicator | None:
    """Give one number by its name."""
    return next((one for one in indicators() if one.slug == slug), None)


def results(datasets: Sequence[DatasetFacts]) -> list[Result]:
    """Give every number for which this reader's datasets hold what is needed, with its current definition."""
    found = [result(one, one.current, datasets) for one in indicators()]
    return [one for one in found if one is not None and one.total]


def result(indicator: Indicator, version: Version, datasets: Sequence[DatasetFacts]) -> Result | None:
    """Reckon a number by one version of its definition; None when a need is not met."""
    supplies: list[Supply] = []
    for need in version.needs:
        one = supply(indicator, need, datasets)
        if one is None:
            return None
        supplies.append(one)
    made = FORMULAS[version.reckon]([Parts(one.total, one.areas) for one in supplies])
    return Result(indicator, version, made.total, made.areas, tuple(supplies))


def supply(indicator: Indicator, need: Need, datasets: Sequence[DatasetFacts]) -> Supply | None:
    """Find and read what meets one need among these datasets."""
    choice = choose(
        need, datasets, known_streams, bound_to(indicator.slug, need.key), str(town().get("town", "name", ""))
    )
    if choice is None:
        return None
    borders = _borders(datasets) if need.take == "stock" else None
    total, areas = remembered(
        "number",
        choice.collection,
        partial(_read, choice, need, borders),
        need.take,
        tuple(sorted(choice.streams.items())),
        (choice.number, choice.year, choice.area, choice.factor),
        (borders.id, borders.modified) if borders else None,
        seconds=SECONDS,
    )
    return Supply(need, choice.dataset, choice.collection, choice.measures, total, areas)


def bound_to(slug: str, need: str) -> str:
    """Give the collection (and series or column) that the setting ``[numbers]`` binds a need to; "" when none."""
    bound = town().settings.get("numbers", {})
    told = bound.get(f"{slug}.{need}", bound.get(slug, "")) if isinstance(bound, dict) else ""
    return told if isinstance(told, str) else ""


def _read(
    choice: Choice, need: Need, borders: CollectionFacts | None
) -> tuple[dict[int, Value], dict[str, dict[int, Value]]]:
    with lake().read() as cursor:
        if need.take == "stock":
            read = stock_years(cursor, choice, datetime.now(zone()).year - 1, borders)
        elif choice.collection.shape == "series":
            read = series_years(cursor, choice, zone())
        else:
            read = table_years(cursor, choice)
    return reduced(read, need.take)


def known_streams(collection: CollectionFacts) -> Sequence[StreamFacts]:
    """Give a series' datastreams, looked up anew every minute."""
    return remembered("number-streams", collection, lambda: streams_of(collection), seconds=60)


def _borders(datasets: Sequence[DatasetFacts]) -> CollectionFacts | None:
    """Find areas with a name and an administrative level, as OpenStreetMap's boundaries have them."""
    for dataset in datasets:
        for one in dataset.collections:
            if one.shape == "features" and {"name", "admin_level"} <= {column.name for column in one.columns}:
                return one
    return None
