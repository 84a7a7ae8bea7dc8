"""Insight: what the answers and the records say, how sure that is, and the answers behind it (X5, X8)."""
