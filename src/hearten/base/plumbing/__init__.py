"""How facts rise and work waits: the outbox of events, and jobs in the database's own queue."""
