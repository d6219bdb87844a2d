"""The town's data: gathered, harmonised, kept in the lake, guarded, published and shown."""
