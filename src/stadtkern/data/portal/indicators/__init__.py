"""Numbers of the town over years: defined in data files, reckoned by pure functions from the town's own datasets."""
