"""Key findings first: what was found, put together, sent on schedule."""
