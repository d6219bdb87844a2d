"""Who may see what: the one decision that every door asks."""
