"""The terrains' files in the lake: those that no import needs any more are deleted."""

from __future__ import annotations

from stadtkern.data.lake.terrain import file_name, sweep_files
from stadtkern.data.registry.models import Import
from stadtkern.town.folder import TownFolder


def sweep_terrain(town: TownFolder) -> list[str]:
    """Delete files of imports that were taken back, failed or forgotten; gives their names.

    Files of older imports stay as long as these can be gone back to.
    """
    known = Import.objects.filter(kind="terrain", state__in=("done", "running")).values_list("digest", flat=True)
    return sweep_files(town.lake, {file_name(one) for one in known})
