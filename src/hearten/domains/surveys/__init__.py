"""Asking people how it was (X1, X3)."""
