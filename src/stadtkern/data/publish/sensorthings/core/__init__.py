"""Things, series and observations as entities that can be asked and made; knows no HTTP and no wire format."""
