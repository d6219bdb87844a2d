"""The town's quarters on disk: bases, variants and their logs, rooms, participants, contributions. Knows no Django."""
