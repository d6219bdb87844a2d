"""People build: a real quarter in blocks, its variants, live rooms, and what each design does."""
