"""How the tables of people and keys came to be."""
