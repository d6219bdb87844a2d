"""Files of the real world become blocks: OpenStreetMap, CityGML, CityJSON, terrain, trees. Knows neither Django nor HTTP."""
