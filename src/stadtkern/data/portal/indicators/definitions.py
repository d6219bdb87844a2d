"""Reads the definitions: the package's own, and the town's in its folder ``numbers/``, which replace or add to them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from stadtkern.data.portal.indicators.formulas import FORMULAS, NEEDS
from stadtkern.data.portal.indicators.model import TAKES, Indicator, Need, Version
from stadtkern.town.text import Text, problem

OWN = Path(__file__).parent / "definitions"


def definitions(town: Path | None = None) -> tuple[Indicator, ...]:
    """Give all numbers in their order; a file of the town with the same name takes the place of the package's.

    Raises ProblemError (``numbers.definition``) that names the file and what is wrong in it.
    """
    files = {path.stem: path for path in sorted(OWN.glob("*.toml"))}
    if town is not None and (town / "numbers").is_dir():
        files |= {path.stem: path for path in sorted((town / "numbers").glob("*.toml"))}
    found = [_read(path, path.stat().st_mtime_ns) for path in files.values()]
    return tuple(sorted(found, key=lambda one: (one.order, one.slug)))


@lru_cache(maxsize=256)
def _read(path: Path, _changed: int) -> Indicator:
    try:
        return parse(path.stem, tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        said = f"„{error.args[0]}“" if isinstance(error, KeyError) else str(error)
        raise problem(
            "numbers.definition",
            f"Die Kennzahl in {path} lässt sich nicht lesen: {said}",
            f"The number defined in {path} cannot be read: {said}",
        ) from error


def parse(slug: str, told: dict[str, Any]) -> Indicator:
    """Read one definition. Raises KeyError, TypeError or ValueError for what is missing or makes no sense."""
    unit = _text(told["unit"])
    versions = tuple(_version(one) for one in told["version"])
    numbers = [one.number for one in versions]
    if not versions or numbers != sorted(set(numbers)):
        raise ValueError("version.number must rise from version to version")
    return Indicator(
        slug=slug,
        order=int(told.get("order", 100)),
        icon=str(told.get("icon", "chart")),
        theme=str(told.get("theme", "")),
        title=_text(told["title"]),
        sentence=_text(told["sentence"]),
        unit=unit,
        digits=int(told.get("digits", 0)),
        areas=_text(told["areas"]) if "areas" in told else Text("Teile der Stadt", "Parts of the town"),
        compare=_strings(told.get("compare", ())),
        compare_without=_strings(told.get("compare_without", ())),
        versions=versions,
    )


def _version(told: dict[str, Any]) -> Version:
    since = told["since"]
    if not isinstance(since, date):
        raise TypeError("version.since must be a day, like 2026-01-31")
    reckon = str(told["reckon"])
    needs = tuple(_need(key, one) for key, one in told["needs"].items())
    if reckon not in FORMULAS:
        raise ValueError(f"version.reckon is one of {', '.join(FORMULAS)}")
    if len(needs) < NEEDS.get(reckon, 1):
        raise ValueError(f"{reckon} needs {NEEDS.get(reckon, 1)} kinds of data")
    return Version(
        number=int(told["number"]),
        since=since,
        definition=_text(told["definition"]),
        formula=_text(told["formula"]),
        change=_text(told["change"]) if "change" in told else Text("", ""),
        reckon=reckon,
        needs=needs,
    )


def _need(key: str, told: dict[str, Any]) -> Need:
    take = str(told.get("take", "last"))
    if take not in TAKES:
        raise ValueError(f"needs.{key}.take is one of {', '.join(TAKES)}")
    ages = told.get("ages")
    return Need(
        key=key,
        words=_strings(told["words"]),
        title=_text(told["title"]),
        take=take,
        measures=_strings(told.get("measures", ())),
        without=_strings(told.get("without", ())),
        units={str(unit): float(factor) for unit, factor in told.get("units", {}).items()},
        ages=(int(ages[0]), int(ages[1])) if ages else None,
    )


def _text(told: dict[str, str]) -> Text:
    return Text(str(told["de"]), str(told["en"]))


def _strings(told: Iterable[Any]) -> tuple[str, ...]:
    if isinstance(told, str):
        raise TypeError(f"a list is wanted, not {told!r}")
    return tuple(str(one) for one in told)
