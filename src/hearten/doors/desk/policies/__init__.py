"""Underwriting at the desk: applications that the rules leave to a person."""
