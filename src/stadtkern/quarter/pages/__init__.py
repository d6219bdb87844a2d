"""Pages of the quarter: look, join, build, compare, send in; and the office's desk for quarters and rooms."""
