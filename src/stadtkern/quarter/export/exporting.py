"""All ways out of a quarter, and the one function that takes them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from stadtkern.quarter.blocks.base import Base
from stadtkern.quarter.blocks.grid import Grid
from stadtkern.quarter.effects.model import Value
from stadtkern.quarter.export.model import Format, Job, Options
from stadtkern.town.text import Text, problem

TODAY = Text("Wie es heute ist", "As it is today")


def _glb(job: Job) -> bytes:
    from stadtkern.quarter.export.glb import make

    return make(job)


def _cityjson(job: Job) -> bytes:
    from stadtkern.quarter.export.cityjson import make

    return make(job)


def _geojson(job: Job) -> bytes:
    from stadtkern.quarter.export.geojson import make

    return make(job)


def _day(job: Job) -> bytes:
    from stadtkern.quarter.export.prints import day

    return day(job)


def _night(job: Job) -> bytes:
    from stadtkern.quarter.export.prints import night

    return night(job)


def _plan(job: Job) -> bytes:
    from stadtkern.quarter.export.prints import plan

    return plan(job)


def _sheet(job: Job) -> bytes:
    from stadtkern.quarter.export.sheet import make

    return make(job)


def _luanti(job: Job) -> bytes:
    from stadtkern.quarter.export.luanti import make

    return make(job)


def _stl(job: Job) -> bytes:
    from stadtkern.quarter.export.stl import make

    return make(job)


FORMATS: dict[str, Format] = {
    one.key: one
    for one in (
        Format("png", "image/png", ".png", Text("Bild (PNG)", "Picture (PNG)"), _day),
        Format("night", "image/png", ".png", Text("Bild bei Nacht (PNG)", "Picture by night (PNG)"), _night),
        Format("plan", "image/png", ".png", Text("Plan (PNG)", "Plan (PNG)"), _plan),
        Format("pdf", "application/pdf", ".pdf", Text("Blatt A3 (PDF)", "A3 sheet (PDF)"), _sheet, numbers=True),
        Format("glb", "model/gltf-binary", ".glb", Text("3D-Modell (glTF)", "3D model (glTF)"), _glb),
        Format(
            "cityjson",
            "application/city+json",
            ".city.json",
            Text("Gebäude (CityJSON)", "Buildings (CityJSON)"),
            _cityjson,
        ),
        Format(
            "geojson", "application/geo+json", ".geojson", Text("Flächen (GeoJSON)", "Land use (GeoJSON)"), _geojson
        ),
        Format("stl", "application/zip", ".zip", Text("Gebäude zum Drucken (STL)", "Buildings to print (STL)"), _stl),
        Format("mts", "application/octet-stream", ".mts", Text("Luanti-Bauplan", "Luanti schematic"), _luanti),
    )
}
ONE_STL = Format("stl", "model/stl", ".stl", Text("Gebäude zum Drucken (STL)", "Building to print (STL)"), _stl)


def format_of(key: str, options: Options | None = None) -> Format:
    """Give a format; one building alone is no zip. Raises ProblemError ("export.format")."""
    if key == "stl" and options is not None and options.building is not None:
        return ONE_STL
    if key in FORMATS:
        return FORMATS[key]
    known = ", ".join(FORMATS)
    raise problem(
        "export.format",
        f"Das Format „{key[:40]}“ gibt es nicht. Möglich sind: {known}.",
        f"There is no format “{key[:40]}”. There are: {known}.",
    )


def export(
    key: str,
    base: Base,
    grid: Grid,
    *,
    out: Path | BinaryIO,
    title: Text,
    variant: Text = TODAY,
    town: str = "",
    values: Mapping[str, Value] | None = None,
    options: Options | None = None,
) -> int:
    """Write a quarter, or a variant of it, in a format; gives the number of bytes.

    ``values`` are the effects of the variant; a sheet measures them itself when they are not given, which takes seconds.
    A file is there whole or not at all. Raises ProblemError: "export.format", and "export.building" when an STL has
    nothing to print; OSError where nothing can be written.
    """
    options = options or Options()
    wanted = format_of(key, options)
    if values is None and wanted.numbers:
        from stadtkern.quarter.effects.meter import measure

        values = measure(base, grid)
    data = wanted.make(Job(base, grid, title, variant, town, values or {}, options))
    if isinstance(out, Path):
        _write(out, data)
    else:
        out.write(data)
    return len(data)


def _write(file: Path, data: bytes) -> None:
    """Write beside the file and rename, so that nobody ever reads half of it."""
    with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as half:
        made = Path(half.name)
        try:
            half.write(data)
            half.flush()
            os.fsync(half.fileno())
            made.chmod(0o644)
            made.replace(file)
        except BaseException:
            made.unlink(missing_ok=True)
            raise
