"""Pages for people: datasets, map, charts, quality, and the desk where staff bring data in."""
