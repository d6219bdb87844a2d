"""Designs leave again: glTF, CityJSON, GeoJSON, PNG, PDF sheet, Luanti, STL. Knows neither Django nor HTTP."""
