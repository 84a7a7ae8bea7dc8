"""Money in and out: a port to payment providers, and each order exactly once."""
