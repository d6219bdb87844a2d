"""How the tables of pages and news came about."""
