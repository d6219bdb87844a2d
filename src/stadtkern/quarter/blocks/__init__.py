"""The block world: palette, grid, edits and their log, rights, undo, difference. Knows neither Django nor HTTP."""
