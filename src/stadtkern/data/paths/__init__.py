"""Paths: the network on foot from the town's own map data; how far one gets, and how far it is."""
