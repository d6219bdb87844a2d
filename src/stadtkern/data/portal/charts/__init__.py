"""Charts and block pictures as SVG, drawn on the server in plain Python. Knows neither Django nor HTTP."""
