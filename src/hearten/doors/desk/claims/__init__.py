"""The examiners' table: the queue, one claim with all that is known, and the decision."""
