"""Files of the real world become blocks: OpenStreetMap, CityGML, CityJSON, terrain, trees. Knows neither Django nor HTTP."""

from __future__ import annotations

from stadtkern.quarter.survey.report import Report, SourceReport
from stadtkern.quarter.survey.surveying import Options, Surveyed, covered, survey

__all__ = ["Options", "Report", "SourceReport", "Surveyed", "covered", "survey"]
