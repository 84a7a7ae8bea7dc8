"""Hospitals, practitioners and other institutions we work with (T1)."""
