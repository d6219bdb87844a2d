"""Front door: one process for people's pages and machine doors, settings, addresses and the command line."""
