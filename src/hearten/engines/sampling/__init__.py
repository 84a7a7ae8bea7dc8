"""Whom to ask, how many, and what the answers of some say of all: drawing, weighting and design-based estimates.

Pages: docs/algorithms/sampling.md, survey_weights.md, response_rates.md.
"""
