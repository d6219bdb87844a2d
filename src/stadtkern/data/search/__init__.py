"""Search: one index over datasets, places and pages, kept in the town's folder; German word forms, compounds and typos."""
