"""Hearten: the customer experience system of a health insurer."""

__version__ = "0.1.0"
