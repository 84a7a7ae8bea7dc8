"""Imports at the desk: hand a file in, watch it, and take back what was not taken."""
