"""Template tags of the town: words, numbers and built assets."""
