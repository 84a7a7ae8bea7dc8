"""Reading about hand-work."""
