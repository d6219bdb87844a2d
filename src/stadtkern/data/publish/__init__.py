"""Machine doors: SensorThings, OGC API Features, tiles, downloads and the DCAT-AP.de catalogue."""
