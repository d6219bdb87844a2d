"""Template tags of pages and news."""
