"""One language for all data: time, numbers, units, place, names; and the reason when a value is refused."""
