"""Buying, from a price to a policy; and what I am covered for."""
