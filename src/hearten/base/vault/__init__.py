"""Sealing what is sensitive with a key of each customer's own; erasing the key erases the person."""
