"""How data come in: one file per kind of source, a dry run before every write, a reason for every refusal."""
