"""From a price to a policy, and what becomes of it."""
