"""Quarters leave the town by the command line: found by their name, written in a format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from stadtkern.quarter.blocks.base import Base
from stadtkern.quarter.blocks.grid import Grid
from stadtkern.quarter.keep import Quarter
from stadtkern.quarter.keep.facts import Variant
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import Text, problem


def find(town: TownFolder, name: str, variant: int | None) -> tuple[Quarter, Variant | None, Base, Grid]:
    """Give a quarter, its variant if one is named, its base and the blocks. Raises ProblemError for what is not there."""
    from stadtkern.data.harmonise.names import slug
    from stadtkern.quarter.blocks.edits import replay
    from stadtkern.quarter.keep import open_store

    store = open_store(town.quarters)
    found = store.quarter(slug(name))
    if found is None:
        raise problem("quarter.missing", f"Ein Quartier „{name}“ gibt es nicht.", f"There is no quarter “{name}”.")
    wanted = None if variant is None else store.variant(variant)
    if variant is not None and (wanted is None or wanted.quarter != found.id):
        raise problem(
            "variant.missing", f"Eine Variante {variant} gibt es hier nicht.", f"There is no variant {variant} here."
        )
    base = store.base(found.slug)
    return found, wanted, base, base.grid if wanted is None else replay(base.grid, store.log(wanted.id))


def export_to(
    town: TownFolder,
    *,
    name: str,
    key: str,
    file: str,
    variant: int | None = None,
    language: str = "de",
    building: int | None = None,
    scale: float = 500.0,
    plate: bool = False,
) -> dict[str, Any]:
    """Write a quarter as it stands, or one of its variants, to a file.

    Raises ProblemError: what is not there, "export.format", "export.building", "export.scale", "export.file".
    """
    from stadtkern.quarter.effects.meter import measure
    from stadtkern.quarter.effects.model import Settings
    from stadtkern.quarter.export import Options, export
    from stadtkern.quarter.export.exporting import TODAY, format_of

    found, wanted, base, grid = find(town, name, variant)
    try:
        options = Options(language=language, building=building, scale=scale, plate=plate)
    except ValueError as error:
        raise problem(
            "export.scale", "Der Maßstab liegt zwischen 1:1 und 1:100.000.", "The scale is between 1:1 and 1:100,000."
        ) from error
    values = measure(base, grid, Settings.from_json(found.settings)) if format_of(key, options).numbers else {}
    called = TODAY if wanted is None else Text(wanted.name, wanted.name)
    try:
        size = export(
            key, base, grid, out=Path(file), title=found.title, variant=called, town=str(town.get("town", "name", "")), values=values,
            options=options,
        )  # fmt: skip
    except OSError as error:
        raise problem(
            "export.file",
            f"Die Datei {file} lässt sich nicht schreiben: {error.strerror}.",
            f"The file {file} cannot be written: {error.strerror}.",
        ) from error
    return {"quarter": found.slug, "variant": variant, "format": key, "file": file, "bytes": size}
