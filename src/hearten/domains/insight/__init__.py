"""What the answers and the records mean (X5, X8)."""
