"""Codes and what they mean: diagnoses, operations, medicines, services, and the published rules about them."""
