"""Tables that people keep: rows of customers in a CSV file."""
