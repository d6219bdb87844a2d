"""Designs leave again: glTF, CityJSON, GeoJSON, PNG, PDF sheet, Luanti, STL. Knows neither Django nor HTTP."""

from __future__ import annotations

from stadtkern.quarter.export.exporting import FORMATS, export
from stadtkern.quarter.export.model import Format, Options

__all__ = ["FORMATS", "Format", "Options", "export"]
