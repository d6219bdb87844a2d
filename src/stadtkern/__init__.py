"""stadtkern, the open city core: a town joins its data, rebuilds its quarters, decides in the open, and learns."""
