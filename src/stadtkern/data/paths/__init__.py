"""Ways on foot: a network from the town's own map, distances along it, and what can be reached in some minutes."""
