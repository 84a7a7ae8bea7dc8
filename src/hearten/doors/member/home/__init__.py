"""Home: what matters now (M1)."""
