"""Template tags of the quarter's pages."""
