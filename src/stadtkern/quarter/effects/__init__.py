"""What a design does, while it is built: one file per indicator, exact after every edit. Knows neither Django nor HTTP."""
