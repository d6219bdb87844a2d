"""What the machine doors have in common: running queries that can be stopped, columns in SQL, answers and pages."""
