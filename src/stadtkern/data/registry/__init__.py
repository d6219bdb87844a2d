"""What the town knows about its data: datasets, collections, sources, imports, things and datastreams."""
