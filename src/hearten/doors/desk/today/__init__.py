"""Today: what waits for this person, by what their role may do."""
