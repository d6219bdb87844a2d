"""Ground: the town itself, its people, roles and keys, and the words everything else is said in."""
