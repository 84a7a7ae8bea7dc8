"""The health record of a customer (H1)."""
